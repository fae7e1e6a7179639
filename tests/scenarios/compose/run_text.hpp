// Runs a scenario's text to its end and keeps what it says of itself.
#pragma once

#include <gtest/gtest.h>
#include <map>
#include <string>

#include "scenarios/compose/observe.hpp"
#include "scenarios/compose/observe_account.hpp"
#include "scenarios/compose/observe_ledgers.hpp"
#include "scenarios/language/loader.hpp"
#include "sim/engine.hpp"

namespace fleetsim::scenarios::compose {

struct Told {
    std::map<std::string, double> figures;
    std::map<std::string, Distribution> distributions;

    double operator[](const std::string& path) const {
        const auto found = figures.find(path);
        EXPECT_NE(found, figures.end()) << path;
        return found == figures.end() ? -1 : found->second;
    }
    /// In the distribution's unit.
    double quantile(const std::string& path, double p) const {
        const Distribution& one = distributions.at(path);
        return static_cast<double>(one.histogram.quantile(p)) * one.scale;
    }
};

/// The ledgers must close, whatever else is asked.
inline Told run_text(const std::string& text) {
    World world(language::load_text(text, "test.toml", {}, {}).scenario);
    const auto engine =
        sim::make_engine(sim::EngineKind::Window, world, {.window = world.lookahead()});
    world.begin(*engine);
    const sim::Time end = sim::Time::at(world.scenario().duration);
    engine->run_until(end);
    world.settle(end);
    Told told;
    for (const Figure& figure : figures_of(world, end)) told.figures[figure.path()] = figure.value;
    for (const Figure& figure : final_account_figures(world))
        told.figures[figure.path()] = figure.value;
    for (Distribution& one : distributions_of(world))
        told.distributions.emplace(one.component + "." + one.metric, std::move(one));
    for (const Ledger& ledger : ledgers_of(world, world.drain(*engine)))
        for (const LedgerSum& sum : ledger.sums)
            EXPECT_EQ(sum.difference(), 0) << ledger.name << ": " << sum.what;
    return told;
}

}  // namespace fleetsim::scenarios::compose
