// A small world with an account, run to its end, for the tests of what the account makes of it.
#pragma once

#include <cstdint>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "scenarios/compose/observe.hpp"
#include "scenarios/compose/observe_account.hpp"
#include "scenarios/compose/observe_ledgers.hpp"
#include "scenarios/compose/world.hpp"
#include "scenarios/language/loader.hpp"

namespace fleetsim::scenarios::compose {

/// Devices that never leave, on a network without delay worth a mention.
inline std::string scenario_text(const std::string& head, const std::string& fleet,
                                 const std::string& rest) {
    return fmt::format(R"([scenario]
name = "account"
{}
[[fleet]]
name = "meter"
device = "nrf9160"
radio = "ethernet"
{}
{})",
                       head, fleet, rest);
}

inline constexpr const char* kMqtt = R"(mqtt = { keep_alive = "5 min" }
start = { shape = "at-once" }
)";

inline constexpr const char* kEachMinute = R"([[fleet.publish]]
topic = "meter-{id}/reading"
every = "1 min"
payload_size = "200 B"
)";

inline constexpr const char* kOwnTopics = R"([[policy]]
name = "own"
document = '''{"Statement": [
  {"Effect": "Allow", "Action": "iot:Connect", "Resource": "client/${iot:ClientId}"},
  {"Effect": "Allow", "Action": ["iot:Publish", "iot:Receive"],
   "Resource": "topic/${iot:ClientId}/*"},
  {"Effect": "Allow", "Action": "iot:Subscribe", "Resource": "topicfilter/${iot:ClientId}/*"}]}'''
)";

struct AccountRun {
    std::unique_ptr<World> world;
    std::vector<Ledger> ledgers;
    std::vector<Figure> figures;

    double figure(const std::string& path) const {
        for (const Figure& one : figures)
            if (one.path() == path) return one.value;
        ADD_FAILURE() << "no figure " << path;
        return -1;
    }
    std::string unit(const std::string& path) const {
        for (const Figure& one : figures)
            if (one.path() == path) return one.unit;
        return "no figure " + path;
    }
    std::int64_t alarm(Alarm which) const {
        return static_cast<std::int64_t>(
            figure("account." + std::string(to_text(which)) + "_total"));
    }
    const device::FleetCell fleet(std::size_t index = 0) const {
        return world->population().total(index);
    }
};

/// Every ledger of it closes.
inline AccountRun run_account(const std::string& text) {
    const Scenario scenario = language::load_text(text, "test.toml", {}, {}).scenario;
    AccountRun ran{.world = std::make_unique<World>(scenario), .ledgers = {}, .figures = {}};
    const auto engine = sim::make_engine(sim::EngineKind::Reference, *ran.world,
                                         {.window = ran.world->lookahead()});
    ran.world->begin(*engine);
    if (scenario.warm_up > sim::Duration{}) {
        engine->run_until(sim::Time::at(scenario.warm_up));
        ran.world->begin_metering(sim::Time::at(scenario.warm_up));
    }
    const sim::Time end = sim::Time::at(scenario.duration);
    engine->run_until(end);
    ran.world->settle(end);
    ran.figures = figures_of(*ran.world, end);
    for (const Figure& figure : final_account_figures(*ran.world)) ran.figures.push_back(figure);
    ran.ledgers = ledgers_of(*ran.world, ran.world->drain(*engine));
    for (const Ledger& ledger : ran.ledgers) {
        EXPECT_TRUE(ledger.is_closed()) << ledger.name;
        for (const LedgerSum& sum : ledger.sums) EXPECT_EQ(sum.difference(), 0) << sum.what;
    }
    return ran;
}

}  // namespace fleetsim::scenarios::compose
