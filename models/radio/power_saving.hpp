// PowerSaving: how a radio rests between exchanges: what a cellular one and its operator agree on,
//            or off, for a device that opens a connection for each publish.
// Models     release assistance (the network lets go once the device says that it has no more), the
//            inactivity timer without it, the active time in which it can be paged, how it sleeps
//            after that - PSM, or eDRX with a paging cycle - and how often it updates its area.
//            What comes down meanwhile waits: models/device/paging.hpp.
// Leaves out that the network may grant other values than those asked for.
// Source     3GPP TS 24.008 (T3324, T3412), TS 23.682 (PSM, eDRX), TS 36.321 (release assistance);
//            the figures are the profile's, under [saving].
#pragma once

#include <optional>
#include <string>

#include "models/radio/radio_profile.hpp"
#include "sim/time.hpp"

namespace fleetsim::radio {

enum class SleepMode : std::uint8_t { Psm, Edrx, Off };

/// What is absent stays as the profile has it.
struct PowerSaving {
    std::optional<SleepMode> sleep;
    std::optional<bool> release_assistance;
    std::optional<sim::Duration> inactivity;   ///< connected, without release assistance
    std::optional<sim::Duration> active_time;  ///< zero: asleep at once
    std::optional<sim::Duration> edrx_cycle;
    std::optional<sim::Duration> update_every;  ///< tracking area

    bool has_timers() const;  ///< anything besides `sleep`
    bool is_empty() const;
};

/// The radio with these settings. Throws sim::InputError where the profile has no [saving], or for
/// SleepMode::Off no [attach], or a setting means nothing.
RadioProfile with_saving(RadioProfile radio, const PowerSaving& wanted);

}  // namespace fleetsim::radio
