// Topics and client ids with placeholders: "meter/{id}/reading".
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "scenarios/language/diagnostics.hpp"
#include "scenarios/language/settings.hpp"
#include "scenarios/scenario.hpp"

namespace fleetsim::language {

/// Who writes the pattern, which decides what may stand in it.
enum class PatternUse {
    DevicePublish,  ///< {id} {fleet} {peer:FLEET} {random:FLEET}
    DeviceFilter,   ///< {id} {fleet} {peer:FLEET} and wildcards
    DeviceWill,     ///< {id} {fleet}
    ClientId,       ///< {id} {fleet}
    AppPublish,     ///< {random:FLEET} {all:FLEET}
    AppFilter,      ///< wildcards
    AppReply,       ///< {sender}
    AppAggregate,   ///< nothing
};

struct PatternContext {
    Diagnostics& diagnostics;
    const std::vector<std::string>& fleets;  ///< all names, in order
    std::string fleet;                       ///< the writer's, if a device writes
};

/// Reads the text at `key`, notes every mistake, and returns a pattern that may be unusable then.
scenarios::TopicPattern read_pattern(const Settings& settings, std::string_view key, PatternUse use,
                                     const PatternContext& context);

}  // namespace fleetsim::language
