#include "cli/run_record.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "cli/caveats.hpp"
#include "cli/fault_entry.hpp"
#include "results/names.hpp"
#include "sim/check.hpp"

namespace fleetsim::cli {

namespace compose = scenarios::compose;

namespace {

results::Parameter::Origin origin_of(const std::string& word) {
    if (word == "file") return results::Parameter::Origin::File;
    if (word == "sweep") return results::Parameter::Origin::Sweep;
    if (word == "set") return results::Parameter::Origin::Set;
    return results::Parameter::Origin::Default;
}

results::Metric metric_of(const std::string& name, const std::string& unit) {
    return {.name = name, .unit = unit, .help = {}};
}

}  // namespace

results::Assumption assumption_of(const profile::Figure& figure) {
    const std::string mark = figure.mark == profile::Mark::Unverified ? " (unverified)" : "";
    return {.profile = figure.profile,
            .key = figure.key,
            .value = fmt::format("{}", figure.value),
            .unit = figure.unit,
            .source = figure.source + mark};
}

RunRecord::RunRecord(const std::filesystem::path& file, const results::RunDescription& description,
                     const language::Loaded& loaded, const compose::World& world)
    : scenario_(world.scenario()),
      recorder_(file, description),
      history_(sim::Time::at(scenario_.warm_up)) {
    for (const language::Parameter& parameter : loaded.parameters)
        recorder_.parameter({parameter.path, parameter.value, origin_of(parameter.origin)});
    for (const profile::Figure& figure : world.assumptions())
        recorder_.assumption(assumption_of(figure));
    for (const compose::PriceLine& line : compose::price_lines(world))
        recorder_.assumption({.profile = line.book,
                              .key = line.item,
                              .value = line.price,
                              .unit = {},  // the price says it
                              .source = line.source});
    faults_ = scenario_.faults;
    std::ranges::stable_sort(faults_, {}, &scenarios::Fault::at);
}

/// Those that have begun since the last time.
void RunRecord::log_faults(sim::Time now) {
    for (; faults_logged_ < faults_.size() && faults_[faults_logged_].at < now; ++faults_logged_)
        recorder_.log(entry_of(faults_[faults_logged_], scenario_));
}

void RunRecord::sample(sim::Time now, const compose::World& world) {
    log_faults(now);
    history_.add(now, compose::figures_of(world, now));
    const std::vector<compose::Line>& lines = history_.lines();
    if (series_.empty())
        for (const compose::Line& line : lines)
            series_.push_back(recorder_.add_series(
                line.component, metric_of(line.metric, line.unit), scenario_.sample_interval));
    for (std::size_t i = 0; i < lines.size(); ++i)
        recorder_.sample(series_[i], now, lines[i].value);
}

void RunRecord::end_warm_up(sim::Time now, const compose::World& world) {
    history_.restart(now, compose::figures_of(world, now));
    totals_before_ = compose::totals_of(world, now);
    distributions_before_ = compose::distributions_of(world);
}

void RunRecord::store_scalars(const std::vector<compose::Figure>& totals) {
    for (const compose::Figure& figure : totals) {
        recorder_.scalar(figure.component, metric_of(figure.metric, figure.unit), figure.value);
    }
    for (const compose::Line& line : history_.lines()) {
        if (line.samples == 0) continue;
        const bool is_rate_of_messages = line.unit == "1/s";
        if (line.kind == compose::FigureKind::Counter && !is_rate_of_messages) continue;
        recorder_.scalar(line.component, metric_of(line.metric + "_peak", line.unit), line.most);
        recorder_.scalar(line.component, metric_of(line.metric + "_mean", line.unit), line.mean());
    }
}

void RunRecord::store_distributions(const std::vector<compose::Distribution>& distributions) {
    for (const compose::Distribution& one : distributions) {
        recorder_.histogram(one.component, metric_of(one.metric, one.unit), one.histogram,
                            one.scale);
        const auto store = [&](std::string_view name, double value) {
            recorder_.scalar(one.component,
                             metric_of(results::names::statistic(one.metric, name), one.unit),
                             value);
        };
        store("mean", one.histogram.mean() * one.scale);
        for (const auto& [name, share] : results::names::kPercentiles)
            store(name, static_cast<double>(one.histogram.quantile(share)) * one.scale);
    }
}

namespace {

/// Whole numbers that fit into SQLite's 64 bits. Nanojoules that do not are stored as joules, each
/// rounded down: whether they close was decided before, of the exact sums.
class LedgerGrain {
  public:
    explicit LedgerGrain(const compose::Ledger& ledger) : unit_(ledger.unit) {
        const auto look = [this](sim::WideSum amount) { fits_ &= amount == narrow(amount); };
        for (const compose::LedgerSum& sum : ledger.sums) {
            look(sum.in);
            for (const compose::LedgerPart& part : sum.out) look(part.amount);
        }
        if (fits_) return;
        FLEET_CHECK(unit_ == "nJ", "only energy outgrows 64 bits");
        unit_ = "J";
    }
    const std::string& unit() const { return unit_; }
    std::int64_t whole(sim::WideSum amount) const {
        return narrow(fits_ ? amount : amount / 1'000'000'000);
    }
    double real(sim::WideSum amount) const {
        return static_cast<double>(amount) * (fits_ ? 1 : 1e-9);
    }

  private:
    static std::int64_t narrow(sim::WideSum amount) { return static_cast<std::int64_t>(amount); }

    std::string unit_;
    bool fits_ = true;
};

}  // namespace

void RunRecord::store_ledgers(const std::vector<compose::Ledger>& ledgers) {
    for (const compose::Ledger& ledger : ledgers) {
        const LedgerGrain grain(ledger);
        results::Ledger stored{.name = ledger.name, .unit = grain.unit()};
        stored.is_closed = ledger.is_closed();
        stored.difference = grain.real(ledger.difference());
        for (const compose::LedgerSum& sum : ledger.sums) {
            stored.entries.push_back({results::Ledger::Side::In, sum.what, grain.whole(sum.in)});
            for (const compose::LedgerPart& part : sum.out)
                stored.entries.push_back({results::Ledger::Side::Out, sum.what + ": " + part.name,
                                          grain.whole(part.amount)});
        }
        recorder_.ledger(stored);
    }
}

namespace {
/// Of the figure the goal speaks of; empty where there is none.
std::string unit_of(const scenarios::Goal& goal, const compose::Findings& findings) {
    const auto is_it = [&](const auto& figure) {
        return figure.component == goal.component && figure.metric == goal.metric;
    };
    for (const compose::Distribution& one : findings.distributions)
        if (is_it(one)) return goal.statistic == "count" ? "1" : one.unit;
    for (const compose::Figure& figure : findings.totals)
        if (is_it(figure)) return figure.unit;
    const compose::Line* line = findings.history.find(goal.component, goal.metric);
    return line != nullptr ? line->unit : std::string();
}
}  // namespace

RunRecord::Goals RunRecord::store_goals(const compose::Findings& findings) {
    Goals all = Goals::Met;
    for (const scenarios::Goal& goal : scenario_.goals) {
        const std::optional<double> value = compose::measure(goal, findings);
        const bool met = value && compose::is_met(goal, *value);
        if (!met) all = Goals::Missed;
        recorder_.goal({.name = goal.name,
                        .that = goal.that,
                        .value = value,
                        .threshold = goal.threshold,
                        .unit = unit_of(goal, findings),
                        .is_met = met});
    }
    return all;
}

RunRecord::Goals RunRecord::conclude(const compose::World& world,
                                     const std::vector<compose::Ledger>& ledgers) {
    log_faults(world.settled_at());
    std::vector<compose::Figure> totals = compose::figures_of(world, world.settled_at());
    if (world.metered_from())
        for (compose::Figure& figure : compose::final_account_figures(world))
            totals.push_back(std::move(figure));
    totals = compose::since(std::move(totals), totals_before_);
    for (compose::Figure& figure : compose::final_figures(world, totals))
        totals.push_back(std::move(figure));
    std::vector<compose::Distribution> distributions =
        compose::since(compose::distributions_of(world), distributions_before_);
    std::erase_if(totals, [&](const compose::Figure& figure) {
        // The peak and the mean of a share say it; the warm-up's counts are none of the run's.
        return figure.kind == compose::FigureKind::Share ||
               (figure.kind == compose::FigureKind::Counter && !world.metered_from());
    });
    if (!world.metered_from()) distributions.clear();
    for (results::LogEntry& caveat : caveats_of(world, distributions))
        recorder_.log(std::move(caveat));
    for (const compose::Course& course : compose::courses_of(world)) history_.correct(course);
    store_scalars(totals);
    store_distributions(distributions);
    store_ledgers(ledgers);
    return store_goals({totals, history_, distributions, ledgers});
}

}  // namespace fleetsim::cli
