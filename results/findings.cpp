#include "results/findings.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>

#include "results/curve.hpp"
#include "results/figure_text.hpp"
#include "results/names.hpp"
#include "results/overview.hpp"

namespace fleetsim::results {

namespace {
constexpr double kSuddenShare = 0.1;
constexpr double kDeviations = 6;  // a count of n wavers by its square root

/// A fleet's loss is told in place of the broker's where it is that many times as great, or came
/// before it and is so large a part of it.
constexpr double kClearlyMore = 1.1;
constexpr double kLargePart = 0.5;

bool is_sudden(double level, double next) {
    return level - next >
           std::max(kSuddenShare * level, kDeviations * std::sqrt(std::max(0.0, level)));
}

/// By index of samples: the last before the loss, and one by which it had come.
struct Loss {
    std::size_t before = 0;
    std::size_t after = 0;
};

/// When the faults of the run began.
std::vector<sim::Time> faults_of(const Query& query, RunId run) {
    std::vector<sim::Time> begins;
    for (const LogEntry& entry : query.log(run))
        if (entry.code == "fault") begins.push_back(entry.at);
    return begins;
}

/// A server whose network is gone misses its clients one after the other, each after its keep
/// alive: what falls since a fault is one loss, of which the last, few clients go suddenly.
std::size_t begin_of_fall(const std::vector<Sample>& samples, std::size_t sudden,
                          const std::vector<sim::Time>& faults) {
    constexpr std::size_t kPause = 3;  // samples without a loss that do not end the fall
    sim::Time fault = sim::Time::never();
    for (const sim::Time begin : faults)
        if (begin <= samples[sudden].at && (fault == sim::Time::never() || begin > fault))
            fault = begin;
    std::size_t first = sudden;
    for (std::size_t i = sudden; i-- > 0 && first - i <= kPause && samples[i].at >= fault;)
        if (samples[i].value > samples[first].value) first = i;
    return first;
}

/// The greatest loss that was sudden, or ended so.
std::optional<Loss> greatest_loss(const std::vector<Sample>& samples,
                                  const std::vector<sim::Time>& faults) {
    std::optional<Loss> found;
    double greatest = 0;
    for (std::size_t i = 0; i + 1 < samples.size(); ++i) {
        if (!is_sudden(samples[i].value, samples[i + 1].value)) continue;
        const Loss loss{begin_of_fall(samples, i, faults), i + 1};
        const double lost = samples[loss.before].value - samples[loss.after].value;
        if (lost <= greatest) continue;
        greatest = lost;
        found = loss;
    }
    return found;
}

/// From the last sample before the loss until the level is reached again.
std::optional<sim::Duration> until_back(const std::vector<Sample>& samples, const Loss& loss,
                                        double level) {
    const auto back =
        std::find_if(samples.begin() + static_cast<std::ptrdiff_t>(loss.after), samples.end(),
                     [level](const Sample& s) { return s.value >= level; });
    if (back == samples.end()) return std::nullopt;
    return back->at - samples[loss.before].at;
}

/// Whose connections: the broker's, which are those of all fleets, or a fleet's.
struct Whose {
    std::string component;
    std::string fleets;  ///< that lose them, as a pattern
};

/// What a rate of the components came to after `from`, until `to`.
double counted(const Query& query, RunId run, const std::string& components, std::string_view rate,
               sim::Time from, sim::Time to) {
    double sum = 0;
    const Span span{from + sim::Duration::nanoseconds(1), to};  // a sample tells of what was before
    for (const Series& series : query.series(run, components)) {
        if (series.metric.name != rate) continue;
        for (const Sample& s : samples_of(query, series, span))
            sum += s.value * series.interval.to_seconds();
    }
    return sum;
}

double lost_between(const Query& query, RunId run, const std::string& fleets, sim::Time from,
                    sim::Time to) {
    return counted(query, run, fleets, names::kConnectionsLostRate, from, to);
}

/// What a fault cut, and is nearly back by the next sample, shows in what the fleets lost alone.
std::optional<Loss> hidden_loss(const Query& query, RunId run, const std::string& fleets,
                                const std::vector<Sample>& samples, sim::Duration interval,
                                const std::vector<sim::Time>& faults) {
    std::optional<Loss> found;
    double greatest = 0;
    for (const sim::Time fault : faults) {
        const auto after =
            std::find_if(samples.begin(), samples.end(),
                         [fault](const Sample& sample) { return sample.at > fault; });
        if (after == samples.begin() || after == samples.end()) continue;
        const double level = std::prev(after)->value;
        const double lost = lost_between(query, run, fleets, fault, fault + interval);
        if (!is_sudden(level, level - lost) || lost <= greatest) continue;
        greatest = lost;
        const auto index = static_cast<std::size_t>(after - samples.begin());
        found = Loss{index - 1, index};
    }
    return found;
}

/// The storm of a loss; `samples` are all there are of the connections around it.
Storm storm_of(const Query& query, RunId run, const Whose& whose,
               const std::vector<Sample>& samples, const Loss& loss) {
    const Sample& before = samples[loss.before];
    Storm storm{.at = before.at, .before = before.value};
    storm.nearly_all = until_back(samples, loss, kNearlyAll * storm.before);
    storm.all = until_back(samples, loss, storm.before);
    double least = storm.before;
    for (std::size_t i = loss.before; i < samples.size(); ++i)
        least = std::min(least, samples[i].value);
    // Who is back before the next sample does not show in the level. The fleets counted it, but a
    // radio asleep hears late; the books of the level did too: what opened in it, and yet it fell.
    const Sample& after = samples[loss.after];
    const auto rate = [&](const std::string& of, std::string_view metric) {
        return counted(query, run, of, metric, before.at, after.at);
    };
    const double ended = before.value - after.value + rate(whose.component, names::kConnectsRate) -
                         rate(whose.fleets, names::kDisconnectsRate);
    const double told = std::max(ended, rate(whose.fleets, names::kConnectionsLostRate));
    storm.lost = std::max(storm.before - least, std::min(storm.before, std::round(told)));
    storm.shows = storm.before - least >= storm.lost / 2;
    if (const auto connects = find_series(query, run, whose.component, names::kConnectsRate)) {
        const sim::Time end = storm.all ? storm.at + *storm.all : samples.back().at;
        for (const Sample& s : samples_of(query, *connects, {storm.at, end}))
            storm.connects_peak = std::max(storm.connects_peak.value_or(0), s.value);
        storm.sampled_every = connects->interval;
    }
    return storm;
}

std::optional<Storm> storm_of(const Query& query, RunId run, const Whose& whose,
                              const std::vector<sim::Time>& faults) {
    const auto series = find_series(query, run, whose.component, names::kConnections);
    const auto span = series ? span_of(query, series->id) : std::nullopt;
    if (!span) return std::nullopt;
    const auto find = [&](const std::vector<Sample>& samples) {
        const std::optional<Loss> seen = greatest_loss(samples, faults);
        return seen ? seen
                    : hidden_loss(query, run, whose.fleets, samples, series->interval, faults);
    };
    std::vector<Sample> samples = samples_of(query, *series, *span);
    std::optional<Loss> loss = find(samples);
    if (!loss) return std::nullopt;
    // Once more around it, so that no sample between is left out.
    const sim::Time begin = samples[loss->before].at;
    const auto coarse = until_back(samples, *loss, samples[loss->before].value);
    const sim::Duration column = sim::Duration::nanoseconds(
        (span->to - span->from).count() / static_cast<std::int64_t>(kCurveColumns));
    const Span around{std::max(span->from, begin - column),
                      coarse ? begin + *coarse + column + series->interval : span->to};
    samples = samples_of(query, *series, around);
    loss = find(samples);
    if (!loss) return std::nullopt;
    return storm_of(query, run, whose, samples, *loss);
}

/// A fleet that connects for each publish closes its connections: nothing is lost.
bool was_lost(const Query& query, RunId run, const Whose& whose, const Storm& storm) {
    const sim::Time end = storm.at + storm.all.value_or(sim::Duration::max() / 2);
    return lost_between(query, run, whose.fleets, storm.at, end) >= storm.lost / 2;
}
}  // namespace

std::optional<Storm> find_storm(const Query& query, RunId run) {
    const std::vector<sim::Time> faults = faults_of(query, run);
    const Whose all{std::string(names::kBroker), "fleet/*"};
    std::optional<Storm> greatest = storm_of(query, run, all, faults);
    for (const Series& series : query.series(run, "fleet/*")) {
        if (series.metric.name != names::kConnections) continue;
        const Whose fleet{series.component, series.component};
        std::optional<Storm> storm = storm_of(query, run, fleet, faults);
        if (!storm) continue;
        const bool is_greater = !greatest || storm->lost > kClearlyMore * greatest->lost;
        const bool is_earlier = greatest && greatest->fleet.empty() && storm->at < greatest->at &&
                                storm->lost >= kLargePart * greatest->lost;
        const bool is_seen = greatest && !greatest->shows && storm->shows &&
                             storm->lost >= kLargePart * greatest->lost;
        if (!is_greater && !is_earlier && !is_seen) continue;
        if (!was_lost(query, run, fleet, *storm)) continue;
        storm->fleet = series.component.substr(names::fleet("").size());
        greatest = std::move(storm);
    }
    return greatest;
}

std::string storm_sentence(const Storm& storm) {
    std::string sentence = fmt::format("After {}, {} of {} connections{} were lost",
                                       clock_text(storm.at.since_start()), count_text(storm.lost),
                                       count_text(storm.before),
                                       storm.fleet.empty() ? "" : " of fleet " + storm.fleet);
    if (storm.all && storm.nearly_all.value_or(*storm.all) == *storm.all)
        sentence += fmt::format("; all were back within {}", span_text(*storm.all));
    else if (storm.all)
        sentence += fmt::format("; 99 % were back within {}, all within {}",
                                span_text(*storm.nearly_all), span_text(*storm.all));
    else if (storm.nearly_all)
        sentence += fmt::format("; 99 % were back within {}, and not all of them came back",
                                span_text(*storm.nearly_all));
    else
        sentence += "; they were not back when the run ended";
    if (storm.connects_peak && *storm.connects_peak > 0)
        sentence += fmt::format(", with at most {} connects a second (mean of {})",
                                count_text(std::round(*storm.connects_peak)),
                                span_text(storm.sampled_every));
    return sentence + ".";
}

std::string losses_sentence(const Overview& overview, const std::optional<Storm>& storm) {
    constexpr double kMuchMore = 1.5;
    double lost = 0;
    double devices = 0;
    for (const FleetOverview& fleet : overview.fleets) {
        if (fleet.connections_lost == 0) continue;
        lost += fleet.connections_lost;
        devices += fleet.devices.value_or(0);
    }
    if (lost == 0 || lost < kSuddenShare * devices) return {};
    if (storm && lost <= kMuchMore * storm->lost) return {};
    std::string sentence = fmt::format("In the whole run, {} devices lost {} connections",
                                       count_text(devices), count_text(lost));
    if (overview.broker.moved > 0)
        sentence += fmt::format("; {} were closed to balance the broker's machines",
                                count_text(overview.broker.moved));
    return sentence + ".";
}

std::optional<MessageCost> message_cost(const FleetOverview& fleet) {
    MessageCost cost{fleet.publishes.value_or(0) + fleet.received.value_or(0), {}, {}};
    if (cost.messages <= 0) return std::nullopt;
    if (!fleet.layers.empty()) cost.bytes = (fleet.bytes_up() + fleet.bytes_down()) / cost.messages;
    if (!fleet.consumers.empty()) cost.joules = fleet.joules() / cost.messages;
    if (!cost.bytes && !cost.joules) return std::nullopt;
    return cost;
}

namespace {
std::string cost_text(const MessageCost& cost) {
    std::vector<std::string> parts;
    if (cost.bytes) parts.push_back(figure_text(cost.bytes, "B"));
    if (cost.joules) parts.push_back(figure_text(cost.joules, "J"));
    return fmt::format("{}", fmt::join(parts, " and "));
}

/// "; that is 9.3 times the bytes and 1.1 times the energy", the first against the second.
std::string ratio_text(const MessageCost& a, const MessageCost& b) {
    std::vector<std::string> parts;
    if (a.bytes && b.bytes && *b.bytes > 0)
        parts.push_back(fmt::format("{:.3g} times the bytes", *a.bytes / *b.bytes));
    if (a.joules && b.joules && *b.joules > 0)
        parts.push_back(fmt::format("{:.3g} times the energy", *a.joules / *b.joules));
    return parts.empty() ? "" : fmt::format("; that is {}", fmt::join(parts, " and "));
}

double count_of(const Reasons& reasons) {
    double all = 0;
    for (const auto& [reason, count] : reasons) all += count;
    return all;
}

/// "2 of 16 copies for subscribers, 12.5 %, were dropped: quota."; empty without a reason.
std::string share_sentence(std::string_view what, double of, std::string_view fate,
                           Reasons reasons) {
    if (reasons.empty()) return {};
    std::stable_sort(reasons.begin(), reasons.end(),
                     [](const auto& a, const auto& b) { return a.second > b.second; });
    std::vector<std::string> each;
    for (const auto& [reason, count] : reasons)
        each.push_back(reasons.size() == 1 ? reason
                                           : fmt::format("{} {}", count_text(count), reason));
    const double all = count_of(reasons);
    return fmt::format("{} of {} {}, {}, were {}: {}.", count_text(all), count_text(of), what,
                       percent_text(all / of), fate, fmt::join(each, ", "));
}
}  // namespace

std::string message_cost_sentence(const Overview& overview) {
    std::vector<std::pair<std::string, MessageCost>> costs;
    for (const FleetOverview& fleet : overview.fleets)
        if (const auto cost = message_cost(fleet)) costs.emplace_back(fleet.name, *cost);
    if (costs.empty()) return {};
    std::stable_sort(costs.begin(), costs.end(), [](const auto& a, const auto& b) {
        return a.second.bytes.value_or(0) > b.second.bytes.value_or(0);
    });
    std::string sentence = "Including keeping the connection alive, a message costs";
    const char* separator = " ";
    for (const auto& [fleet, cost] : costs) {
        sentence += fmt::format("{}fleet {} {}", separator, fleet, cost_text(cost));
        separator = costs.size() == 2 ? " and " : ", ";
    }
    if (costs.size() == 2) sentence += ratio_text(costs[0].second, costs[1].second);
    return sentence + ".";
}

std::string unsent_sentence(const Overview& overview) {
    double sent = 0;
    std::map<std::string, double> by_reason;
    for (const FleetOverview& fleet : overview.fleets) {
        sent += fleet.publishes.value_or(0);
        for (const auto& [why, count] : fleet.dropped) by_reason[why] += count;
    }
    return share_sentence("messages of the devices", sent, "dropped by them",
                          Reasons(by_reason.begin(), by_reason.end()));
}

std::string not_taken_sentence(const Overview& overview) {
    const BrokerOverview& broker = overview.broker;
    return share_sentence("messages that arrived at the broker", broker.messages_in.value_or(0),
                          "not taken", broker.not_taken);
}

std::string drops_sentence(const Overview& overview) {
    const BrokerOverview& broker = overview.broker;
    return share_sentence("copies for subscribers",
                          count_of(broker.dropped) + broker.messages_out.value_or(0), "dropped",
                          broker.dropped);
}

namespace {

/// What went wrong of the rules, each after a semicolon.
std::string rule_failures(const Overview& overview) {
    double failed = 0;
    double lost = 0;
    double looped = overview.looped_requests;
    for (const RuleOverview& rule : overview.rules) {
        failed += rule.failed_actions;
        lost += rule.failed_error_actions;
        looped += rule.looped;
    }
    std::string text =
        failed == 0 ? "; no action failed" : fmt::format("; {} actions failed", count_text(failed));
    if (lost > 0) text += fmt::format(", and {} error actions", count_text(lost));
    if (looped > 0)
        text += fmt::format("; {} messages were dropped because rules went round in a loop",
                            count_text(looped));
    if (overview.failed_function_calls > 0)
        text += fmt::format("; {} of {} calls of functions failed",
                            count_text(overview.failed_function_calls),
                            count_text(overview.function_calls));
    return text;
}

}  // namespace

std::string rules_sentence(const Overview& overview) {
    constexpr std::size_t kNamed = 4;
    if (overview.rules.empty()) return {};
    double fired = 0;
    std::vector<std::string> each;
    for (const RuleOverview& rule : overview.rules) {
        fired += rule.fired;
        each.push_back(fmt::format("rule {} fired for {} of {} messages", rule.name,
                                   count_text(rule.fired), count_text(rule.evaluated)));
    }
    std::string sentence = fmt::format("{}", fmt::join(each, ", "));
    if (each.size() > kNamed)
        sentence = fmt::format("{} rules fired {} times", each.size(), count_text(fired));
    sentence.front() =
        static_cast<char>(std::toupper(static_cast<unsigned char>(sentence.front())));
    return sentence + rule_failures(overview) + ".";
}

std::string claim_sentence(const Claim& claim) {
    const auto figure = [&](const std::optional<double>& value) {
        return value ? fmt::format("{:.4g}{}", *value, claim.unit == "1" ? "" : " " + claim.unit)
                     : std::string("-");
    };
    const std::string verdict = claim.verdict.substr(0, claim.verdict.find(':'));
    return fmt::format("{}: published {}, simulated {}{}.", claim.claim, figure(claim.published),
                       figure(claim.simulated), verdict.empty() ? "" : ": " + verdict);
}

}  // namespace fleetsim::results
