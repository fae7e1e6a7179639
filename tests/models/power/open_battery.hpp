// A shipped battery by its name.
#pragma once

#include <string>

#include "models/power/battery.hpp"
#include "models/profile/profile.hpp"

namespace fleetsim::power {

inline Battery open_battery(const std::string& name) {
    return read_battery(profile::open("battery", name));
}

}  // namespace fleetsim::power
