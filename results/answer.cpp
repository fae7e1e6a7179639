#include "results/answer.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <optional>
#include <string_view>

#include "results/arrivals.hpp"
#include "results/figure_text.hpp"
#include "results/findings.hpp"
#include "results/goals.hpp"
#include "results/names.hpp"

namespace fleetsim::results {

namespace {
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
