// A scenario run to its end on a chosen engine, for tests that compare its fingerprints.
#pragma once

#include <cstdint>
#include <vector>

#include "scenarios/compose/fingerprint.hpp"
#include "scenarios/compose/observe_ledgers.hpp"
#include "sim/engine.hpp"

namespace fleetsim::scenarios::compose {

struct PrintedRun {
    Fingerprint print;
    std::vector<Ledger> ledgers;
    std::uint64_t events = 0;
};

/// The run is divided at the stops, which are in order and before its end. Metering begins anew at
/// the stop that ends the warm-up, if one does.
inline PrintedRun run_for_print(const Scenario& scenario, sim::EngineKind kind,
                                sim::EngineOptions options = {},
                                const std::vector<sim::Time>& stops = {}) {
    World world(scenario);
    options.window = world.lookahead();
    const auto engine = sim::make_engine(kind, world, options);
    world.begin(*engine);
    for (const sim::Time stop : stops) {
        engine->run_until(stop);
        world.catch_up(stop);
        if (stop == sim::Time::at(scenario.warm_up)) world.begin_metering(stop);
    }
    const sim::Time end = sim::Time::at(scenario.duration);
    engine->run_until(end);
    world.settle(end);
    PrintedRun ran{
        .print = fingerprint_of(world, *engine), .ledgers = {}, .events = engine->events()};
    ran.ledgers = ledgers_of(world, world.drain(*engine));
    return ran;
}

}  // namespace fleetsim::scenarios::compose
