// What came to pass in the warm-up is in no figure: not in totals, not in the lives of batteries.
#include <gmock/gmock.h>

#include "tests/cli/measured_run.hpp"

namespace fleetsim::cli {
namespace {
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSensors = R"([scenario]
name = "sensors"
duration = "8 h"
warm_up = "0 s"
[[fleet]]
name = "sensor"
count = 40
device = "stm32l4"
radio = "nb-iot"
battery = "er14505"
connection = "per-publish"
mqtt = { keep_alive = "0 s" }
start = { shape = "at-once" }
[[fleet.publish]]
topic = "sensor/{id}"
qos = 1
every = "5 min"
payload_size = "50 B"
)";

std::vector<std::string> warm_up(const std::string& length) {
    return {"scenario.warm_up=\"" + length + "\""};
}

TEST(WarmUp, TotalsAreThoseOfTheTimeAfterIt) {
    const MeasuredRun all(kSensors);
    const MeasuredRun quarter(kSensors, warm_up("6 h"));
    for (const auto& [component, metric] :
         {std::pair{"fleet/sensor", "publishes_total"}, std::pair{"broker", "messages_in_total"},
          std::pair{"wire/sensor/up", "bytes_total"}, std::pair{"energy/sensor", "joules_total"},
          std::pair{"energy/sensor/sleep", "joules_total"}}) {
        const double whole = all.scalar(component, metric).value();
        EXPECT_NEAR(quarter.scalar(component, metric).value(), whole / 4, whole / 40)
            << component << "." << metric;
    }
}

TEST(WarmUp, RatesDivideWhatCameAfterItByTheTimeAfterIt) {
    const results::FleetOverview all = MeasuredRun(kSensors).overview().fleets.at(0);
    const results::FleetOverview late =
        MeasuredRun(kSensors, warm_up("7 h 30 min")).overview().fleets.at(0);
    EXPECT_NEAR(*late.joules_per_device_day, *all.joules_per_device_day,
                *all.joules_per_device_day * 0.1);
    EXPECT_NEAR(late.life_days->p50, all.life_days->p50, all.life_days->p50 * 0.1);
}

TEST(WarmUp, DoesNotShowInTheLedgersWhichCloseOverTheWholeRun) {
    const auto all = MeasuredRun(kSensors).overview();
    const auto late = MeasuredRun(kSensors, warm_up("7 h")).overview();
    EXPECT_TRUE(late.are_ledgers_closed());
    ASSERT_EQ(late.ledgers.size(), all.ledgers.size());
    for (std::size_t i = 0; i < all.ledgers.size(); ++i)
        for (std::size_t e = 0; e < all.ledgers[i].entries.size(); ++e)
            EXPECT_EQ(late.ledgers[i].entries[e].value, all.ledgers[i].entries[e].value)
                << all.ledgers[i].entries[e].name;
    EXPECT_EQ(late.run.digests[0], all.run.digests[0]);
}

TEST(WarmUp, MayEndBetweenTwoSamples) {
    const MeasuredRun between(kSensors,
                              {"scenario.warm_up=\"5 h\"", "scenario.sample_interval=\"2 h\""});
    const MeasuredRun at(kSensors,
                         {"scenario.warm_up=\"5 h\"", "scenario.sample_interval=\"1 h\""});
    for (const char* metric : {"publishes_total", "connects_total"})
        EXPECT_EQ(between.scalar("fleet/sensor", metric), at.scalar("fleet/sensor", metric));
    EXPECT_NEAR(between.scalar("fleet/sensor", "publishes_per_second_mean").value(), 40 / 300.0,
                0.005);
}

TEST(WarmUp, AnInterruptWithinItSaysSoAndInventsNoFigures) {
    const MeasuredRun run(kSensors, warm_up("1 h"), MeasuredRun::End::Interrupted);
    EXPECT_EQ(run.code(), ExitCode::Interrupted);
    EXPECT_EQ(run.scalar("fleet/sensor", "publishes_total"), std::nullopt);
    EXPECT_THAT(run.answer(), HasSubstr("within its warm-up of 1 h: nothing was measured."));
    EXPECT_THAT(run.answer(), Not(HasSubstr("messages")));
}

}  // namespace
}  // namespace fleetsim::cli
