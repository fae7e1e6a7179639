#include "models/radio/radio_machine.hpp"

#include <algorithm>
#include <array>

#include "sim/check.hpp"

namespace fleetsim::radio {

using sim::Bytes;
using sim::Duration;
using sim::Joules;
using sim::Time;

namespace {
/// Consumers behind the phases, counted from the rest state.
enum After : std::size_t { kRest, kUpkeep, kOff, kPromotion, kAttachment, kUp, kDown };

Joules per_byte(double nanojoules, Bytes size) {
    return sim::nanojoules(sim::rounded(nanojoules * static_cast<double>(size.count())));
}
}  // namespace

RadioMachine::RadioMachine(const RadioProfile& profile)
    : rest_(profile.rest),
      off_(profile.off),
      transmit_(profile.transmit),
      up_nanojoules_per_byte_(profile.up_joules_per_byte * 1e9),
      down_nanojoules_per_byte_(profile.down_joules_per_byte * 1e9),
      rest_consumer_(profile.phases.size()),
      link_(profile.link),
      paging_cycle_(profile.paging_cycle),
      has_psm_(profile.saving && !is_paged()) {
    for (const Phase& phase : profile.phases) {
        const std::int64_t begin = tail_.count();
        tail_ += phase.dwell;
        const Load most = phase.most.value_or(Load{Bytes{INT64_MAX}, Bytes{INT64_MAX}});
        if (most.up > Bytes{0} || most.down > Bytes{0}) idle_after_ = tail_.count();
        ladder_.push_back({PowerRate{phase.power}, PowerRate{phase.transfer}, begin, tail_.count(),
                           most.up.count(), most.down.count()});
        consumers_.push_back(phase.name);
    }
    for (const Promotion& p : profile.promotions) {
        climbs_.push_back({p.from, p.to, p.delay, PowerRate{p.power}});
    }
    if (profile.saving)
        stays_for_answer_ =
            std::max(Duration{}, profile.saving->inactivity - profile.phases.front().dwell);
    if (profile.upkeep) set_upkeep(*profile.upkeep);
    if (profile.attachment) {
        attach_delay_ = profile.attachment->delay;
        attach_energy_ = profile.attachment->energy;
    }
    consumers_.insert(consumers_.end(),
                      {profile.rest_name, profile.upkeep ? profile.upkeep->name : "upkeep", "off",
                       "promotion", "attach", "transmit", "receive"});
}

void RadioMachine::set_upkeep(const Upkeep& upkeep) {
    if (upkeep.kind == UpkeepKind::Timer) {
        timer_energy_ = upkeep.energy;
        timer_period_ = upkeep.period;
        return;
    }
    upkeep_ = PowerRate{sim::Watts{sim::to_joules(upkeep.energy) / upkeep.period.to_seconds()}};
}

sim::Watts RadioMachine::rest_power() const {
    double watts = rest_.watts().count() + upkeep_.watts().count();
    if (timer_energy_ > Joules{})
        watts += sim::to_joules(timer_energy_) / timer_period_.to_seconds();
    return sim::Watts{watts};
}

sim::Watts RadioMachine::highest_power() const {
    sim::Watts highest = std::max(rest_.watts(), transmit_);
    for (const Rung& rung : ladder_)
        highest = std::max({highest, rung.power.watts(), rung.transfer.watts()});
    for (const Climb& climb : climbs_) highest = std::max(highest, climb.power.watts());
    return highest;
}

std::size_t RadioMachine::phase_at(const RadioState& state, Time now) const {
    const std::int64_t offset = now.nanoseconds() - state.ladder_start_;
    std::size_t phase = 0;
    while (phase < ladder_.size() && offset >= ladder_[phase].end_ns) ++phase;
    return phase;
}

bool RadioMachine::carries(std::size_t phase, Load load) const {
    return load.up.count() <= ladder_[phase].most_up &&
           load.down.count() <= ladder_[phase].most_down;
}

const RadioMachine::Climb* RadioMachine::way_up(std::size_t phase, Load load) const {
    const Climb* best = nullptr;
    for (const Climb& climb : climbs_) {
        if (climb.from != phase || (climb.to != 0 && !carries(climb.to, load))) continue;
        if (best == nullptr || climb.to > best->to) best = &climb;
    }
    return best;
}

/// The state knows when the silence began, so that each part of it books the expiries it holds.
void RadioMachine::book_timer(const RadioState& state, Time from, Time until,
                              EnergyBook book) const {
    if (timer_energy_ == Joules{}) return;
    const std::int64_t idle_since = state.ladder_start_ + idle_after_;
    const auto expiries = [&](Time t) {
        return std::max<std::int64_t>(0, t.nanoseconds() - idle_since) / timer_period_.count();
    };
    book.book(rest_consumer_ + kUpkeep, timer_energy_ * (expiries(until) - expiries(from)));
}

void RadioMachine::settle(RadioState& state, Time now, EnergyBook book) const {
    const Time from = state.accounted_;
    if (now <= from) return;
    state.accounted_ = now;
    if (state.is_off()) {
        book.book(rest_consumer_ + kOff, off_.between(from, now));
        return;
    }
    book_timer(state, from, now, book);
    Time at = from;
    for (std::size_t phase = phase_at(state, from); phase < ladder_.size() && at < now; ++phase) {
        const Time end =
            std::min(now, Time::from_nanoseconds(state.ladder_start_ + ladder_[phase].end_ns));
        book.book(phase, ladder_[phase].power.between(at, end));
        at = end;
    }
    if (at < now) {
        book.book(rest_consumer_ + kRest, rest_.between(at, now));
        if (!upkeep_.is_zero()) book.book(rest_consumer_ + kUpkeep, upkeep_.between(at, now));
    }
}

void RadioMachine::rest(RadioState& state, Time now, EnergyBook book) const {
    settle(state, now, book);
    state.ladder_start_ = std::max(now, state.accounted_).nanoseconds() - tail_.count();
}

void RadioMachine::switch_off(RadioState& state, Time now, EnergyBook book) const {
    settle(state, now, book);
    state.ladder_start_ = RadioState::kOff;
}

Duration RadioMachine::wake(RadioState& state, Time now, Load load, EnergyBook book) const {
    settle(state, now, book);
    const Time from = std::max(now, state.accounted_);
    if (state.is_off()) {
        book.book(rest_consumer_ + kAttachment, attach_energy_);
        state.accounted_ = from + attach_delay_;
        state.ladder_start_ = state.accounted_.nanoseconds();
        return state.accounted_ - now;
    }
    const std::size_t phase = phase_at(state, from);
    if (phase < ladder_.size() && carries(phase, load)) return from - now;
    const Climb* climb = way_up(phase, load);
    if (climb == nullptr) {  // a radio that moves up at no cost
        if (!ladder_.empty()) state.ladder_start_ = from.nanoseconds();
        return from - now;
    }
    const Time ready = from + climb->delay;
    book.book(rest_consumer_ + kPromotion, climb->power.between(from, ready));
    state.accounted_ = ready;
    state.ladder_start_ = ready.nanoseconds() - ladder_[climb->to].begin_ns;
    return ready - now;
}

Duration RadioMachine::page_wait(const RadioState& state, Time now, double place) const {
    if (!is_deaf_at_rest() || state.is_off() || now < state.accounted_) return {};
    if (phase_at(state, now) < ladder_.size()) return {};
    return is_paged() ? until_look(now, place) : until_update(state, now);
}

Duration RadioMachine::until_look(Time now, double place) const {
    const std::int64_t cycle = paging_cycle_.count();
    const auto offset = static_cast<std::int64_t>(place * static_cast<double>(cycle));
    const std::int64_t since_look = (now.nanoseconds() + offset) % cycle;
    return Duration::nanoseconds(since_look == 0 ? 0 : cycle - since_look);
}

/// Each update is followed by an active time, as traffic is.
Duration RadioMachine::until_update(const RadioState& state, Time now) const {
    if (timer_period_ == Duration{}) return Duration::max();
    const std::int64_t active = tail_.count() - idle_after_;
    const std::int64_t idle_since = state.ladder_start_ + idle_after_;
    const std::int64_t into = (now.nanoseconds() - idle_since) % timer_period_.count();
    return Duration::nanoseconds(into <= active ? 0 : timer_period_.count() - into);
}

void RadioMachine::transfer(RadioState& state, Time begin, Time end, Load moved,
                            EnergyBook book) const {
    FLEET_ASSERT(!state.is_off(), "a transfer needs the radio: wake() it first");
    settle(state, begin, book);
    const Time from = std::max(begin, state.accounted_);
    const Time until = std::max(end, from);
    book.book(rest_consumer_ + kUp, per_byte(up_nanojoules_per_byte_, moved.up));
    book.book(rest_consumer_ + kDown, per_byte(down_nanojoules_per_byte_, moved.down));
    const std::size_t phase = phase_at(state, from);
    if (phase < ladder_.size()) {
        book.book(phase, ladder_[phase].transfer.between(from, until));
        state.ladder_start_ = until.nanoseconds() - ladder_[phase].begin_ns;
        state.accounted_ = until;
        return;
    }
    settle(state, until, book);  // no phase carries it: the rest state does
}

void RadioMachine::await_answer(RadioState& state) const {
    if (!state.is_off()) state.ladder_start_ += stays_for_answer_.count();
}

Joules RadioMachine::isolated_exchange(Load load, Duration busy) const {
    std::vector<sim::WideSum> cells(consumers_.size());
    std::int64_t drawn = 0;
    EnergyBook book{cells.data(), &drawn};
    RadioState state;
    rest(state, Time::zero(), book);
    const Time ready = Time::zero() + wake(state, Time::zero(), load, book);
    transfer(state, ready, ready + busy, load, book);
    const Time over = ready + busy + tail_;
    settle(state, over, book);
    return sim::nanojoules(drawn) - rest_.between(Time::zero(), over) -
           upkeep_.between(Time::zero(), over);
}

}  // namespace fleetsim::radio
