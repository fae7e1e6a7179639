#include "results/overview.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>
#include <numeric>
#include <string_view>

#include "results/arrivals.hpp"
#include "results/figure_text.hpp"
#include "results/findings.hpp"
#include "results/goals.hpp"
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

std::string unfinished_sentence(const Overview& o) {
    const RunDescription& run = o.run.description;
    const std::string what =
        fmt::format("The run {} after {} of {}",
                    o.run.status == RunStatus::Running ? "is still going on" : "was interrupted",
                    clock_text(o.run.simulated_until.since_start()), clock_text(run.duration));
    if (run.warm_up > sim::Duration{} && o.measured == sim::Duration{})
        return fmt::format("{}, within its warm-up of {}: nothing was measured.", what,
                           span_text(run.warm_up));
    return what + "; figures at its end are not there yet.";
}

/// The rest of the run could still turn the verdict.
std::string goals_sentence(const Overview& o) {
    std::string sentence = goals_verdict(o.goals, o.warnings);
    if (o.run.status != RunStatus::Running && o.run.status != RunStatus::Interrupted)
        return sentence;
    sentence.front() =
        static_cast<char>(std::tolower(static_cast<unsigned char>(sentence.front())));
    return "So far " + sentence;
}

std::string devices_text(const Overview& o) {
    double devices = 0;
    double switched_on = 0;
    for (const FleetOverview& fleet : o.fleets) {
        devices += fleet.devices.value_or(0);
        switched_on += fleet.switched_on();
    }
    if (switched_on == devices)
        return fmt::format("{} device{}", count_text(devices), devices == 1 ? "" : "s");
    return fmt::format("{} of {} devices (the others were never switched on)",
                       count_text(switched_on), count_text(devices));
}

/// "20 devices sent 6,000 messages and app control 12"; devices that sent nothing are not named as
/// those who did.
std::string senders_text(const Overview& o) {
    double by_devices = 0;
    for (const FleetOverview& fleet : o.fleets) by_devices += fleet.publishes.value_or(0);
    double by_apps = 0;
    std::vector<std::string> names;
    for (const AppOverview& app : o.apps) {
        if (app.publishes.value_or(0) <= 0) continue;
        by_apps += *app.publishes;
        names.push_back(app.name);
    }
    const std::string apps =
        names.size() == 1 ? "app " + names.front() : fmt::format("{} apps", names.size());
    const std::string fleet = devices_text(o);
    if (names.empty()) return fmt::format("{} sent {} messages", fleet, count_text(by_devices));
    if (by_devices == 0) return fmt::format("{} sent {} messages", apps, count_text(by_apps));
    return fmt::format("{} sent {} messages and {} {}", fleet, count_text(by_devices), apps,
                       count_text(by_apps));
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

/// "over at most 7 connections at a time". Where the broker has none but those of apps, publishers
/// over HTTPS have their own.
std::string connections_text(const Overview& o) {
    double of_fleets = 0;
    for (const FleetOverview& fleet : o.fleets) of_fleets += fleet.connections_peak.value_or(0);
    const auto of_apps = static_cast<double>(o.apps.size());
    const double of_broker = o.broker.connections_peak.value_or(0);
    const bool is_of_fleets = of_broker <= of_apps && of_fleets > 0;
    const double peak = is_of_fleets ? of_fleets : of_broker;
    if (peak == 0) return {};
    const std::string what = is_of_fleets ? "connections" : o.connections_are;
    return fmt::format(" over at most {} {} at a time", count_text(peak),
                       peak == 1 && what == "connections" ? "connection" : what);
}

/// Devices that sent nothing where apps did.
std::string silent_text(const Overview& o) {
    for (const FleetOverview& fleet : o.fleets)
        if (fleet.publishes.value_or(0) > 0) return {};
    const bool apps_sent = std::any_of(o.apps.begin(), o.apps.end(), [](const AppOverview& app) {
        return app.publishes.value_or(0) > 0;
    });
    return apps_sent ? fmt::format("; the {} sent none", devices_text(o)) : "";
}

/// Nothing where no message arrived: other latencies are those of connects and deliveries.
const Percentiles* publish_latency(const Overview& o) {
    const auto found =
        std::find_if(o.latencies.begin(), o.latencies.end(), [](const Percentiles& p) {
            return p.component == names::kBroker && p.metric.name == names::kPublishLatency;
        });
    return found == o.latencies.end() ? nullptr : &*found;
}

bool is_any_dropped(const Overview& o) {
    return std::any_of(o.fleets.begin(), o.fleets.end(),
                       [](const FleetOverview& fleet) { return !fleet.dropped.empty(); });
}

std::string load_sentence(const Overview& o) {
    const bool has_devices = std::any_of(o.fleets.begin(), o.fleets.end(), [](const auto& fleet) {
        return fleet.devices.value_or(0) > 0;
    });
    if (!has_devices || !o.broker.messages_in) return {};
    std::string sentence = senders_text(o) + " in " + span_text(o.measured);
    sentence.front() =
        static_cast<char>(std::toupper(static_cast<unsigned char>(sentence.front())));
    sentence += connections_text(o) + silent_text(o);
    const std::string_view which = !o.broker.not_taken.empty() ? "those taken"
                                   : is_any_dropped(o)         ? "those sent on"
                                   : !o.broker.dropped.empty() ? "those not dropped"
                                                               : "the messages";
    if (const Percentiles* latency = publish_latency(o))
        sentence += fmt::format("; 99 % of {} reached the broker within {}", which,
                                figure_text(latency->p99, "s"));
    return sentence + ".";
}

std::string cost_sentence(const Overview& o) {
    std::string sentence;
    for (const BookCosts& book : o.costs)
        sentence +=
            fmt::format("{}{} with {}", sentence.empty() ? "A month like this costs " : ", ",
                        figure_text(book.month_cost, book.currency), book.book);
    return sentence.empty() ? sentence : sentence + ".";
}

std::string quota_sentence(const Overview& o) {
    // Whoever connects at all uses up a limit of one.
    const auto found = std::find_if(o.quotas.begin(), o.quotas.end(), [](const QuotaUse& use) {
        return use.margin_ratio.value_or(1) < 0 || use.limit.value_or(0) > 1;
    });
    if (found == o.quotas.end()) return {};
    const QuotaUse& tightest = *found;
    const std::string name = metric_title(tightest.name);
    const std::string asked = fmt::format("{} of {}", figure_text(tightest.peak, tightest.unit),
                                          figure_text(tightest.limit, tightest.unit));
    if (tightest.margin_ratio.value_or(1) < 0)
        return fmt::format("The quota of {} is too small: {} were asked for.", name, asked);
    const sim::Duration warm_up = o.run.description.warm_up;
    const std::string since =
        warm_up > sim::Duration{} ? " after the warm-up of " + span_text(warm_up) : "";
    return fmt::format("No quota was exceeded{}; the tightest is that of {}, {} at peak.", since,
                       name, asked);
}

std::string battery_sentence(const Overview& o) {
    std::string sentence;
    for (const FleetOverview& fleet : o.fleets) {
        if (!fleet.life_days) continue;
        const std::string median = figure_text(fleet.life_days->p50, "d");
        const std::string early = figure_text(fleet.life_days->p5, "d");
        sentence += fmt::format("{}{}'s batteries last {}", sentence.empty() ? "" : "; ",
                                fleet.name, median);
        if (early != median) sentence += fmt::format(" (median; 5 % of them less than {})", early);
        if (fleet.empty_batteries.value_or(0) > 0)
            sentence += fmt::format(", {} of {} were empty before the run ended",
                                    count_text(*fleet.empty_batteries),
                                    count_text(fleet.devices.value_or(0)));
    }
    return sentence.empty() ? sentence : sentence + ".";
}
}  // namespace

double FleetOverview::switched_on() const {
    return devices_on ? *devices_on + empty_batteries.value_or(0) : devices.value_or(0);
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

std::vector<std::string> answer(const Query& query, const Overview& o) {
    std::vector<std::string> sentences;
    if (!o.are_ledgers_closed())
        sentences.emplace_back("A ledger does not close: do not trust these figures.");
    if (o.run.status == RunStatus::Interrupted || o.run.status == RunStatus::Running)
        sentences.push_back(unfinished_sentence(o));
    if (!o.goals.empty()) sentences.push_back(goals_sentence(o));
    for (const Claim& claim : o.claims) sentences.push_back(claim_sentence(claim));
    const std::optional<Storm> storm = find_storm(query, o.run.id);
    for (std::string sentence :
         {load_sentence(o), arrivals_sentence(slow_arrivals(query, o.run.id)), unsent_sentence(o),
          not_taken_sentence(o), drops_sentence(o), storm ? storm_sentence(*storm) : "",
          losses_sentence(o, storm), rules_sentence(o), message_cost_sentence(o),
          battery_sentence(o), cost_sentence(o), quota_sentence(o)})
        if (!sentence.empty()) sentences.push_back(std::move(sentence));
    if (sentences.empty())
        sentences.emplace_back("The run stored no figures that answer a question.");
    return sentences;
}

}  // namespace fleetsim::results
