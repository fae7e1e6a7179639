// From a fleet of the scenario to a class of devices: profiles looked up, exchanges worked out.
#pragma once

#include <optional>
#include <vector>

#include "models/device/device_class.hpp"
#include "models/mqtt/pattern_list.hpp"
#include "models/power/battery.hpp"
#include "models/profile/profile.hpp"
#include "scenarios/compose/network_builder.hpp"
#include "scenarios/scenario.hpp"

namespace fleetsim::scenarios::compose {

/// What all fleets of a world share while it is built.
struct FleetContext {
    const Scenario& scenario;
    const BuiltNetwork& network;
    mqtt::PatternList& patterns;
    std::vector<profile::Figure>& assumptions;  ///< every profile figure that was used
};

/// The fleet's battery; nothing for one on mains.
std::optional<power::Battery> look_up_battery(const Fleet& fleet, FleetContext& context);

/// `first` is the index of the fleet's first device. Throws sim::InputError where a profile cannot
/// carry what the scenario asks of it.
device::DeviceClass build_fleet(const Fleet& fleet, std::uint32_t first, sim::EntityId broker,
                                FleetContext& context);

}  // namespace fleetsim::scenarios::compose
