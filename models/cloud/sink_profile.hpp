// Limits of sinks by name: the profiles of kind "sink".
// Leaves out latency and cold starts, which vendors do not publish: the caller sets them.
#pragma once

#include <string>

#include "models/cloud/sink.hpp"

namespace fleetsim::cloud {

/// A shipped sink by name, or a file of the user's. Throws sim::InputError.
SinkLimits open_sink_limits(const std::string& name);

}  // namespace fleetsim::cloud
