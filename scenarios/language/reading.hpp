// The second half of loading: checked settings become the plain values of a Scenario, and the
// rules that concern several keys are applied.
// One function a table; each notes what it finds in Reading::diagnostics and goes on.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/language/diagnostics.hpp"
#include "scenarios/language/pattern.hpp"
#include "scenarios/language/settings.hpp"
#include "scenarios/scenario.hpp"

namespace fleetsim::rules {
struct Program;
}

namespace fleetsim::language {

/// Every name of the file, so that tables may refer to what stands below them.
struct Reading {
    Diagnostics& diagnostics;
    std::vector<std::string> nodes{};
    std::vector<std::string> links{};
    std::vector<std::string> fleets{};
    std::vector<std::string> apps{};
    std::vector<std::string> policies{};
    std::string folder{};                   ///< of the scenario; files it names are relative to it
    std::vector<sim::Place> axes{};         ///< where each axis of the study is written
    std::vector<sim::Place> goal_places{};  ///< where each goal is
    /// A mistake about nodes or links was noted: what can reach what is not known.
    bool is_network_sound = true;

    PatternContext patterns(std::string fleet = "") const {
        return {diagnostics, fleets, std::move(fleet)};
    }
    void contradict(const sim::Place& place, std::string text, std::string hint = "") {
        diagnostics.add(place, "contradiction", std::move(text), std::move(hint));
    }
    /// The index of the name at `key` in `names`, or `fallback` after noting that there is none.
    std::uint32_t index_of(const Settings& settings, std::string_view key,
                           const std::vector<std::string>& names, std::string_view what,
                           std::uint32_t fallback);
};

// read_client.cpp
enum class Publisher { Device, App };
std::optional<sim::Duration> read_message_expiry(const Settings& settings, Reading& reading);
scenarios::Payload read_payload(const Settings& settings, std::string_view fleet, Reading& reading);
std::vector<scenarios::Publish> read_publishes(const Settings& settings, Publisher publisher,
                                               const std::string& fleet, Reading& reading);
std::vector<scenarios::Subscribe> read_subscribes(const Settings& settings, PatternUse use,
                                                  const std::string& fleet, Reading& reading);
scenarios::Qos read_qos(const Settings& settings);
scenarios::Retain read_retain(const Settings& settings);

// read_fleet.cpp
std::vector<scenarios::Fleet> read_fleets(const Settings& file, Reading& reading);

// read_network.cpp
scenarios::Network read_network(const Settings& file, Reading& reading);
/// Notes things that must talk to each other and cannot.
void check_routes(const Settings& file, const scenarios::Scenario& scenario, Reading& reading);

// read_world.cpp
scenarios::Broker read_broker(const Settings& file, Reading& reading);
std::vector<scenarios::App> read_apps(const Settings& file, scenarios::NodeIndex broker,
                                      Reading& reading);
std::vector<scenarios::Fault> read_faults(const Settings& file, const scenarios::Scenario& scenario,
                                          Reading& reading);

// read_account.cpp
scenarios::Thing read_thing(const Settings& settings, const std::string& fleet, Reading& reading);
std::vector<scenarios::Policy> read_policies(const Settings& file,
                                             const std::vector<scenarios::Fleet>& fleets,
                                             Reading& reading);
scenarios::Cloud read_cloud(const Settings& file);
scenarios::Prices read_prices(const Settings& file, Reading& reading);

// read_rules.cpp
/// The fleets, tables and secrets of `scenario` are what statements may ask for.
std::vector<scenarios::Rule> read_rules(const Settings& file, const scenarios::Scenario& scenario,
                                        Reading& reading);

// read_services.cpp
scenarios::ShadowClient read_shadow(const Settings& settings, Reading& reading);
scenarios::Failure read_failure(const Settings& settings);
std::vector<scenarios::RolloutJob> read_jobs(const Settings& file,
                                             const scenarios::Scenario& scenario, Reading& reading);
std::vector<scenarios::FailurePredictor> read_predictors(const Settings& file,
                                                         const scenarios::Scenario& scenario,
                                                         Reading& reading);
std::vector<scenarios::StreamReader> read_readers(const Settings& file,
                                                  const scenarios::Scenario& scenario,
                                                  Reading& reading);

// read_lookups.cpp
std::vector<scenarios::ItemTable> read_tables(const Settings& file, Reading& reading);
std::vector<cloud::Secret> read_secrets(const Settings& file, Reading& reading);
/// Notes calls of a statement that can find nothing, whatever the message.
void check_lookups(const rules::Program& statement, const scenarios::Scenario& scenario,
                   const sim::Place& place, Reading& reading);

// read_goals.cpp
std::vector<scenarios::Goal> read_goals(const Settings& file, Reading& reading);

// study.cpp
scenarios::Study read_study(const Settings& file, Reading& reading);

/// What a link is called that has no name; nothing where an end is missing.
inline std::string name_by_ends(const std::string& from, const std::string& to) {
    return from.empty() || to.empty() ? "" : from + '-' + to;
}
inline std::string name_by_ends(const Settings& link) {
    return name_by_ends(link.has("from") ? link.text("from") : "",
                        link.has("to") ? link.text("to") : "");
}

/// The word at `key` as an enumerator: `words[i].first` means `words[i].second`.
template <class E, std::size_t N>
E chosen(const Settings& settings, std::string_view key,
         const std::pair<std::string_view, E> (&words)[N]) {
    for (const auto& [word, value] : words) {
        if (settings.text(key) == word) return value;
    }
    return words[0].second;
}

}  // namespace fleetsim::language
