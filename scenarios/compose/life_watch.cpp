#include "scenarios/compose/life_watch.hpp"

#include <algorithm>

namespace fleetsim::scenarios::compose {

LifeWatch life_watch(const device::DeviceClass& type) {
    constexpr int kRounds = 3;
    LifeWatch watch;
    const auto look = [&](sim::Duration after, sim::Duration round) {
        watch.least = std::max(watch.least, after + round);
        watch.well = std::max(watch.well, after + round * kRounds);
    };
    for (const device::PublishProgram& program : type.programs) {
        // What is done a few times in a life is no round of it.
        if (program.reaction || program.most != device::PublishProgram::kEndless) continue;
        look(program.start_after, program.schedule.every);
        if (program.schedule.pattern == device::Pattern::Diurnal && program.schedule.swing > 0)
            watch.well = std::max(watch.well, sim::Duration::hours(24));
    }
    if (type.polls) look({}, type.polls->every);
    if (watch.least == sim::Duration{}) look({}, type.keep_alive);
    return watch;
}

}  // namespace fleetsim::scenarios::compose
