// From the scenario's plain values to the kernel's and the devices' forms of them.
#pragma once

#include <cstdint>

#include "models/device/payload_source.hpp"
#include "models/device/schedule.hpp"
#include "models/mqtt/pattern_list.hpp"
#include "models/mqtt/topic_pattern.hpp"
#include "scenarios/scenario.hpp"
#include "sim/random/distribution.hpp"

namespace fleetsim::scenarios::compose {

device::PayloadSource build_payload(const Payload& from);
device::Schedule build_schedule(const Pacing& from);
/// The number of a message's expiry interval in the world's list; 0 for none.
std::uint8_t build_lifetime(std::optional<sim::Duration> expiry, mqtt::PatternList& patterns);
/// The world's form of a topic: at most one number in it.
mqtt::TopicPattern build_topic(const TopicPattern& topic);
/// How many topics it stands for: as many as the fleet has devices that it names.
std::uint32_t audience_size(const TopicPattern& topic, const Scenario& scenario);

}  // namespace fleetsim::scenarios::compose
