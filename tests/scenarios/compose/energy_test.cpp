// The energy of large fleets: sums that one 64-bit integer of nanojoules does not hold.
#include <gtest/gtest.h>

#include "scenarios/compose/observe.hpp"
#include "scenarios/compose/observe_ledgers.hpp"
#include "scenarios/compose/world.hpp"
#include "scenarios/language/loader.hpp"

namespace fleetsim::scenarios::compose {
namespace {

constexpr const char* kBoxes = R"([scenario]
name = "boxes on the mains"
duration = "30 d"
[[fleet]]
name = "box"
count = 4_000
device = "home-box"
radio = "ethernet"
mqtt = { keep_alive = "18 h" }
start = { shape = "at-once" }
)";

TEST(FleetEnergy, IsSummedBeyondNineGigajoules) {
    const Scenario scenario = language::load_text(kBoxes, "test.toml", {}, {}).scenario;
    World world(scenario);
    const auto engine =
        sim::make_engine(sim::EngineKind::Reference, world, {.window = world.lookahead()});
    world.begin(*engine);
    const sim::Time end = sim::Time::at(scenario.duration);
    engine->run_until(end);
    world.settle(end);

    double drawn = 0;
    for (std::uint32_t d = 0; d < world.population().count(); ++d)
        drawn += static_cast<double>(world.population().row(d).drawn_nanojoules) * 1e-9;
    EXPECT_GT(drawn, 9.3e9) << "no test of it";
    double shown = 0;
    for (const Figure& figure : figures_of(world, end))
        if (figure.path() == "energy/box.joules_total") shown = figure.value;
    EXPECT_NEAR(shown, drawn, 1);
    for (const Ledger& ledger : ledgers_of(world, world.drain(*engine)))
        EXPECT_TRUE(ledger.is_closed()) << ledger.name;
}

}  // namespace
}  // namespace fleetsim::scenarios::compose
