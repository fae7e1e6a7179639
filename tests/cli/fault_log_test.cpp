// What a run's log says of the scenario's faults.
#include <csignal>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vector>

#include "cli/interrupt.hpp"
#include "cli/simulation.hpp"
#include "results/query.hpp"
#include "sim/quantity_text.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::cli {
namespace {

constexpr std::string_view kScenario = R"(
[scenario]
name = "six faults"
duration = "10 min"
[[fleet]]
name = "meter"
count = 5
device = "nrf9160"
radio = "lte-m"
region = "city"
thing = { }
mqtt = { version = "3.1.1" }
[[network.node]]
name = "city"
[[network.node]]
name = "cloud"
[[network.link]]
from = "city"
to = "cloud"
latency = "40 ms"
[broker]
node = "cloud"
[[fault]]
at = "4 min"
fleet = "meter"
share = 0.4
[[fault]]
at = "1 min"
node = "city"
down_for = "10 s"
[[fault]]
at = "2 min"
link = "city-cloud"
down_for = "20 s"
[[fault]]
at = "3 min"
broker = 1
down_for = "30 s"
[[fault]]
at = "5 min"
certificates = "meter"
share = 0.2
down_for = "1 min"
[[fault]]
at = "6 min"
certificates = "meter"
)";

class FaultLog : public ::testing::Test {
  protected:
    FaultLog() {
        settings_.scenario = "faults.toml";
        settings_.out = folder_ / "results.fleetsim";
        settings_.is_quiet = true;
    }
    results::RunId run(const Interrupt& interrupt) {
        const language::Loaded loaded = language::load_text(kScenario, "faults.toml", {}, {});
        return simulate(settings_, loaded, {}, interrupt, make_world).run;
    }
    std::vector<std::string> log_of(results::RunId run) const {
        std::vector<std::string> lines;
        for (const results::LogEntry& entry : results::Query(settings_.out).log(run))
            if (entry.code == "fault")
                lines.push_back(sim::to_text(entry.at.since_start()) + ": " + entry.component +
                                " " + entry.text);
        return lines;
    }

    fleetsim::samples::TemporaryFolder folder_;
    RunSettings settings_;
};

TEST_F(FaultLog, SaysWhenAndWhereEachFaultBegan) {
    const Interrupt interrupt;
    EXPECT_THAT(log_of(run(interrupt)),
                ::testing::ElementsAre("1 min: network/node/city down for 10 s",
                                       "2 min: network/link/city-cloud down for 20 s",
                                       "3 min: broker/node/1 down for 30 s",
                                       "4 min: fleet/meter 40 % of its connections cut",
                                       "5 min: fleet/meter 20 % of its certificates not active "
                                       "for 1 min",
                                       "6 min: fleet/meter 100 % of its certificates not active "
                                       "any more"));
}

TEST_F(FaultLog, OfAnInterruptedRunHoldsNoFaultThatNeverCame) {
    const Interrupt interrupt;
    raise(SIGINT);
    EXPECT_THAT(log_of(run(interrupt)), ::testing::IsEmpty());
}

TEST_F(FaultLog, IsOfARunThatNamesTheEngineAndTheThreadsItUsed) {
    const Interrupt interrupt;
    settings_.threads = 7;  // five devices have work for one
    const results::RunId id = run(interrupt);
    const results::RunDescription said = results::Query(settings_.out).run(id).description;
    EXPECT_EQ(said.engine, "heap");
    EXPECT_EQ(said.threads, 1u);
}

}  // namespace
}  // namespace fleetsim::cli
