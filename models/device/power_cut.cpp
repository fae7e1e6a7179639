#include "models/device/power_cut.hpp"

#include <algorithm>

#include "models/device/turn.hpp"

namespace fleetsim::device {

Darkness darkness_of(const PowerCut& cut, const DeviceClass& type, std::uint64_t seed,
                     std::uint32_t device) {
    sim::DrawEngine draw = sim::draw(seed, sim::EntityId::device(device),
                                     static_cast<std::uint32_t>(Purpose::PowerCut), cut.number);
    const bool is_hit = draw.uniform() < cut.share;
    const sim::Duration late =
        sim::Duration::from_seconds(cut.back_over.to_seconds() * draw.uniform());
    if (!is_hit || start_in(type, seed, device) > cut.at) return {};
    return {.is_hit = true, .ends = sim::later(sim::later(cut.at, cut.down_for), late)};
}

sim::Time dark_until(const DeviceClass& type, std::uint64_t seed, std::uint32_t device,
                     sim::Time now) {
    sim::Time until = now;
    for (const PowerCut& cut : type.power_cuts) {
        const Darkness dark = darkness_of(cut, type, seed, device);
        if (dark.is_hit && cut.at <= now) until = std::max(until, dark.ends);
    }
    return until;
}

sim::Duration time_on(const DeviceClass& type, std::uint64_t seed, std::uint32_t device,
                      sim::Time now) {
    const sim::Time start = start_in(type, seed, device);
    sim::Duration on = now - start;
    sim::Time counted = start;  // of cuts that overlap the later goes on where the former ends
    for (const PowerCut& cut : type.power_cuts) {
        const Darkness dark = darkness_of(cut, type, seed, device);
        if (!dark.is_hit) continue;
        const sim::Time begins = std::max(cut.at, counted);
        const sim::Time ends = std::min(dark.ends, now);
        if (ends <= begins) continue;
        on = on - (ends - begins);
        counted = ends;
    }
    return on;
}

}  // namespace fleetsim::device
