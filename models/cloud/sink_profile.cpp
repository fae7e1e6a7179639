#include "models/cloud/sink_profile.hpp"

#include <cmath>

#include "models/profile/profile.hpp"

namespace fleetsim::cloud {

SinkLimits open_sink_limits(const std::string& name) {
    const profile::Profile file = profile::open("sink", name);
    const profile::Section root = file.root();
    const auto whole = [&](std::string_view key, sim::Dimension dimension) {
        const auto value = root.maybe(key, dimension);
        if (value && *value < 1)
            root.refuse(key, "a limit is at least one", "leave it out for none");
        return value ? std::llround(*value) : 0;
    };
    SinkLimits limits;
    limits.records_per_second = whole("records", sim::Dimension::Frequency);
    limits.bytes_per_second = whole("bytes_a_second", sim::Dimension::Size);
    limits.concurrency = whole("concurrency", sim::Dimension::Pure);
    limits.queue = whole("queue", sim::Dimension::Pure);
    file.finish();
    return limits;
}

}  // namespace fleetsim::cloud
