#include <nlohmann/json.hpp>

#include "cli/json_answer.hpp"
#include "cli/summary.hpp"
#include "cli/warnings.hpp"
#include "results/figure_text.hpp"
#include "results/overview.hpp"

namespace fleetsim::cli {

namespace {
using nlohmann::ordered_json;

template <class Value>
ordered_json maybe(const std::optional<Value>& value) {
    return value ? ordered_json(*value) : ordered_json(nullptr);
}

ordered_json ledgers_json(const std::vector<results::Ledger>& ledgers) {
    ordered_json all = ordered_json::object();
    for (const results::Ledger& ledger : ledgers) {
        ordered_json entries = ordered_json::array();
        for (const results::Ledger::Entry& e : ledger.entries)
            entries.push_back({{"side", e.side == results::Ledger::Side::In ? "in" : "out"},
                               {"name", e.name},
                               {"value", e.value}});
        all[ledger.name] = {{"closed", ledger.is_closed},
                            {"difference", ledger.difference},
                            {"unit", ledger.unit},
                            {"entries", std::move(entries)}};
    }
    return all;
}

ordered_json goals_json(const std::vector<results::Goal>& goals) {
    ordered_json all = ordered_json::array();
    for (const results::Goal& g : goals)
        all.push_back({{"name", g.name},
                       {"that", g.that},
                       {"met", g.is_met},
                       {"known", g.is_known()},
                       {"value", maybe(g.value)},
                       {"threshold", g.threshold},
                       {"unit", g.unit}});
    return all;
}

/// "component.metric", and "component.metric.p99" for the percentiles of a histogram.
ordered_json scalars_json(const results::Query& query, results::RunId run,
                          const results::Overview& o) {
    ordered_json all = ordered_json::object();
    for (const results::Scalar& s : query.scalars(run))
        all[s.component + "." + s.metric.name] = maybe(s.value);
    const auto add = [&all](const results::Percentiles& p) {
        const std::string name = p.component + "." + p.metric.name;
        all[name + ".count"] = p.count;
        all[name + ".mean"] = p.mean;
        all[name + ".p5"] = p.p5;
        all[name + ".p50"] = p.p50;
        all[name + ".p95"] = p.p95;
        all[name + ".p99"] = p.p99;
        all[name + ".p99.9"] = p.p999;
        all[name + ".max"] = p.most;
    };
    for (const results::Percentiles& p : o.latencies) add(p);
    for (const results::FleetOverview& f : o.fleets) {
        if (f.life_days) add(*f.life_days);
        if (f.joules_per_device_day)
            all["fleet/" + f.name + ".joules_per_device_day"] = *f.joules_per_device_day;
    }
    return all;
}

}  // namespace

std::string summary_json(const results::Query& query, results::RunId run) {
    const results::Overview o = results::overview(query, run);
    const results::Run& r = o.run;
    ordered_json digests = ordered_json::object();
    for (const auto& [layer, value] : r.digests) digests[layer] = value;
    const ordered_json json = {
        {"run", static_cast<std::int64_t>(r.id)},
        {"results", query.file().string()},
        {"scenario", r.description.scenario_name},
        {"scenario_sha256", r.scenario_sha256},
        {"seed", r.description.seed},
        {"version", r.description.version},
        {"engine", r.description.engine},
        {"threads", r.description.threads},
        {"status", results::to_text(r.status)},
        {"exit_code", maybe(r.exit_code)},
        {"digest", r.digest},
        {"digests", std::move(digests)},
        {"events", maybe(r.events)},
        {"wall_s", maybe(r.wall_seconds)},
        {"simulated_s", r.simulated_until.to_seconds()},
        {"peak_rss_bytes", maybe(r.peak_memory_bytes)},
        {"ledgers", ledgers_json(o.ledgers)},
        {"goals", goals_json(o.goals)},
        {"warnings", warnings_json(o.warnings)},
        {"scalars", scalars_json(query, run, o)},
    };
    return json_answer(json);
}

}  // namespace fleetsim::cli
