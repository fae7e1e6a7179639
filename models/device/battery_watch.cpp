#include "models/device/battery_watch.hpp"

namespace fleetsim::device {

namespace {

sim::Watts mean_power(sim::Joules drawn, sim::Duration on) {
    return sim::Watts{on > sim::Duration{} ? sim::to_joules(drawn) / on.to_seconds() : 0};
}

/// No mean of the device is above it.
sim::Watts highest_power(const DeviceClass& type) {
    return sim::Watts{type.radio.highest_power().count() + type.processor.active.count() +
                      type.processor.sleep.count()};
}

}  // namespace

BatteryWatch::BatteryWatch(const DeviceClass& type)
    : floor_(type.meter ? sim::Joules{} : type.battery->full_energy(highest_power(type))),
      leak_(type.battery->self_discharge()) {}

bool BatteryWatch::is_empty(const power::Battery& battery, sim::Joules drawn,
                            sim::Duration on) const {
    return on > sim::Duration{} && on >= battery.life(mean_power(drawn, on));
}

bool BatteryWatch::is_empty(const power::Battery& battery, sim::Joules drawn, sim::Duration on,
                            sim::Joules taken) const {
    const sim::Joules missing = drawn + lost(on) - taken;
    return missing >= floor_ && missing >= battery.full_energy(mean_power(drawn, on));
}

}  // namespace fleetsim::device
