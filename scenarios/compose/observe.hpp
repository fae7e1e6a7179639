// Observing a world: its figures now, and its distributions at the end.
// Leaves out ledgers (observe_ledgers.hpp); what an account and the cloud's services say is put
//            together in files of their own.
#pragma once

#include <vector>

#include "scenarios/compose/figures.hpp"
#include "scenarios/compose/history.hpp"
#include "scenarios/compose/world.hpp"

namespace fleetsim::scenarios::compose {

/// What a device draws between its events is booked with its next one, and its sleep at the end:
/// a line over time takes what is booked, a sum over a span wants all of it, device by device.
enum class Energy { Booked, UpToNow };

/// Totals so far and values now, always the same ones in the same order.
std::vector<Figure> figures_of(const World& world, sim::Time now, Energy energy = Energy::Booked);

/// Connections and queues since the warm-up, as the broker saw them at every instant. A fleet's
/// devices are many and each knows its own connection only, so a fleet's course is the broker's
/// too, and there is none where devices connect by themselves (HTTPS).
std::vector<Course> courses_of(const World& world);

/// What a run has counted when its warm-up ends, energy up to that instant.
std::vector<Figure> totals_of(const World& world, sim::Time now);

std::vector<Distribution> distributions_of(const World& world,
                                           Unmeasured unmeasured = Unmeasured::LeftOut);
/// What came to `all` since it was `before`: the totals and the distributions after a warm-up.
std::vector<Figure> since(std::vector<Figure> all, const std::vector<Figure>& before);
std::vector<Distribution> since(std::vector<Distribution> all,
                                const std::vector<Distribution>& before);

/// What only the end of a run tells, from its totals after the warm-up: a fleet's joules a device
/// and day, the times of rollouts.
std::vector<Figure> final_figures(const World& world, const std::vector<Figure>& totals,
                                  Unmeasured unmeasured = Unmeasured::LeftOut);

}  // namespace fleetsim::scenarios::compose
