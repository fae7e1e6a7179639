#include "scenarios/compose/battery_lives.hpp"

#include <algorithm>
#include <optional>

#include "scenarios/compose/life_watch.hpp"

namespace fleetsim::scenarios::compose {

namespace {

/// What a device of the fleet draws for its first connection, on average.
std::int64_t settling_nanojoules(const device::FleetCell& fleet) {
    return fleet.settled == 0
               ? 0
               : static_cast<std::int64_t>(fleet.settling_nanojoules / fleet.settled);
}

/// What a device of a fleet draws for what it does once in its life, on average, nJ.
struct DrawnOnce {
    std::int64_t settling = 0;   ///< its first connection
    std::int64_t downloads = 0;  ///< the files of its jobs, in the measured time
};

/// From full to empty at the device's own mean power since the warm-up, or since it was switched on
/// where that came later; its true life where the battery ran empty. Nothing for one that was not
/// on for a whole round of what it does. What a life has once, it does not go on with.
std::optional<sim::Duration> life_of(const World& world, std::uint32_t d, const DrawnOnce& once,
                                     sim::Duration least_watch, const power::Battery& battery,
                                     const power::HarvestYear* sun) {
    const device::Population& population = world.population();
    const device::DeviceRow& row = population.row(d);
    const sim::Time start = population.start_of(d);
    if (world.settled_at() == sim::Time::zero()) return std::nullopt;  // a look before the end
    if (row.phase == device::Phase::Failed) return population.end_of(d, world.settled_at()) - start;
    if (row.phase == device::Phase::Waiting || !world.metered_from()) return std::nullopt;
    const sim::Duration on = world.settled_at() - std::max(start, *world.metered_from());
    if (on <= sim::Duration{} || on < least_watch) return std::nullopt;
    std::int64_t drawn = row.drawn_nanojoules - world.drawn_before(d).count();
    if (once.settling > 0 && !row.has_settled)
        return std::nullopt;  // how it goes on is not known yet
    if (start >= *world.metered_from()) drawn -= once.settling;
    drawn = std::max<std::int64_t>(drawn - once.downloads, 0);
    const sim::Watts mean{sim::to_joules(sim::nanojoules(drawn)) / on.to_seconds()};
    return sun != nullptr ? sun->life(battery, mean) : battery.life(mean);
}

}  // namespace

std::vector<Distribution> battery_lives(const World& world) {
    constexpr double kDaysInSecond = 1.0 / 86'400;
    std::vector<Distribution> lives;
    const device::Population& population = world.population();
    for (std::size_t c = 0; c < population.classes().size(); ++c) {
        const device::DeviceClass& type = population.classes()[c];
        if (!type.battery) continue;
        std::optional<power::HarvestYear> sun;
        if (type.harvester) sun.emplace(*type.harvester);
        Distribution lifetimes{"battery/" + type.name, "life_days", "d", kDaysInSecond, {}};
        const DrawnOnce once{settling_nanojoules(population.total(c)),
                             world.download_of_device(c).count()};
        const sim::Duration watch = life_watch(type).least;
        for (std::uint32_t d = type.devices.first; d < type.devices.end(); ++d) {
            const auto life = life_of(world, d, once, watch, *type.battery, sun ? &*sun : nullptr);
            if (life) lifetimes.histogram.record(*life / sim::Duration::seconds(1));
        }
        lives.push_back(std::move(lifetimes));
    }
    return lives;
}

}  // namespace fleetsim::scenarios::compose
