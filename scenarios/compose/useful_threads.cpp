#include "scenarios/compose/useful_threads.hpp"

#include <algorithm>

namespace fleetsim::scenarios::compose {

namespace {

/// 25.3 million events of 3.66 million publishes in an hour of city-meters.toml, keep-alive
/// included.
constexpr double kEventsOfAPublish = 7;
/// A quarter of a microsecond each; two threads take 10 microseconds to meet.
constexpr double kWorthAThread = 256;

double publishes_per_second(const Fleet& fleet, sim::Duration window) {
    double rate = 0;
    // In a closed loop that never pauses a publish still takes a round trip.
    for (const Publish& publish : fleet.publish)
        rate += 1 / std::max(publish.pacing.mean, window).to_seconds();
    return rate * fleet.count;
}

}  // namespace

unsigned useful_threads(const Scenario& scenario, sim::Duration window, unsigned asked) {
    double publishes = 0;
    for (const Fleet& fleet : scenario.fleets) publishes += publishes_per_second(fleet, window);
    const double events = publishes * kEventsOfAPublish * window.to_seconds();
    return std::clamp(static_cast<unsigned>(std::min(events / kWorthAThread, 256.0)), 1u,
                      std::max(asked, 1u));
}

}  // namespace fleetsim::scenarios::compose
