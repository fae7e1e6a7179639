#include "scenarios/language/study.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <set>
#include <string>

#include "scenarios/language/loader.hpp"
#include "tests/scenarios/texts.hpp"

namespace fleetsim::language {
namespace {

using testing::ElementsAre;

scenarios::Study study_of(const std::string& text) {
    return load_text(kSmallScenario + text, "study.toml", {}, {}).scenario.study;
}

TEST(Study, FirstKeyVariesSlowestAndReplicationsFastest) {
    const scenarios::Study study = study_of(R"(
[study]
replications = 2
[study.vary]
"fleet.meter.count" = [10, 20]
"fleet.meter.mqtt.keep_alive" = ["1 min", "5 min", "20 min"]
)");
    EXPECT_EQ(run_count(study), 12u);
    EXPECT_EQ(describe(study), "2 x 3 points x 2 replications = 12 runs");
    EXPECT_THAT(study_run(study, 1, 0).overrides,
                ElementsAre("fleet.meter.count=10", "fleet.meter.mqtt.keep_alive=\"1 min\""));
    EXPECT_THAT(study_run(study, 1, 3).overrides,
                ElementsAre("fleet.meter.count=10", "fleet.meter.mqtt.keep_alive=\"5 min\""));
    EXPECT_THAT(study_run(study, 1, 11).overrides,
                ElementsAre("fleet.meter.count=20", "fleet.meter.mqtt.keep_alive=\"20 min\""));
    EXPECT_EQ(study_run(study, 1, 11).point, 5u);
}

TEST(Study, AReplicationHasOneSeedAtAllPoints) {
    const scenarios::Study study = study_of(R"(
[study]
replications = 3
[study.vary]
"fleet.meter.count" = [10, 20]
)");
    std::set<std::uint64_t> seeds;
    for (std::uint64_t i = 0; i < 3; ++i) {
        EXPECT_EQ(study_run(study, 7, i).seed, study_run(study, 7, i + 3).seed);
        seeds.insert(study_run(study, 7, i).seed);
    }
    EXPECT_EQ(seeds.size(), 3u);
    EXPECT_EQ(study_run(study, 7, 0).seed, 7u) << "the first is the scenario's own";
}

TEST(Study, ColumnsOfATogetherChangeInStep) {
    const scenarios::Study study = study_of(R"(
[[study.together]]
"broker.nodes" = [1, 2]
"broker.cores" = [4, 8]
)");
    EXPECT_EQ(run_count(study), 2u);
    EXPECT_THAT(study_run(study, 1, 1).overrides, ElementsAre("broker.nodes=2", "broker.cores=8"));
}

TEST(Study, RangesAreInTheUnitOfTheirKey) {
    const auto values = [](const std::string& path, const std::string& range) {
        std::vector<std::string> words;
        const scenarios::Study study = study_of("[study.vary]\n\"" + path + "\" = " + range + "\n");
        for (const auto& point : study.axes.at(0).points) words.push_back(point.at(0));
        return words;
    };
    EXPECT_THAT(values("fleet.meter.count", "{ from = 10, to = 1000, steps = 3, scale = \"log\" }"),
                ElementsAre("10", "100", "1000"));
    EXPECT_THAT(
        values("fleet.meter.mqtt.keep_alive", "{ from = \"1 min\", to = \"5 min\", steps = 3 }"),
        ElementsAre("\"1 min\"", "\"3 min\"", "\"5 min\""));
    EXPECT_THAT(
        values("fleet.meter.back_off.jitter", "{ from = \"0 %\", to = \"100 %\", steps = 3 }"),
        ElementsAre("0", "0.5", "1"));
    EXPECT_THAT(
        values("broker.maximum_packet_size", "{ from = \"1 KiB\", to = \"3 KiB\", steps = 2 }"),
        ElementsAre("\"1 KiB\"", "\"3 KiB\""));
}

TEST(Study, DottedKeysMeanTheSameAsQuotedOnes) {
    const scenarios::Study study = study_of("[study.vary]\nfleet.meter.count = [1, 2]\n");
    EXPECT_THAT(study.axes.at(0).paths, ElementsAre("fleet.meter.count"));
}

/// The texts of the mistakes; empty for none.
std::vector<std::string> mistakes_of(const std::string& text) {
    std::vector<std::string> texts;
    try {
        load_text(text, "study.toml", {}, {});
    } catch (const sim::InputError& error) {
        for (const sim::Diagnostic& one : error.diagnostics()) texts.push_back(one.text);
    }
    return texts;
}

TEST(Study, ValuesThatAreGoodAloneMayContradictEachOther) {
    EXPECT_THAT(mistakes_of(kSmallScenario + R"(
[study.vary]
"scenario.duration" = ["2 h", "1 h"]
"scenario.warm_up" = ["10 min", "90 min"]
)"),
                ElementsAre("with scenario.duration = \"1 h\", scenario.warm_up = \"90 min\": "
                            "warm_up: 90 min is not shorter than the scenario, 1 h"));
}

TEST(Study, AValueMayContradictOneOfTheFileThatIsReplaced) {
    // 90 min of warm-up do not fit into the file's one hour, and are never run with it.
    EXPECT_THAT(mistakes_of(kSmallScenario + R"(
[study.vary]
"scenario.duration" = ["2 h", "3 h"]
"scenario.warm_up" = ["10 min", "90 min"]
)"),
                ElementsAre());
}

TEST(Study, MistakesInItsValuesAreToldBesideThoseOfTheFile) {
    std::string text = kSmallScenario;
    text.replace(text.find("count = 10"), 10, "count = 0 ");
    EXPECT_THAT(mistakes_of(text + R"(
[study.vary]
"fleet.meter.publish[0].qos" = [1, 3]
)"),
                ElementsAre("count: 0 is too small; at least 1",
                            "with fleet.meter.publish[0].qos = 3: qos: 3 is too large; at most 2"));
}

TEST(Study, WithoutOneThereIsOneRun) {
    EXPECT_EQ(describe(study_of("")), "1 run");
    EXPECT_EQ(run_count(study_of("")), 1u);
}

}  // namespace
}  // namespace fleetsim::language
