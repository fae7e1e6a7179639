#include "models/power/powertutor.hpp"

#include <algorithm>
#include <cmath>

namespace fleetsim::power {

PowerTutorFigures read_powertutor(const profile::Profile& file) {
    const profile::Section root = file.root();
    PowerTutorFigures figures;
    if (const auto tick = root.section("tick")) {
        figures.tick = tick->duration("period");
        figures.longest_poll = tick->duration("longest_poll");
        figures.wander = tick->duration("wander");
    }
    if (figures.tick <= sim::Duration{})
        root.refuse("tick", "the meter needs a period above zero", "add [tick] with period");
    const auto ticks = [&](const profile::Section& section, std::string_view key) {
        const sim::Duration tail = section.duration(key);
        return figures.tick > sim::Duration{} ? tail / figures.tick : 0;
    };
    if (const auto cellular = root.section("cellular")) {
        figures.fach = cellular->watts("fach");
        figures.dch = cellular->watts("dch");
        figures.dch_ticks = ticks(*cellular, "dch_tail");
        figures.fach_ticks = ticks(*cellular, "fach_tail");
    }
    if (const auto wifi = root.section("wifi")) {
        figures.wifi_low = wifi->watts("low");
        figures.wifi_high = wifi->watts("high");
        const auto count = [&](std::string_view key) {
            return std::llround(wifi->number(key, sim::Dimension::Pure));
        };
        figures.packets_to_high = count("packets_to_high");
        figures.packets_to_low = count("packets_to_low");
    }
    file.finish();
    return figures;
}

void PowerTutorMeter::moved(sim::Time at, sim::Bytes payload, std::int64_t packets) {
    run_until(at);
    unseen_ += payload;
    unseen_packets_ += packets;
}

void PowerTutorMeter::charge(Charge what, sim::Watts power) {
    const sim::Joules energy = power * figures_.tick;
    charged_[static_cast<std::size_t>(what)] += energy;
    sum_ += energy;
}

/// Where nothing moves and nothing is charged, looks come at even distances: any number at once.
void PowerTutorMeter::skip_silence(sim::Time end) {
    const bool is_still = unseen_ == sim::Bytes{0} &&
                          (radio_ == MeteredRadio::Wifi || state_ == State::Idle) &&
                          silent_ > figures_.longest_poll && looked_ + figures_.tick == next_tick_;
    if (!is_still || figures_.wander > sim::Duration{}) return;
    const std::int64_t ticks = figures_.longest_poll / figures_.tick + 1;  // more than the longest
    const std::int64_t looks = (end - looked_) / (figures_.tick * ticks) - 1;
    if (looks <= 0) return;
    const sim::Duration skipped = figures_.tick * (ticks * looks);
    next_tick_ += skipped;
    looked_ += skipped;
    silent_ += skipped;
    inactive_ticks_ += ticks * looks;
}

void PowerTutorMeter::run_until(sim::Time end) {
    for (; next_tick_ <= end; next_tick_ = after(next_tick_)) {
        skip_silence(end);
        tick();
    }
}

sim::Time PowerTutorMeter::after(sim::Time tick) {
    if (figures_.wander == sim::Duration{}) return tick + figures_.tick;
    const double share = 2 * wander_.uniform() - 1;
    return tick + figures_.tick + sim::Duration::from_seconds(share * figures_.wander.to_seconds());
}

bool PowerTutorMeter::looks(sim::Time now) const {
    return now - looked_ > std::min(figures_.longest_poll, silent_);
}

void PowerTutorMeter::tick() {
    bool active = false;
    std::int64_t packets = 0;
    if (looks(next_tick_)) {
        active = unseen_ > sim::Bytes{0};
        packets = unseen_packets_;
        silent_ = active ? sim::Duration{} : silent_ + (next_tick_ - looked_);
        looked_ = next_tick_;
        unseen_ = sim::Bytes{0};
        unseen_packets_ = 0;
    }
    if (radio_ == MeteredRadio::Cellular)
        cellular_tick(active);
    else if (active)
        wifi_tick(packets);
}

void PowerTutorMeter::cellular_tick(bool active) {
    inactive_ticks_ = active ? 0 : inactive_ticks_ + 1;
    if (active) {
        state_ = state_ == State::Idle ? State::Fach : State::Dch;
    } else if (state_ == State::Dch && inactive_ticks_ >= figures_.dch_ticks) {
        state_ = State::Fach;
        inactive_ticks_ = 0;
    } else if (state_ == State::Fach && inactive_ticks_ >= figures_.fach_ticks) {
        state_ = State::Idle;
    }
    if (state_ == State::Fach) charge(Charge::Fach, figures_.fach);
    if (state_ == State::Dch) charge(Charge::Dch, figures_.dch);
}

void PowerTutorMeter::wifi_tick(std::int64_t packets) {
    if (packets > figures_.packets_to_high) is_high_ = true;
    if (packets < figures_.packets_to_low) is_high_ = false;
    is_high_ ? charge(Charge::WifiHigh, figures_.wifi_high)
             : charge(Charge::WifiLow, figures_.wifi_low);
}

}  // namespace fleetsim::power
