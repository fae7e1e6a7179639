// Every shipped scenario, made small: one fingerprint for every engine and any number of threads,
// the one it had at the last commit, and books that close.
#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <memory>
#include <string>

#include "models/profile/profile.hpp"
#include "scenarios/language/loader.hpp"
#include "sim/engine.hpp"
#include "tests/scenarios/compose/printed_run.hpp"

namespace fleetsim::scenarios::compose {
namespace {

constexpr std::uint32_t kMostDevices = 400;
constexpr sim::Duration kLongest = sim::Duration::minutes(20);
constexpr sim::Duration kSaturated = sim::Duration::seconds(12);

Scenario small(const std::filesystem::path& file) {
    Scenario scenario = language::load(file.string(), {}, {}).scenario;
    for (Fleet& fleet : scenario.fleets) {
        fleet.count = std::min(fleet.count, kMostDevices);
        fleet.start.at = std::min(fleet.start.at, sim::Duration::minutes(1));
        fleet.start.over = std::min(fleet.start.over, sim::Duration::minutes(2));
    }
    // A saturated broker makes events as fast as it can, however small the fleet.
    const bool is_saturated = scenario.broker.capacity == "mosquitto2";
    scenario.duration = std::min(scenario.duration, is_saturated ? kSaturated : kLongest);
    return scenario;
}

void expect_equal(const PrintedRun& ran, const PrintedRun& reference) {
    EXPECT_EQ(hexadecimal(ran.print.events), hexadecimal(reference.print.events));
    EXPECT_EQ(hexadecimal(ran.print.bytes), hexadecimal(reference.print.bytes));
    EXPECT_EQ(hexadecimal(ran.print.energy), hexadecimal(reference.print.energy));
    EXPECT_EQ(hexadecimal(ran.print.results), hexadecimal(reference.print.results));
}

void expect_closed(const PrintedRun& ran) {
    for (const Ledger& ledger : ran.ledgers)
        for (const LedgerSum& sum : ledger.sums)
            EXPECT_EQ(sum.difference(), 0) << ledger.name << ": " << sum.what;
}

class ShippedScenario : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(ShippedScenario, HasOneFingerprintOnEveryEngine) {
    const Scenario scenario = small(GetParam());
    const PrintedRun reference = run_for_print(scenario, sim::EngineKind::Reference);
    EXPECT_GT(reference.events, 100u);
    using enum sim::EngineKind;
    for (const sim::EngineKind kind : {Heap, Shuffled, Window})
        expect_equal(run_for_print(scenario, kind), reference);
}

TEST_P(ShippedScenario, HasOneFingerprintAndClosedLedgersOnAnyNumberOfThreads) {
    const Scenario scenario = small(GetParam());
    const PrintedRun alone = run_for_print(scenario, sim::EngineKind::Window);
    expect_closed(alone);
    // Always together, now and then, seldom, and as usual.
    for (const sim::EngineOptions& options : {sim::EngineOptions{.threads = 2, .share_from = 0},
                                              {.threads = 3, .share_from = 4},
                                              {.threads = 7, .share_from = 16},
                                              {.threads = 4}}) {
        const PrintedRun together = run_for_print(scenario, sim::EngineKind::Window, options);
        expect_equal(together, alone);
        expect_closed(together);
    }
}

std::vector<std::filesystem::path> shipped() {
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(FLEETSIM_SOURCE_DIR "/scenarios"))
        if (entry.path().extension() == ".toml") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

std::string name_of_file(const testing::TestParamInfo<std::filesystem::path>& file) {
    std::string name = file.param.stem().string();
    std::replace(name.begin(), name.end(), '-', '_');
    return name;
}

std::string digest_row(const std::filesystem::path& file) {
    const Scenario scenario = small(file);
    const Fingerprint print = run_for_print(scenario, sim::EngineKind::Heap).print;
    return fmt::format("{},{},{},{},{},{},{}\n", file.stem().string(), scenario.seed,
                       scenario.duration.to_seconds(), hexadecimal(print.events),
                       hexadecimal(print.bytes), hexadecimal(print.energy),
                       hexadecimal(print.results));
}

// A digest that changed without intent is a mistake no other test has found. After a change that
// was meant: FLEETSIM_DIGESTS=write writes the file anew, to be committed with what changed it.
TEST(ShippedScenarios, HaveTheDigestsOfTheGoldenFile) {
    std::string table = "scenario,seed,duration_s,events,bytes,energy,results\n";
    for (const std::filesystem::path& file : shipped()) table += digest_row(file);
    const char* wish = std::getenv("FLEETSIM_DIGESTS");
    const std::string golden = FLEETSIM_SOURCE_DIR "/tests/golden/digests.csv";
    if (wish != nullptr && std::string(wish) == "write") std::ofstream(golden) << table;
    std::ifstream stream(golden);
    EXPECT_EQ(table, std::string(std::istreambuf_iterator<char>(stream), {}));
}

INSTANTIATE_TEST_SUITE_P(All, ShippedScenario, testing::ValuesIn(shipped()), name_of_file);

}  // namespace
}  // namespace fleetsim::scenarios::compose
