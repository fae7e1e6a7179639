// The generic half of loading: a table of the document against its section of the option table.
// Models     unknown and missing keys, types, units, limits, choices, profile names, distributions.
// Leaves out what concerns several keys.
#pragma once

#include <string>

#include "scenarios/language/diagnostics.hpp"
#include "scenarios/language/known_names.hpp"
#include "scenarios/language/settings.hpp"

namespace fleetsim::language {

struct CheckContext {
    Diagnostics& diagnostics;
    const KnownNames& known;
    std::string folder;  ///< of the scenario file; files it names are relative to it
};

/// Notes every mistake and returns what can be used, with defaults filled in.
Settings check(const Node& table, const Section& section, CheckContext& context);

/// The section where no key of it is written.
Settings defaults_of(const Section& section);

}  // namespace fleetsim::language
