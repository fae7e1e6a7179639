#include "results/recorder.hpp"

#include <SQLiteCpp/Statement.h>
#include <SQLiteCpp/Transaction.h>
#include <SQLiteCpp/VariadicBind.h>
#include <cmath>
#include <map>
#include <optional>
#include <unordered_map>

#include "results/host.hpp"
#include "results/store.hpp"
#include "sim/check.hpp"

namespace fleetsim::results {

namespace {
/// Binds one after the other; nothing and what is not finite become NULL.
class Row {
  public:
    explicit Row(SQLite::Statement& statement) : statement_(statement) { statement_.reset(); }

    Row& operator<<(const std::string& text) { return statement_.bind(++next_, text), *this; }
    Row& operator<<(std::int64_t number) { return statement_.bind(++next_, number), *this; }
    Row& operator<<(bool yes) { return *this << std::int64_t{yes}; }
    Row& operator<<(double number) { return *this << std::optional<double>(number); }
    Row& operator<<(RunId id) { return *this << static_cast<std::int64_t>(id); }
    Row& operator<<(std::optional<double> number) {
        ++next_;
        if (number && std::isfinite(*number))
            statement_.bind(next_, *number);
        else
            statement_.bind(next_);
        return *this;
    }
    void execute() { statement_.exec(); }

  private:
    SQLite::Statement& statement_;
    int next_ = 0;
};

std::string lines(const std::vector<std::string>& texts) {
    std::string joined;
    for (const std::string& text : texts) joined += (joined.empty() ? "" : "\n") + text;
    return joined;
}

std::string_view to_text(Metric::Interpolation interpolation) {
    return interpolation == Metric::Interpolation::Linear ? "linear" : "sample-hold";
}

struct SampleBuffer {
    struct Sample {
        std::int64_t time_ns;
        double value;
    };
    std::vector<Sample> samples;
    std::int64_t last_ns = INT64_MIN;
};

struct StoredHistogram {
    std::string component;
    Metric metric;
    std::vector<sim::Histogram::Bucket> buckets;
    std::int64_t count = 0;
    double sum = 0;
    double minimum = 0;
    double maximum = 0;
    double unit_of_one = 1;
};

/// What waits for the next commit.
struct Pending {
    std::map<std::pair<std::string, std::string>, std::pair<Metric, double>> scalars;
    std::vector<StoredHistogram> histograms;
    std::vector<Parameter> parameters;
    std::vector<Assumption> assumptions;
    std::vector<Goal> goals;
    std::vector<Claim> claims;
    std::vector<Ledger> ledgers;
    std::vector<LogEntry> log;
};
}  // namespace

/// Holds the file. Between two commits nothing is locked: a commit is one short transaction.
class Recorder::Writer {
  public:
    Writer(const std::filesystem::path& file, const RunDescription& description)
        : store_(Store::writable(file)) {
        guarded([&] { insert_run(description); });
    }

    RunId run() const { return run_; }
    const std::filesystem::path& file() const { return store_.file(); }
    Pending& pending() { return pending_; }
    bool is_finished() const { return is_finished_; }

    SeriesId add_series(const std::string& component, const Metric& metric,
                        sim::Duration interval) {
        std::int64_t id = 0;
        guarded([&] {
            SQLite::Statement insert(store_.database(),
                                     "INSERT INTO series (run_id, component_id, metric_id, "
                                     "interval_ns) VALUES (?, ?, ?, ?)");
            (Row(insert) << run_ << component_id(component) << metric_id(metric)
                         << interval.count())
                .execute();
            id = store_.database().getLastInsertRowid();
        });
        buffers_.try_emplace(SeriesId{id});
        order_.push_back(SeriesId{id});
        return SeriesId{id};
    }

    void sample(SeriesId series, sim::Time at, double value) {
        const auto found = buffers_.find(series);
        FLEET_CHECK(found != buffers_.end(), "a sample belongs to a series of this run");
        SampleBuffer& buffer = found->second;
        FLEET_CHECK(at.nanoseconds() > buffer.last_ns, "the times of a series rise");
        buffer.last_ns = at.nanoseconds();
        if (std::isfinite(value)) buffer.samples.push_back({at.nanoseconds(), value});
    }

    void commit(sim::Time now) {
        guarded([&] {
            SQLite::Transaction transaction(store_.database(),
                                            SQLite::TransactionBehavior::IMMEDIATE);
            write_pending();
            SQLite::Statement update(
                store_.database(),
                "UPDATE run SET simulated_ns = ?, committed_utc = ? WHERE id = ?");
            (Row(update) << now.nanoseconds() << utc_now() << run_).execute();
            transaction.commit();
            forget_pending();
            now_ = now;
        });
    }

    void finish(const Outcome& outcome) {
        FLEET_CHECK(outcome.status != RunStatus::Running, "a finished run does not run");
        guarded([&] {
            SQLite::Transaction transaction(store_.database(),
                                            SQLite::TransactionBehavior::IMMEDIATE);
            write_pending();
            write_outcome(outcome);
            transaction.commit();
            forget_pending();
        });
        is_finished_ = true;
        store_.leave_alone();
    }

    /// What a run that is given up leaves behind.
    void abandon() {
        commit(now_);
        SQLite::Statement update(store_.database(),
                                 "UPDATE run SET recorder = '', ended_utc = ? WHERE id = ?");
        (Row(update) << utc_now() << run_).execute();
    }

  private:
    template <class Work>
    void guarded(Work&& work) {
        try {
            work();
        } catch (const SQLite::Exception& error) {
            components_.clear();  // some may be of the transaction that was rolled back
            metrics_.clear();
            rethrow(error, store_.file(), Access::Writing);
        }
    }

    void insert_run(const RunDescription& d) {
        const Host host = this_host();
        const std::string now = utc_now();
        SQLite::Statement insert(
            store_.database(),
            "INSERT INTO run (scenario_name, scenario_file, scenario_text, scenario_sha256, "
            "description, question, overrides, study, measurement, replication, seed, "
            "duration_ns, warm_up_ns, command, version, commit_id, engine, threads, host, cpu, "
            "cores, started_utc, committed_utc, recorder, simulated_ns, status) VALUES "
            "(?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?, 0, 'interrupted')");
        (Row(insert) << d.scenario_name << d.scenario_file << d.scenario_text
                     << sha256(d.scenario_text) << d.description << d.question << lines(d.overrides)
                     << d.study << d.measurement << std::int64_t{d.replication}
                     << std::to_string(d.seed) << d.duration.count() << d.warm_up.count()
                     << d.command << d.version << d.commit << d.engine << std::int64_t{d.threads}
                     << host.name << host.cpu << std::int64_t{host.cores} << now << now
                     << this_process())
            .execute();
        run_ = RunId{store_.database().getLastInsertRowid()};
    }

    /// The row is only there once the statement has ended: that is when a full disk is told.
    static std::int64_t returned_id(SQLite::Statement& insert) {
        insert.executeStep();
        const std::int64_t id = insert.getColumn(0).getInt64();
        insert.reset();
        return id;
    }

    std::int64_t component_id(const std::string& path) {
        if (const auto known = components_.find(path); known != components_.end())
            return known->second;
        SQLite::Statement insert(store_.database(),
                                 "INSERT INTO component (path) VALUES (?) ON CONFLICT DO UPDATE "
                                 "SET path = path RETURNING id");
        insert.bind(1, path);
        return components_[path] = returned_id(insert);
    }

    std::int64_t metric_id(const Metric& metric) {
        const auto key = std::make_pair(metric.name, metric.unit);
        if (const auto known = metrics_.find(key); known != metrics_.end()) return known->second;
        SQLite::Statement insert(
            store_.database(),
            "INSERT INTO metric (name, unit, help, interpolation) VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET name = name RETURNING id");
        SQLite::bind(insert, metric.name, metric.unit, metric.help,
                     std::string(to_text(metric.interpolation)));
        return metrics_[key] = returned_id(insert);
    }

    void write_pending() {
        write_samples();
        write_scalars();
        for (const StoredHistogram& histogram : pending_.histograms) write_histogram(histogram);
        write_texts();
        write_findings();
        for (const Ledger& ledger : pending_.ledgers) write_ledger(ledger);
    }

    void write_samples() {
        SQLite::Statement insert(store_.database(), "INSERT INTO sample VALUES (?, ?, ?)");
        for (const SeriesId series : order_)
            for (const auto& [time_ns, value] : buffers_[series].samples)
                (Row(insert) << static_cast<std::int64_t>(series) << time_ns << value).execute();
    }

    void write_scalars() {
        SQLite::Statement insert(store_.database(),
                                 "INSERT OR REPLACE INTO scalar VALUES (?, ?, ?, ?)");
        for (const auto& [names, figure] : pending_.scalars)
            (Row(insert) << run_ << component_id(names.first) << metric_id(figure.first)
                         << figure.second)
                .execute();
    }

    void write_histogram(const StoredHistogram& h) {
        const std::int64_t component = component_id(h.component);
        const std::int64_t metric = metric_id(h.metric);
        SQLite::Statement remove(
            store_.database(),
            "DELETE FROM histogram WHERE run_id = ? AND component_id = ? AND metric_id = ?");
        (Row(remove) << run_ << component << metric).execute();
        SQLite::Statement insert(store_.database(),
                                 "INSERT INTO histogram (run_id, component_id, metric_id, count, "
                                 "sum, minimum, maximum) VALUES (?, ?, ?, ?, ?, ?, ?)");
        const std::optional<double> nothing;
        (Row(insert) << run_ << component << metric << h.count << h.sum
                     << (h.count > 0 ? h.minimum : nothing) << (h.count > 0 ? h.maximum : nothing))
            .execute();
        const std::int64_t id = store_.database().getLastInsertRowid();
        SQLite::Statement bucket(store_.database(), "INSERT INTO bucket VALUES (?, ?, ?, ?)");
        for (const auto& [lower, upper, count] : h.buckets)
            (Row(bucket) << id << static_cast<double>(lower) * h.unit_of_one
                         << static_cast<double>(upper) * h.unit_of_one << count)
                .execute();
    }

    void write_texts() {
        SQLite::Statement parameter(store_.database(),
                                    "INSERT OR REPLACE INTO parameter VALUES (?, ?, ?, ?)");
        for (const Parameter& p : pending_.parameters)
            (Row(parameter) << run_ << p.path << p.value << results::to_text(p.origin)).execute();
        SQLite::Statement assumption(store_.database(),
                                     "INSERT OR REPLACE INTO assumption VALUES (?, ?, ?, ?, ?, ?)");
        for (const Assumption& a : pending_.assumptions)
            (Row(assumption) << run_ << a.profile << a.key << a.value << a.unit << a.source)
                .execute();
        SQLite::Statement log(store_.database(),
                              "INSERT INTO log (run_id, time_ns, severity, code, component, text) "
                              "VALUES (?, ?, ?, ?, ?, ?)");
        for (const LogEntry& e : pending_.log)
            (Row(log) << run_ << e.at.nanoseconds() << results::to_text(e.severity) << e.code
                      << e.component << e.text)
                .execute();
    }

    void write_findings() {
        SQLite::Statement goal(store_.database(),
                               "INSERT INTO goal (run_id, name, that, value, threshold, unit, "
                               "is_met) VALUES (?, ?, ?, ?, ?, ?, ?)");
        for (const Goal& g : pending_.goals)
            (Row(goal) << run_ << g.name << g.that << g.value << g.threshold << g.unit << g.is_met)
                .execute();
        SQLite::Statement claim(store_.database(),
                                "INSERT INTO claim (run_id, \"table\", claim, published, "
                                "simulated, unit, error_ratio, verdict) "
                                "VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
        for (const Claim& c : pending_.claims)
            (Row(claim) << run_ << c.table << c.claim << c.published << c.simulated << c.unit
                        << c.error_ratio() << c.verdict)
                .execute();
    }

    void write_ledger(const Ledger& ledger) {
        SQLite::Statement insert(store_.database(),
                                 "INSERT OR REPLACE INTO ledger (run_id, name, unit, is_closed, "
                                 "difference) VALUES (?, ?, ?, ?, ?)");
        (Row(insert) << run_ << ledger.name << ledger.unit << ledger.is_closed << ledger.difference)
            .execute();
        const std::int64_t id = store_.database().getLastInsertRowid();
        SQLite::Statement entry(
            store_.database(),
            "INSERT INTO ledger_entry (ledger_id, side, name, value) VALUES (?, ?, ?, ?)");
        for (const Ledger::Entry& e : ledger.entries)
            (Row(entry) << id << std::string(e.side == Ledger::Side::In ? "in" : "out") << e.name
                        << e.value)
                .execute();
    }

    void write_outcome(const Outcome& o) {
        SQLite::Statement update(
            store_.database(),
            "UPDATE run SET status = ?, exit_code = ?, simulated_ns = ?, wall_seconds = ?, "
            "events = ?, peak_memory_bytes = ?, digest = ?, ended_utc = ?, committed_utc = ?, "
            "recorder = '' WHERE id = ?");
        const std::string now = utc_now();
        (Row(update) << results::to_text(o.status) << std::int64_t{o.exit_code}
                     << o.simulated_until.nanoseconds() << o.wall_seconds << o.events
                     << o.peak_memory_bytes << o.digest << now << now << run_)
            .execute();
        SQLite::Statement digest(store_.database(), "INSERT INTO digest VALUES (?, ?, ?)");
        for (const auto& [layer, value] : o.digests)
            (Row(digest) << run_ << layer << value).execute();
    }

    void forget_pending() {
        pending_ = Pending{};
        for (auto& [series, buffer] : buffers_) buffer.samples.clear();
    }

    Store store_;
    RunId run_{};
    sim::Time now_;
    bool is_finished_ = false;
    Pending pending_;
    std::vector<SeriesId> order_;
    std::unordered_map<SeriesId, SampleBuffer> buffers_;
    std::unordered_map<std::string, std::int64_t> components_;
    std::map<std::pair<std::string, std::string>, std::int64_t> metrics_;
};

Recorder::Recorder(const std::filesystem::path& file, const RunDescription& description)
    : writer_(std::make_unique<Writer>(file, description)) {}

Recorder::~Recorder() {
    if (!writer_ || writer_->is_finished()) return;
    try {
        writer_->abandon();
    } catch (...) {
        // The file says "interrupted" already, and there is nobody left to tell.
    }
}

Recorder::Recorder(Recorder&&) noexcept = default;
Recorder& Recorder::operator=(Recorder&&) noexcept = default;

RunId Recorder::run() const { return writer_->run(); }
const std::filesystem::path& Recorder::file() const { return writer_->file(); }

SeriesId Recorder::add_series(std::string_view component, const Metric& metric,
                              sim::Duration interval) {
    return writer_->add_series(std::string(component), metric, interval);
}

void Recorder::sample(SeriesId series, sim::Time at, double value) {
    writer_->sample(series, at, value);
}

void Recorder::scalar(std::string_view component, const Metric& metric, double value) {
    writer_->pending().scalars.insert_or_assign({std::string(component), metric.name},
                                                std::make_pair(metric, value));
}

void Recorder::histogram(std::string_view component, const Metric& metric,
                         const sim::Histogram& histogram, double unit_of_one) {
    writer_->pending().histograms.push_back(
        {std::string(component), metric, histogram.buckets(), histogram.count(),
         static_cast<double>(histogram.sum()) * unit_of_one,
         static_cast<double>(histogram.minimum()) * unit_of_one,
         static_cast<double>(histogram.maximum()) * unit_of_one, unit_of_one});
}

void Recorder::parameter(const Parameter& parameter) {
    writer_->pending().parameters.push_back(parameter);
}
void Recorder::assumption(const Assumption& assumption) {
    writer_->pending().assumptions.push_back(assumption);
}
void Recorder::goal(const Goal& goal) { writer_->pending().goals.push_back(goal); }
void Recorder::claim(const Claim& claim) { writer_->pending().claims.push_back(claim); }
void Recorder::ledger(const Ledger& ledger) { writer_->pending().ledgers.push_back(ledger); }
void Recorder::log(const LogEntry& entry) { writer_->pending().log.push_back(entry); }

void Recorder::commit(sim::Time now) { writer_->commit(now); }
void Recorder::finish(const Outcome& outcome) { writer_->finish(outcome); }

}  // namespace fleetsim::results
