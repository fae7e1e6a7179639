// One value of the document against its option: type, unit, limits, choices, names of profiles.
#pragma once

#include "scenarios/language/check.hpp"

namespace fleetsim::language {

/// Notes what is wrong with the value; the setting then holds a harmless one and is not sound.
Setting check_value(const Node& node, const Option& option, CheckContext& context);

}  // namespace fleetsim::language
