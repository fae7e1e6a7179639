#include "results/findings.hpp"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "results/decimate.hpp"
#include "results/figure_text.hpp"
#include "results/names.hpp"
#include "results/overview.hpp"

namespace fleetsim::results {

namespace {
constexpr std::size_t kColumns = 4000;
constexpr double kSuddenShare = 0.1;
constexpr double kDeviations = 6;  // a count of n wavers by its square root
constexpr double kNearlyAll = 0.99;

std::optional<Series> broker_series(const Query& query, RunId run, std::string_view metric) {
    for (const Series& s : query.series(run, names::kBroker))
        if (s.metric.name == metric) return s;
    return std::nullopt;
}

/// The samples of a span, all of them where it holds no more than kColumns.
std::vector<Sample> samples_of(const Query& query, const Series& series, Span span) {
    return outline(decimate(query, series.id, span.from, span.to, kColumns));
}

/// The index of the sample before the greatest sudden loss; the size where there is none.
std::size_t before_loss(const std::vector<Sample>& samples) {
    std::size_t found = samples.size();
    double greatest = 0;
    for (std::size_t i = 0; i + 1 < samples.size(); ++i) {
        const double level = samples[i].value;
        const double loss = level - samples[i + 1].value;
        if (loss <= std::max(kSuddenShare * level, kDeviations * std::sqrt(std::max(0.0, level))))
            continue;
        if (loss <= greatest) continue;
        greatest = loss;
        found = i;
    }
    return found;
}

/// From the last sample before the loss until the level is reached again.
std::optional<sim::Duration> until_back(const std::vector<Sample>& samples, std::size_t before,
                                        double level) {
    const auto lowest =
        std::find_if(samples.begin() + static_cast<std::ptrdiff_t>(before) + 1, samples.end(),
                     [level](const Sample& s) { return s.value < level; });
    const auto back =
        std::find_if(lowest, samples.end(), [level](const Sample& s) { return s.value >= level; });
    if (back == samples.end()) return std::nullopt;
    return back->at - samples[before].at;
}
}  // namespace

std::optional<Storm> find_storm(const Query& query, RunId run) {
    const auto series = broker_series(query, run, names::kConnections);
    const auto span = series ? span_of(query, series->id) : std::nullopt;
    if (!span) return std::nullopt;
    std::vector<Sample> samples = samples_of(query, *series, *span);
    std::size_t before = before_loss(samples);
    if (before == samples.size()) return std::nullopt;
    // Once more around it, so that no sample between is left out.
    const double level = samples[before].value;
    const auto coarse = until_back(samples, before, level);
    const sim::Duration column = sim::Duration::nanoseconds((span->to - span->from).count() /
                                                            static_cast<std::int64_t>(kColumns));
    const Span around{std::max(span->from, samples[before].at - column),
                      coarse ? samples[before].at + *coarse + column + series->interval : span->to};
    samples = samples_of(query, *series, around);
    before = before_loss(samples);
    if (before == samples.size()) return std::nullopt;

    Storm storm{samples[before].at, samples[before].value, 0, {}, {}, {}};
    storm.nearly_all = until_back(samples, before, kNearlyAll * storm.before);
    storm.all = until_back(samples, before, storm.before);
    double least = storm.before;
    for (std::size_t i = before; i < samples.size(); ++i) least = std::min(least, samples[i].value);
    storm.lost = storm.before - least;
    if (const auto connects = broker_series(query, run, names::kConnectsRate)) {
        const sim::Time end = storm.all ? storm.at + *storm.all : around.to;
        for (const Sample& s : samples_of(query, *connects, {storm.at, end}))
            storm.connects_peak = std::max(storm.connects_peak.value_or(0), s.value);
    }
    return storm;
}

std::string storm_sentence(const Storm& storm) {
    std::string sentence =
        fmt::format("After {}, {} of {} connections were lost", clock_text(storm.at.since_start()),
                    count_text(storm.lost), count_text(storm.before));
    if (storm.all && storm.nearly_all.value_or(*storm.all) == *storm.all)
        sentence += fmt::format("; all of them were there again within {}", span_text(*storm.all));
    else if (storm.all)
        sentence += fmt::format("; 99 % of them were there again within {}, all within {}",
                                span_text(*storm.nearly_all), span_text(*storm.all));
    else if (storm.nearly_all)
        sentence += fmt::format("; 99 % of them were there again within {}, never all",
                                span_text(*storm.nearly_all));
    else
        sentence += "; they were not there again when the run ended";
    if (storm.connects_peak && *storm.connects_peak > 0)
        sentence += fmt::format(", with at most {} connects a second",
                                count_text(std::round(*storm.connects_peak)));
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
}  // namespace

std::string message_cost_sentence(const Overview& overview) {
    std::vector<std::pair<std::string, MessageCost>> costs;
    for (const FleetOverview& fleet : overview.fleets)
        if (const auto cost = message_cost(fleet)) costs.emplace_back(fleet.name, *cost);
    if (costs.empty()) return {};
    std::stable_sort(costs.begin(), costs.end(), [](const auto& a, const auto& b) {
        return a.second.bytes.value_or(0) > b.second.bytes.value_or(0);
    });
    std::string sentence = "A message, with all that keeps its device connected, costs";
    const char* separator = " ";
    for (const auto& [fleet, cost] : costs) {
        sentence += fmt::format("{}{} {}", separator, fleet, cost_text(cost));
        separator = costs.size() == 2 ? " and " : ", ";
    }
    if (costs.size() == 2) sentence += ratio_text(costs[0].second, costs[1].second);
    return sentence + ".";
}

std::string rules_sentence(const Overview& overview) {
    constexpr std::size_t kNamed = 4;
    if (overview.rules.empty()) return {};
    double fired = 0;
    double failed = 0;
    std::vector<std::string> each;
    for (const RuleOverview& rule : overview.rules) {
        fired += rule.fired;
        failed += rule.failed_actions;
        each.push_back(fmt::format("rule {} fired for {} of {} messages", rule.name,
                                   count_text(rule.fired), count_text(rule.evaluated)));
    }
    std::string sentence = fmt::format("{}", fmt::join(each, ", "));
    if (each.size() > kNamed)
        sentence = fmt::format("{} rules fired {} times", each.size(), count_text(fired));
    sentence.front() =
        static_cast<char>(std::toupper(static_cast<unsigned char>(sentence.front())));
    return sentence + (failed == 0 ? "; no action failed."
                                   : fmt::format("; {} actions failed.", count_text(failed)));
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
