// RadioMachine: one radio profile, compiled; it moves the 16-byte RadioState of each device.
// Models     phases, tails, promotions, attachment, upkeep and per-byte energy of a RadioProfile,
//            integrated lazily and in closed form: no tick, no event of its own, no allocation.
// Leaves out two transfers at once: an overlapping one is appended to the one under way.
// Error      none beyond the profile's: energy is booked as integers (see power_rate.hpp), and
//            does not depend on how often a state is settled.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "models/radio/energy_book.hpp"
#include "models/radio/power_rate.hpp"
#include "models/radio/radio_profile.hpp"
#include "sim/time.hpp"

namespace fleetsim::radio {

/// Where a device's radio stands. Fresh: off since the start of the scenario.
class RadioState {
  public:
    constexpr RadioState() = default;
    /// Everything before this instant is booked.
    constexpr sim::Time accounted() const { return accounted_; }
    constexpr bool is_off() const { return ladder_start_ == kOff; }

  private:
    friend class RadioMachine;
    static constexpr std::int64_t kOff = INT64_MIN;

    sim::Time accounted_;
    std::int64_t ladder_start_ = kOff;  // instant the fall from the highest phase began
};
static_assert(sizeof(RadioState) == 16);

class RadioMachine {
  public:
    /// Throws nothing; the profile was checked when it was read.
    explicit RadioMachine(const RadioProfile& profile);

    /// The radio is powered but has nothing to do: attached, in its rest state.
    void rest(RadioState& state, sim::Time now, EnergyBook book) const;
    /// The radio is powered down; waking it attaches again.
    void switch_off(RadioState& state, sim::Time now, EnergyBook book) const;
    /// Gets ready to carry `load`: the delay before the first bit can leave (zero, a promotion, or
    /// an attachment), whose energy is booked.
    sim::Duration wake(RadioState& state, sim::Time now, Load load, EnergyBook book) const;
    /// How long a message down waits for the radio to listen: it sleeps, and looks once a cycle
    /// (eDRX), or not before its next tracking-area update (PSM); max() where it makes none.
    /// `place` is the device's own within the cycle, 0 to 1.
    sim::Duration page_wait(const RadioState& state, sim::Time now, double place) const;
    bool is_paged() const { return paging_cycle_ > sim::Duration{}; }
    bool has_psm() const { return has_psm_; }
    /// At rest it does not hear what comes at once.
    bool is_deaf_at_rest() const { return is_paged() || has_psm_; }
    /// Bits move from `begin` to `end`, after wake(). The tail starts at `end`.
    void transfer(RadioState& state, sim::Time begin, sim::Time end, Load moved,
                  EnergyBook book) const;
    /// After a transfer whose answer is to come: with release assistance the device announces it
    /// and is let go after it, by the answer's transfer(), or with the network's inactivity timer
    /// (TS 24.301, 9.9.4.25). Without, that timer runs anyway, and nothing changes.
    void await_answer(RadioState& state) const;
    /// Books tails, rest and upkeep up to `now`.
    void settle(RadioState& state, sim::Time now, EnergyBook book) const;

    /// Energy of one exchange far from any other, above rest: wake, transfer, whole tail.
    sim::Joules isolated_exchange(Load load, sim::Duration busy) const;
    /// At rest for a long time.
    sim::Watts rest_power() const;
    /// While bits move or a promotion is under way.
    sim::Watts highest_power() const;
    sim::Duration tail() const { return tail_; }

    /// What the energy is booked under; the index is the consumer's number in the EnergyBook.
    std::span<const std::string> consumers() const { return consumers_; }
    const LinkFigures& link() const { return link_; }

  private:
    struct Rung {
        PowerRate power;
        PowerRate transfer;
        std::int64_t begin_ns;  // offset of the phase from the ladder's start
        std::int64_t end_ns;
        std::int64_t most_up;
        std::int64_t most_down;
    };
    struct Climb {
        std::size_t from;
        std::size_t to;
        sim::Duration delay;
        PowerRate power;
    };
    std::size_t phase_at(const RadioState& state, sim::Time now) const;
    const Climb* way_up(std::size_t phase, Load load) const;
    bool carries(std::size_t phase, Load load) const;
    void set_upkeep(const Upkeep& upkeep);
    void book_timer(const RadioState& state, sim::Time from, sim::Time until,
                    EnergyBook book) const;
    sim::Duration until_look(sim::Time now, double place) const;
    sim::Duration until_update(const RadioState& state, sim::Time now) const;

    std::vector<Rung> ladder_;
    std::vector<Climb> climbs_;
    sim::Duration tail_;
    sim::Duration stays_for_answer_;  ///< beyond the first phase's dwell
    PowerRate rest_;
    PowerRate upkeep_;          // what comes by the network's clock
    sim::Joules timer_energy_;  // what comes each `timer_period_` without traffic; zero: none
    sim::Duration timer_period_;
    std::int64_t idle_after_ = 0;  // offset from the ladder's start: the timer starts there
    PowerRate off_;
    sim::Watts transmit_;
    sim::Duration attach_delay_;
    sim::Joules attach_energy_;
    double up_nanojoules_per_byte_;
    double down_nanojoules_per_byte_;
    std::vector<std::string> consumers_;
    std::size_t rest_consumer_;  // then, in this order, the following
    LinkFigures link_;
    sim::Duration paging_cycle_;
    bool has_psm_ = false;
};

}  // namespace fleetsim::radio
