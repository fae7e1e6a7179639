// The names a scenario may use: what the profiles that come with fleetsim are called.
#pragma once

#include "scenarios/language/known_names.hpp"

namespace fleetsim::cli {

language::KnownNames known_names();

}  // namespace fleetsim::cli
