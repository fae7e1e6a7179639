// Radio profiles as files: reading one into the figures a RadioMachine is built from.
#pragma once

#include <string>

#include "models/profile/profile.hpp"
#include "models/radio/radio_profile.hpp"

namespace fleetsim::radio {

/// Reads a profile of kind "radio". Throws sim::InputError with every mistake in the file.
RadioProfile read_radio(const profile::Profile& file);

/// A shipped radio by name, or a .toml file of the user's.
RadioProfile open_radio(const std::string& name);

}  // namespace fleetsim::radio
