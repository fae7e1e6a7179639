// The words of --engine.
#pragma once

#include <string_view>

#include "sim/engine.hpp"

namespace fleetsim::cli {

/// Throws sim::InputError with the words there are.
sim::EngineKind engine_named(std::string_view name);
std::string_view name_of(sim::EngineKind kind);

}  // namespace fleetsim::cli
