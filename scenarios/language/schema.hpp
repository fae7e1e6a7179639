// The JSON Schema of a scenario file, written from the option table, for editors.
// Models     Draft 4, the one that TOML editors read.
// Leaves out what concerns several keys, and whether names exist: `fleetsim check` knows.
#pragma once

#include <string>

namespace fleetsim::language {

std::string json_schema();

}  // namespace fleetsim::language
