#include "results/query.hpp"

#include <SQLiteCpp/Statement.h>
#include <algorithm>
#include <map>
#include <sqlite3.h>
#include <sstream>

#include "results/host.hpp"
#include "results/store.hpp"
#include "sim/error.hpp"

namespace fleetsim::results {

namespace {
/// Reads the columns of the current row one after the other.
class Cells {
  public:
    explicit Cells(SQLite::Statement& statement) : statement_(statement) {}

    std::string text() { return statement_.getColumn(next_++).getString(); }
    std::int64_t integer() { return statement_.getColumn(next_++).getInt64(); }
    double real() { return statement_.getColumn(next_++).getDouble(); }
    bool yes() { return integer() != 0; }
    std::optional<double> maybe_real() {
        const auto column = statement_.getColumn(next_++);
        return column.isNull() ? std::nullopt : std::optional(column.getDouble());
    }
    std::optional<std::int64_t> maybe_integer() {
        const auto column = statement_.getColumn(next_++);
        return column.isNull() ? std::nullopt : std::optional(column.getInt64());
    }
    Metric metric() {
        Metric metric;
        metric.name = text();
        metric.unit = text();
        metric.help = text();
        metric.interpolation =
            text() == "linear" ? Metric::Interpolation::Linear : Metric::Interpolation::SampleHold;
        return metric;
    }

  private:
    SQLite::Statement& statement_;
    int next_ = 0;
};

RunStatus read_status(const std::string& stored, const std::string& recorder) {
    for (const RunStatus status : {RunStatus::Done, RunStatus::Failed, RunStatus::AuditFailed})
        if (stored == to_text(status)) return status;
    return is_alive(recorder) ? RunStatus::Running : RunStatus::Interrupted;
}

Parameter::Origin read_origin(const std::string& text) {
    using enum Parameter::Origin;
    return text == "file" ? File : text == "set" ? Set : text == "sweep" ? Sweep : Default;
}

LogEntry::Severity read_severity(const std::string& text) {
    using enum LogEntry::Severity;
    return text == "error" ? Error : text == "warning" ? Warning : Note;
}

std::vector<std::string> split_lines(const std::string& text) {
    std::vector<std::string> lines;
    std::istringstream stream(text);
    for (std::string line; std::getline(stream, line);) lines.push_back(line);
    return lines;
}

/// For the three tables whose rows are of a run, a component and a metric.
std::string figures_sql(std::string_view columns, std::string_view table) {
    std::ostringstream sql;
    sql << "SELECT c.path, m.name, m.unit, m.help, m.interpolation, " << columns << " FROM "
        << table << " t JOIN component c ON c.id = t.component_id "
        << "JOIN metric m ON m.id = t.metric_id "
        << "WHERE t.run_id = ?1 AND c.path GLOB ?2 ORDER BY c.path, m.name";
    return sql.str();
}

constexpr std::string_view kRunColumns =
    "id, scenario_name, scenario_file, scenario_text, description, question, overrides, study, "
    "measurement, replication, seed, engine, threads, duration_ns, warm_up_ns, version, "
    "commit_id, command, scenario_sha256, host, cpu, cores, started_utc, ended_utc, simulated_ns, "
    "status, recorder, exit_code, wall_seconds, events, peak_memory_bytes, digest";

RunDescription read_description(Cells& cells) {
    RunDescription d;
    d.scenario_name = cells.text();
    d.scenario_file = cells.text();
    d.scenario_text = cells.text();
    d.description = cells.text();
    d.question = cells.text();
    d.overrides = split_lines(cells.text());
    d.study = cells.text();
    d.measurement = cells.text();
    d.replication = static_cast<std::uint32_t>(cells.integer());
    d.seed = std::stoull("0" + cells.text());
    d.engine = cells.text();
    d.threads = static_cast<std::uint32_t>(cells.integer());
    d.duration = sim::Duration::nanoseconds(cells.integer());
    d.warm_up = sim::Duration::nanoseconds(cells.integer());
    d.version = cells.text();
    d.commit = cells.text();
    d.command = cells.text();
    return d;
}

Run read_run(SQLite::Statement& statement) {
    Cells cells(statement);
    Run run;
    run.id = RunId{cells.integer()};
    run.description = read_description(cells);
    run.scenario_sha256 = cells.text();
    run.host = cells.text();
    run.cpu = cells.text();
    run.cores = static_cast<int>(cells.integer());
    run.started_utc = cells.text();
    run.ended_utc = cells.text();
    run.simulated_until = sim::Time::from_nanoseconds(cells.integer());
    const std::string status = cells.text();
    run.status = read_status(status, cells.text());
    if (const auto code = cells.maybe_integer()) run.exit_code = static_cast<int>(*code);
    run.wall_seconds = cells.maybe_real();
    run.events = cells.maybe_integer();
    run.peak_memory_bytes = cells.maybe_integer();
    run.digest = cells.text();
    return run;
}

/// Steps of SQLite's machine between two looks at whether the answer is still wanted: under 1 ms.
constexpr int kStepsBetweenLooks = 1'000;

int is_set(void* flag) { return static_cast<const std::atomic<bool>*>(flag)->load() ? 1 : 0; }

std::int64_t number(RunId run) { return static_cast<std::int64_t>(run); }
}  // namespace

std::optional<double> Histogram::quantile(double p) const {
    if (count == 0) return std::nullopt;
    const double rank = std::max(1.0, p * static_cast<double>(count));
    double seen = 0;
    for (const Bucket& bucket : buckets) {
        seen += static_cast<double>(bucket.count);
        if (seen < rank) continue;
        // Values are whole numbers of a unit, so what is below one is zero.
        const double middle = bucket.lower == 0 ? 0 : (bucket.lower + bucket.upper) / 2;
        return std::clamp(middle, minimum, maximum);
    }
    return maximum;
}

class Query::Reader {
  public:
    explicit Reader(const std::filesystem::path& file) : store_(Store::read_only(file)) {}

    Store& store() { return store_; }

    /// Runs `sql` with its parameters bound in their order, and `read`s each row.
    template <class Read, class... Values>
    auto rows(const std::string& sql, Read&& read, const Values&... values) {
        std::vector<decltype(read(std::declval<SQLite::Statement&>()))> found;
        try {
            SQLite::Statement statement(store_.database(), sql);
            int index = 0;
            (statement.bind(++index, values), ...);
            while (statement.executeStep()) found.push_back(read(statement));
        } catch (const SQLite::Exception& error) {
            rethrow(error, store_.file(), Access::Reading);
        }
        return found;
    }

  private:
    Store store_;
};

Query::Query(const std::filesystem::path& file) : reader_(std::make_unique<Reader>(file)) {}
Query::~Query() = default;
Query::Query(Query&&) noexcept = default;
Query& Query::operator=(Query&&) noexcept = default;

const std::filesystem::path& Query::file() const { return reader_->store().file(); }
SQLite::Database& Query::database() const { return reader_->store().database(); }

void Query::stop_when(const std::atomic<bool>* is_unwanted) const {
    sqlite3_progress_handler(database().getHandle(), kStepsBetweenLooks,
                             is_unwanted == nullptr ? nullptr : is_set,
                             const_cast<std::atomic<bool>*>(is_unwanted));
}

/// `which` is the end of the statements, and may name a run's id once.
template <class... Id>
std::vector<Run> Query::runs_where(const std::string& which, const Id&... id) const {
    auto runs = reader_->rows(
        "SELECT " + std::string(kRunColumns) + " FROM run " + which,
        [](SQLite::Statement& row) { return read_run(row); }, id...);
    std::map<RunId, Run*> by_id;
    for (Run& run : runs) by_id[run.id] = &run;
    const auto add = [&by_id](SQLite::Statement& row) {
        Cells cells(row);
        const auto run = by_id.find(RunId{cells.integer()});
        std::string layer = cells.text();
        if (run != by_id.end()) run->second->digests.emplace_back(std::move(layer), cells.text());
        return 0;
    };
    reader_->rows("SELECT run_id, layer, value FROM digest WHERE run_id IN (SELECT id FROM run " +
                      which + ") ORDER BY layer",
                  add, id...);
    return runs;
}

std::vector<Run> Query::runs() const { return runs_where("ORDER BY id"); }

Run Query::run(RunId id) const {
    std::vector<Run> found = runs_where("WHERE id = ?", number(id));
    if (!found.empty()) return std::move(found.front());
    throw sim::InputError(
        sim::Diagnostic{{file().string(), 0, 0},
                        "no-such-run",
                        "there is no run " + std::to_string(number(id)) + " in this file",
                        "`fleetsim compare FILE` without runs lists them"});
}

Run Query::last_run() const {
    std::vector<Run> last = runs_where("ORDER BY id DESC LIMIT 1");
    if (!last.empty()) return std::move(last.front());
    throw sim::InputError(sim::Diagnostic{{file().string(), 0, 0},
                                          "no-such-run",
                                          "there is no run in this file",
                                          "`fleetsim run SCENARIO --out FILE` adds one"});
}

std::optional<double> Query::scalar(RunId run, std::string_view component,
                                    std::string_view metric) const {
    for (const Scalar& scalar : scalars(run, component))
        if (scalar.component == component && scalar.metric.name == metric) return scalar.value;
    return std::nullopt;
}

std::vector<Scalar> Query::scalars(RunId run, std::string_view component) const {
    return reader_->rows(
        figures_sql("t.value", "scalar"),
        [](SQLite::Statement& row) {
            Cells cells(row);
            Scalar scalar;
            scalar.component = cells.text();
            scalar.metric = cells.metric();
            scalar.value = cells.maybe_real();
            return scalar;
        },
        number(run), std::string(component));
}

std::vector<Series> Query::series(RunId run, std::string_view component) const {
    return reader_->rows(
        figures_sql("t.id, t.interval_ns", "series"),
        [](SQLite::Statement& row) {
            Cells cells(row);
            Series series;
            series.component = cells.text();
            series.metric = cells.metric();
            series.id = SeriesId{cells.integer()};
            series.interval = sim::Duration::nanoseconds(cells.integer());
            return series;
        },
        number(run), std::string(component));
}

std::vector<Sample> Query::samples(SeriesId series) const {
    return reader_->rows(
        "SELECT time_ns, value FROM sample WHERE series_id = ? ORDER BY time_ns",
        [](SQLite::Statement& row) {
            Cells cells(row);
            const sim::Time at = sim::Time::from_nanoseconds(cells.integer());
            return Sample{at, cells.real()};
        },
        static_cast<std::int64_t>(series));
}

std::vector<Histogram> Query::histograms(RunId run, std::string_view component) const {
    std::vector<std::int64_t> ids;
    auto histograms = reader_->rows(
        figures_sql("t.id, t.count, t.sum, t.minimum, t.maximum", "histogram"),
        [&ids](SQLite::Statement& row) {
            Cells cells(row);
            Histogram histogram;
            histogram.component = cells.text();
            histogram.metric = cells.metric();
            ids.push_back(cells.integer());
            histogram.count = cells.integer();
            histogram.sum = cells.real();
            histogram.minimum = cells.real();
            histogram.maximum = cells.real();
            return histogram;
        },
        number(run), std::string(component));
    for (std::size_t i = 0; i < histograms.size(); ++i)
        histograms[i].buckets = reader_->rows(
            "SELECT lower, upper, count FROM bucket WHERE histogram_id = ? ORDER BY lower",
            [](SQLite::Statement& row) {
                Cells cells(row);
                const double lower = cells.real();
                const double upper = cells.real();
                return Histogram::Bucket{lower, upper, cells.integer()};
            },
            ids[i]);
    return histograms;
}

std::vector<Parameter> Query::parameters(RunId run) const {
    return reader_->rows(
        "SELECT path, value, origin FROM parameter WHERE run_id = ? ORDER BY path",
        [](SQLite::Statement& row) {
            Cells cells(row);
            Parameter p;
            p.path = cells.text();
            p.value = cells.text();
            p.origin = read_origin(cells.text());
            return p;
        },
        number(run));
}

std::vector<Assumption> Query::assumptions(RunId run) const {
    return reader_->rows(
        "SELECT profile, key, value, unit, source FROM assumption WHERE run_id = ? "
        "ORDER BY profile, key",
        [](SQLite::Statement& row) {
            Cells cells(row);
            Assumption a;
            a.profile = cells.text();
            a.key = cells.text();
            a.value = cells.text();
            a.unit = cells.text();
            a.source = cells.text();
            return a;
        },
        number(run));
}

std::vector<Goal> Query::goals(RunId run) const {
    return reader_->rows(
        "SELECT name, that, value, threshold, unit, is_met FROM goal WHERE run_id = ? ORDER BY id",
        [](SQLite::Statement& row) {
            Cells cells(row);
            Goal g;
            g.name = cells.text();
            g.that = cells.text();
            g.value = cells.maybe_real();
            g.threshold = cells.real();
            g.unit = cells.text();
            g.is_met = cells.yes();
            return g;
        },
        number(run));
}

std::vector<Claim> Query::claims(RunId run) const {
    return reader_->rows(
        "SELECT \"table\", claim, published, simulated, unit, verdict FROM claim "
        "WHERE run_id = ? ORDER BY id",
        [](SQLite::Statement& row) {
            Cells cells(row);
            Claim c;
            c.table = cells.text();
            c.claim = cells.text();
            c.published = cells.maybe_real();
            c.simulated = cells.maybe_real();
            c.unit = cells.text();
            c.verdict = cells.text();
            return c;
        },
        number(run));
}

std::vector<Ledger> Query::ledgers(RunId run) const {
    std::vector<std::int64_t> ids;
    auto ledgers = reader_->rows(
        "SELECT id, name, unit, is_closed, difference FROM ledger WHERE run_id = ? ORDER BY id",
        [&ids](SQLite::Statement& row) {
            Cells cells(row);
            Ledger ledger;
            ids.push_back(cells.integer());
            ledger.name = cells.text();
            ledger.unit = cells.text();
            ledger.is_closed = cells.yes();
            ledger.difference = cells.real();
            return ledger;
        },
        number(run));
    for (std::size_t i = 0; i < ledgers.size(); ++i)
        ledgers[i].entries = reader_->rows(
            "SELECT side, name, value FROM ledger_entry WHERE ledger_id = ? ORDER BY id",
            [](SQLite::Statement& row) {
                Cells cells(row);
                Ledger::Entry entry;
                entry.side = cells.text() == "in" ? Ledger::Side::In : Ledger::Side::Out;
                entry.name = cells.text();
                entry.value = cells.integer();
                return entry;
            },
            ids[i]);
    return ledgers;
}

std::vector<LogEntry> Query::log(RunId run) const {
    return reader_->rows(
        "SELECT time_ns, severity, code, component, text FROM log WHERE run_id = ? "
        "ORDER BY time_ns, id",
        [](SQLite::Statement& row) {
            Cells cells(row);
            LogEntry entry;
            entry.at = sim::Time::from_nanoseconds(cells.integer());
            entry.severity = read_severity(cells.text());
            entry.code = cells.text();
            entry.component = cells.text();
            entry.text = cells.text();
            return entry;
        },
        number(run));
}

}  // namespace fleetsim::results
