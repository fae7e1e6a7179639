// A saturated broker has the latency that was published. The service times of the preset come from
// the throughputs of the benchmark; nothing here was fitted to its latencies.
//
// Published: EMQ, Open MQTT Benchmarking Comparison, 2023, Mosquitto 2.0.15 on a c5.4xlarge.
#include <gtest/gtest.h>

#include "scenarios/compose/observe_ledgers.hpp"
#include "scenarios/compose/world.hpp"
#include "scenarios/language/loader.hpp"
#include "sim/engine.hpp"

namespace fleetsim::scenarios::compose {
namespace {

constexpr double kTolerance = 0.1;

struct Steady {
    double latency = 0;  ///< s, mean, of what arrived after the warm-up
    double in = 0;       ///< publishes taken a second
    double out = 0;      ///< deliveries a second
};

struct Sum {
    double latency = 0;
    double received = 0;
    double in = 0;
};

Sum sum_of(const World& world) {
    Sum sum{.in = static_cast<double>(world.broker().statistics().publishes_in)};
    for (std::size_t c = 0; c < world.population().classes().size(); ++c) {
        const device::FleetCell cell = world.population().total(c);
        sum.latency += static_cast<double>(cell.delivery_latency.sum()) * 1e-9;
        sum.received += static_cast<double>(cell.received);
    }
    return sum;
}

Steady run(const std::string& name) {
    const std::string file = FLEETSIM_SOURCE_DIR "/scenarios/" + name + ".toml";
    const Scenario scenario = language::load(file, {}, {}).scenario;
    World world(scenario);
    const auto engine =
        sim::make_engine(sim::EngineKind::Window, world, {.window = world.lookahead()});
    world.begin(*engine);
    engine->run_until(sim::Time::at(scenario.warm_up));
    const Sum before = sum_of(world);
    const sim::Time end = sim::Time::at(scenario.duration);
    engine->run_until(end);
    const Sum after = sum_of(world);
    world.settle(end);
    const double seconds = (scenario.duration - scenario.warm_up).to_seconds();
    const double received = after.received - before.received;
    for (const Ledger& ledger : ledgers_of(world, world.drain(*engine)))
        EXPECT_TRUE(ledger.is_closed()) << ledger.name;
    return {.latency = (after.latency - before.latency) / received,
            .in = (after.in - before.in) / seconds,
            .out = received / seconds};
}

TEST(SaturatedMosquitto, PointToPointTakes354Milliseconds) {
    const Steady steady = run("mosquitto-p2p");
    EXPECT_NEAR(steady.out, 37'300, 0.03 * 37'300);
    EXPECT_NEAR(steady.latency, 0.354, kTolerance * 0.354);
}

TEST(SaturatedMosquitto, FanOutTakes12241Milliseconds) {
    const Steady steady = run("mosquitto-fan-out");
    EXPECT_NEAR(steady.out, 81'000, 0.03 * 81'000);
    EXPECT_NEAR(steady.latency, 12.241, kTolerance * 12.241);
}

TEST(SaturatedMosquitto, FanInTakes12723Milliseconds) {
    const Steady steady = run("mosquitto-fan-in");
    EXPECT_NEAR(steady.in, 50'000, 0.03 * 50'000);
    EXPECT_NEAR(steady.out, 40'500, 0.03 * 40'500);
    EXPECT_NEAR(steady.latency, 12.723, kTolerance * 12.723);
}

}  // namespace
}  // namespace fleetsim::scenarios::compose
