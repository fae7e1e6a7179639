// BatteryWatch: whether a device's battery is empty, by the same model that foretells its life.
// Models     a cell that ends when its device was on for as long as Battery::life() gives for its
//            mean power so far; beside a panel, when the load and the loss of a full cell have
//            taken what the cell holds and the sun gave.
// Leaves out the minutes until the device's next event: only there anybody looks.
#pragma once

#include <cstdint>

#include "models/device/device_class.hpp"
#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::device {

class BatteryWatch {
  public:
    /// Of a class with a battery.
    explicit BatteryWatch(const DeviceClass& type);

    /// Cheap, and never wrong: with so little drawn since so long ago, at the earliest, no mean
    /// power and no loss can have emptied the battery.
    bool is_surely_left(std::int64_t drawn_nanojoules, sim::Duration on) const {
        return drawn_nanojoules + lost(on).count() < floor_.count();
    }
    /// After exactly so long.
    bool is_empty(const power::Battery& battery, sim::Joules drawn, sim::Duration on) const;
    /// The same beside a panel; `taken` from the sun.
    bool is_empty(const power::Battery& battery, sim::Joules drawn, sim::Duration on,
                  sim::Joules taken) const;
    /// What a full battery loses by itself.
    sim::Joules lost(sim::Duration on) const { return leak_ * on; }

  private:
    /// What it gives at the device's highest power; zero where a meter of its own tells the power.
    sim::Joules floor_;
    sim::Watts leak_;
};

}  // namespace fleetsim::device
