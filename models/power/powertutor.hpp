// PowerTutorMeter: what PowerTutor would have charged an application for its traffic. The energies
// behind the MQTT-against-HTTPS claims were read off this program, not off an instrument.
// Models     its rules: a look at the application's byte counters at most once a second, and the
//            rarer the longer it was silent; 3G that goes IDLE, FACH, DCH a step for each look that
//            saw bytes, and back after tails counted in ticks; Wi-Fi charged only for looks that
//            saw bytes, high or low by their packets.
// Leaves out the processor's share (the caller adds it) and the baseline, which PowerTutor does
//            not charge to an application either.
// Source     msg555/PowerTutor@6ba2d63f: components/Threeg.java, Wifi.java, phone/Passion- and
//            DreamConstants.java; Zhang et al., CODES+ISSS 2010.
// Error      PowerTutor's own margin is said to be 2.5 %; against a physical radio see
//            docs/claims.md.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "models/profile/profile.hpp"
#include "sim/random/draw.hpp"
#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::power {

struct PowerTutorFigures {
    sim::Duration tick;
    sim::Duration longest_poll;
    sim::Duration wander;  ///< a tick comes up to this much early or late
    sim::Watts fach;
    sim::Watts dch;
    std::int64_t dch_ticks = 0;   ///< without bytes, until FACH
    std::int64_t fach_ticks = 0;  ///< without bytes, until IDLE
    sim::Watts wifi_low;
    sim::Watts wifi_high;
    std::int64_t packets_to_high = 0;
    std::int64_t packets_to_low = 0;
};

/// Reads a profile of kind "meter". Throws sim::InputError with every mistake in the file.
PowerTutorFigures read_powertutor(const profile::Profile& file);

enum class MeteredRadio : std::uint8_t { Cellular, Wifi };

/// What the meter charges for.
enum class Charge : std::uint8_t { Fach, Dch, WifiLow, WifiHigh };
inline constexpr std::array<std::string_view, 4> kChargeNames = {"fach", "dch", "wifi low",
                                                                 "wifi high"};

class PowerTutorMeter {
  public:
    /// The meter's first tick, and its first look, is at `first_tick`. `wander` draws by how much
    /// each later tick misses its second.
    PowerTutorMeter(const PowerTutorFigures& figures, MeteredRadio radio, sim::Time first_tick,
                    sim::DrawEngine wander)
        : figures_(figures),
          radio_(radio),
          wander_(wander),
          next_tick_(first_tick),
          looked_(first_tick - figures.tick) {}

    /// TCP payload that the application sent or received. Calls come in the order of time.
    void moved(sim::Time at, sim::Bytes payload, std::int64_t packets);
    /// Carries on to `end`, tails included.
    void run_until(sim::Time end);

    sim::Joules energy() const { return sum_; }
    sim::Joules charged(Charge what) const { return charged_[static_cast<std::size_t>(what)]; }

  private:
    enum class State : std::uint8_t { Idle, Fach, Dch };

    void tick();
    sim::Time after(sim::Time tick);
    bool looks(sim::Time now) const;
    void cellular_tick(bool active);
    void wifi_tick(std::int64_t packets);
    void charge(Charge what, sim::Watts power);
    void skip_silence(sim::Time end);

    PowerTutorFigures figures_;
    MeteredRadio radio_;
    sim::DrawEngine wander_;
    sim::Time next_tick_;
    sim::Time looked_;      ///< when the counters were last read
    sim::Duration silent_;  ///< how long they had not moved by then
    sim::Bytes unseen_;
    std::int64_t unseen_packets_ = 0;
    State state_ = State::Idle;
    bool is_high_ = false;
    std::int64_t inactive_ticks_ = 0;
    std::array<sim::Joules, kChargeNames.size()> charged_{};
    sim::Joules sum_;
};

}  // namespace fleetsim::power
