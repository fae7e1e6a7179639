// How the runs of a file are told apart.
#include "cli/run_choice.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/results/synthetic_run.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::cli {
namespace {

TEST(RunList, TellsRunsOfOneScenarioApartByWhatWasSetForThem) {
    const samples::TemporaryFolder folder;
    results::RunDescription run = samples::synthetic_description();
    run.overrides = {"fleet.meter.count=20", "broker.nodes=2"};
    samples::write_synthetic_run(folder / "run.db", run);
    run.overrides = {};
    run.measurement = "fleet.meter.count=30";
    run.duration = sim::Duration::hours(2);
    samples::write_synthetic_run(folder / "run.db", run);
    const std::string list = run_list(results::Query(folder / "run.db"));
    EXPECT_THAT(list, ::testing::ContainsRegex(
                          "run 1: .* 1 d simulated, .*, fleet.meter.count=20, broker.nodes=2\n"));
    EXPECT_THAT(list,
                ::testing::ContainsRegex("run 2: .* 2 h simulated, .*, fleet.meter.count=30$"));
}

}  // namespace
}  // namespace fleetsim::cli
