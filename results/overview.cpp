#include "results/overview.hpp"

#include <algorithm>
#include <map>
#include <numeric>
#include <string_view>

#include "results/names.hpp"

namespace fleetsim::results {

namespace {
/// The parts of a component's path.
std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> parts;
    for (std::size_t begin = 0; begin <= path.size();) {
        const std::size_t end = std::min(path.find('/', begin), path.size());
        parts.emplace_back(path.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

class Figures {
  public:
    Figures(const Query& query, RunId run) {
        for (Scalar& scalar : query.scalars(run))
            if (scalar.value) values_[scalar.component][scalar.metric.name] = *scalar.value;
    }
    std::optional<double> get(std::string_view component, std::string_view metric) const {
        const auto found = values_.find(component);
        if (found == values_.end()) return std::nullopt;
        const auto value = found->second.find(metric);
        return value == found->second.end() ? std::nullopt : std::optional(value->second);
    }
    const auto& components() const { return values_; }

  private:
    using Values = std::map<std::string, double, std::less<>>;
    std::map<std::string, Values, std::less<>> values_;
};

Percentiles percentiles(const Histogram& h) {
    Percentiles p{h.component, h.metric, h.count, h.mean()};
    p.p5 = h.quantile(0.05).value_or(0);
    p.p50 = h.quantile(0.5).value_or(0);
    p.p95 = h.quantile(0.95).value_or(0);
    p.p99 = h.quantile(0.99).value_or(0);
    p.p999 = h.quantile(0.999).value_or(0);
    p.most = h.maximum;
    return p;
}

std::size_t depth(std::string_view layer) {
    constexpr std::string_view kOrder[] = {names::kPayload, names::kApplication, names::kTls,
                                           names::kTcp, names::kIp};
    return static_cast<std::size_t>(std::find(std::begin(kOrder), std::end(kOrder), layer) -
                                    std::begin(kOrder));
}

void add_bytes(FleetOverview& fleet, const std::string& direction, const std::string& layer,
               double bytes) {
    auto found = std::find_if(fleet.layers.begin(), fleet.layers.end(),
                              [&](const LayerBytes& l) { return l.layer == layer; });
    if (found == fleet.layers.end())
        found = fleet.layers.insert(fleet.layers.end(), LayerBytes{layer, 0, 0});
    (direction == names::kUp ? found->up : found->down) += bytes;
}

std::optional<LayerBytes> both_ways(const Figures& figures, const std::string& fleet,
                                    std::string_view metric) {
    const std::string wire = "wire/" + fleet + "/";
    const auto up = figures.get(wire + std::string(names::kUp), metric);
    const auto down = figures.get(wire + std::string(names::kDown), metric);
    if (!up && !down) return std::nullopt;
    return LayerBytes{std::string(metric), up.value_or(0), down.value_or(0)};
}

/// Fleets are named by every component below fleet/, wire/ and energy/.
std::vector<FleetOverview> fleets(const Figures& figures) {
    std::map<std::string, FleetOverview> found;
    for (const auto& [component, values] : figures.components()) {
        const auto parts = split(component);
        if (parts.size() < 2) continue;
        const auto fleet = [&]() -> FleetOverview& { return found[parts[1]]; };
        if (parts[0] == "fleet" && parts.size() == 2) fleet().name = parts[1];
        if (parts[0] == "wire" && parts.size() == 4)
            if (const auto bytes = figures.get(component, names::kBytesTotal))
                add_bytes(fleet(), parts[2], parts[3], *bytes);
        if (parts[0] == "energy" && parts.size() >= 3)
            if (const auto joules = figures.get(component, names::kJoulesTotal))
                fleet().consumers.push_back(
                    {component.substr(parts[0].size() + parts[1].size() + 2), *joules});
    }
    std::vector<FleetOverview> fleets;
    for (auto& [name, fleet] : found) {
        fleet.name = name;
        const std::string component = names::fleet(name);
        fleet.devices = figures.get(component, names::kDevices);
        fleet.devices_on = figures.get(component, names::kDevicesOn);
        fleet.empty_batteries = figures.get(component, names::kEmptyBatteries);
        fleet.without_power = figures.get(component, names::kDevicesWithoutPower);
        for (const auto& [why, metric] : {std::pair{"offline", names::kDroppedOfflineTotal},
                                          std::pair{"queue full", names::kDroppedQueueFullTotal},
                                          std::pair{"power cut", names::kDroppedPowerCutTotal}}) {
            const double count = figures.get(component, metric).value_or(0);
            if (count > 0) fleet.dropped.emplace_back(why, count);
        }
        fleet.connections_peak = figures.get(component, names::kConnectionsPeak);
        fleet.connections_lost = figures.get(component, names::kConnectionsLostTotal).value_or(0);
        fleet.connections_mean = figures.get(component, names::kConnectionsMean);
        fleet.publishes = figures.get(component, names::kPublishesTotal);
        fleet.given_up = figures.get(component, names::kGivenUpTotal);
        fleet.received = figures.get(component, names::kReceivedTotal);
        fleet.link = both_ways(figures, name, names::kLinkBytesTotal);
        fleet.packets = both_ways(figures, name, names::kPacketsTotal);
        std::sort(fleet.layers.begin(), fleet.layers.end(),
                  [](const auto& a, const auto& b) { return depth(a.layer) < depth(b.layer); });
        std::stable_sort(fleet.consumers.begin(), fleet.consumers.end(),
                         [](const auto& a, const auto& b) { return a.joules > b.joules; });
        fleet.joules_per_device_day = figures.get(component, names::kJoulesPerDeviceDay);
        fleets.push_back(std::move(fleet));
    }
    return fleets;
}

std::vector<AppOverview> apps(const Figures& figures) {
    std::vector<AppOverview> apps;
    for (const auto& [component, values] : figures.components()) {
        const auto parts = split(component);
        if (parts.size() == 2 && parts[0] == "app")
            apps.push_back({parts[1], figures.get(component, names::kPublishesTotal),
                            figures.get(component, names::kReceivedTotal)});
    }
    return apps;
}

std::vector<RuleOverview> rules(const Figures& figures) {
    std::vector<RuleOverview> rules;
    for (const auto& [component, values] : figures.components()) {
        const auto parts = split(component);
        const auto evaluated = figures.get(component, names::kEvaluatedTotal);
        if (parts.size() != 2 || parts[0] != "rule" || !evaluated) continue;
        const auto of = [&figures, &rule = component](std::string_view metric) {
            return figures.get(rule, metric).value_or(0);
        };
        rules.push_back({.name = parts[1],
                         .evaluated = *evaluated,
                         .fired = of(names::kFiredTotal),
                         .failed_actions = of(names::kFailedActionsTotal),
                         .failed_error_actions = of(names::kFailedErrorActionsTotal),
                         .looped = of(names::kDroppedLoopTotal)});
    }
    return rules;
}

Reasons reasons(const Figures& figures, const std::string& prefix, std::string_view metric) {
    Reasons reasons;
    for (const auto& [component, values] : figures.components()) {
        if (!component.starts_with(prefix)) continue;
        const auto count = figures.get(component, metric);
        if (count && *count > 0) reasons.emplace_back(component.substr(prefix.size()), *count);
    }
    return reasons;
}

BrokerOverview broker(const Figures& figures) {
    BrokerOverview b;
    b.connections_peak = figures.get(names::kBroker, names::kConnectionsPeak);
    b.connections_mean = figures.get(names::kBroker, names::kConnectionsMean);
    b.messages_in = figures.get(names::kBroker, names::kMessagesInTotal);
    b.messages_out = figures.get(names::kBroker, names::kMessagesOutTotal);
    for (const auto& [reason, metric] :
         {std::pair{"not authorized", names::kDeniedMessagesTotal},
          std::pair{"quota", names::kThrottledMessagesTotal},
          std::pair{"against a limit of the broker", names::kRefusedMessagesTotal}}) {
        const double count = figures.get(names::kBroker, metric).value_or(0);
        if (count > 0) b.not_taken.emplace_back(reason, count);
    }
    for (const auto& [what, metric] :
         {std::pair{"listen queue full", names::kIgnoredConnectsTotal},
          std::pair{"gave up in the listen queue", names::kDesertedConnectsTotal}}) {
        const double count = figures.get(names::kBroker, metric).value_or(0);
        if (count > 0) b.unanswered.push_back({what, metric, count});
    }
    b.moved = figures.get(names::kBroker, names::kMovedConnectionsTotal).value_or(0);
    b.dropped = reasons(figures, names::dropped(""), names::kDroppedTotal);
    b.refused = reasons(figures, names::refused(""), names::kRefusedConnectsTotal);
    return b;
}

void add_histograms(Overview& overview, const Query& query, RunId run) {
    for (const Histogram& h : query.histograms(run)) {
        if (h.count == 0) continue;
        if (h.metric.name.ends_with("latency_seconds"))
            overview.latencies.push_back(percentiles(h));
        if (h.metric.name == names::kLifeDays)
            for (FleetOverview& fleet : overview.fleets)
                if (h.component == names::battery(fleet.name)) fleet.life_days = percentiles(h);
    }
    std::stable_partition(overview.latencies.begin(), overview.latencies.end(),
                          [](const Percentiles& p) { return p.component == names::kBroker; });
}

/// A publisher over HTTPS opens connections that the broker does not count.
std::string connections_are(const Query& query, RunId run) {
    bool has_https = false;
    bool holds_requests = false;
    for (const Parameter& parameter : query.parameters(run)) {
        if (!parameter.path.ends_with(".https.receive")) continue;
        has_https = true;
        holds_requests |= parameter.value.find("long-poll") != std::string::npos;
    }
    if (holds_requests) return "MQTT connections and held requests";
    return has_https ? "MQTT connections" : "connections";
}
}  // namespace

double FleetOverview::switched_on() const {
    if (!devices_on) return devices.value_or(0);
    return *devices_on + empty_batteries.value_or(0) + without_power.value_or(0);
}
double FleetOverview::bytes_up() const {
    return std::accumulate(layers.begin(), layers.end(), 0.0,
                           [](double sum, const LayerBytes& l) { return sum + l.up; });
}
double FleetOverview::bytes_down() const {
    return std::accumulate(layers.begin(), layers.end(), 0.0,
                           [](double sum, const LayerBytes& l) { return sum + l.down; });
}
double FleetOverview::joules() const {
    return std::accumulate(consumers.begin(), consumers.end(), 0.0,
                           [](double sum, const ConsumerEnergy& c) { return sum + c.joules; });
}

std::size_t Overview::goals_missed() const {
    return static_cast<std::size_t>(
        std::count_if(goals.begin(), goals.end(), [](const Goal& g) { return g.is_missed(); }));
}
std::size_t Overview::goals_unknown() const {
    return static_cast<std::size_t>(
        std::count_if(goals.begin(), goals.end(), [](const Goal& g) { return !g.is_known(); }));
}
bool Overview::are_ledgers_closed() const {
    return std::all_of(ledgers.begin(), ledgers.end(), [](const Ledger& l) { return l.is_closed; });
}

Overview overview(const Query& query, RunId run) {
    Overview o;
    o.run = query.run(run);
    o.measured =
        std::max(sim::Duration{}, o.run.simulated_until.since_start() - o.run.description.warm_up);
    o.connections_are = connections_are(query, run);
    const Figures figures(query, run);
    o.fleets = fleets(figures);
    o.apps = apps(figures);
    o.rules = rules(figures);
    o.function_calls = figures.get("rules", names::kFunctionCallsTotal).value_or(0);
    o.looped_requests = figures.get("services", names::kDroppedLoopTotal).value_or(0);
    o.failed_function_calls = figures.get("rules", names::kFailedFunctionCallsTotal).value_or(0);
    o.broker = broker(figures);
    add_histograms(o, query, run);
    o.goals = query.goals(run);
    o.costs = costs(query, run);
    o.quotas = quotas(query, run);
    o.refusals = refusals(query, run);
    o.ledgers = query.ledgers(run);
    for (Claim& claim : query.claims(run))
        if (claim.table.empty()) o.claims.push_back(std::move(claim));
    for (LogEntry& entry : query.log(run))
        if (entry.severity != LogEntry::Severity::Note) o.warnings.push_back(std::move(entry));
    return o;
}

}  // namespace fleetsim::results
