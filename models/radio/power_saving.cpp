#include "models/radio/power_saving.hpp"

#include <algorithm>

#include "sim/error.hpp"

namespace fleetsim::radio {

using sim::Duration;

namespace {

[[noreturn]] void refuse(const std::string& text, const std::string& hint) {
    throw sim::InputError(sim::Diagnostic{{}, "power-saving", text, hint});
}

/// Mean power with eDRX: a floor and one paging occasion a cycle, through the two published points.
sim::Watts edrx_power(const SavingFigures& saving, Duration cycle) {
    const EdrxPoint& a = saving.edrx.front();
    const EdrxPoint& b = saving.edrx.back();
    const double ra = 1 / a.cycle.to_seconds();
    const double rb = 1 / b.cycle.to_seconds();
    const double slope = (a.power.count() - b.power.count()) / (ra - rb);
    return sim::Watts{b.power.count() + slope * (1 / cycle.to_seconds() - rb)};
}

/// The way up from the paged phase serves from eDRX too: the device has kept its cell.
void sleep_by_edrx(RadioProfile& radio, Duration cycle) {
    const SavingFigures& saving = *radio.saving;
    if (saving.edrx.size() < 2)
        refuse("the radio \"" + radio.name + "\" has no eDRX",
               "its profile has no [[saving.edrx]]");
    const std::size_t rest = radio.phases.size();
    const auto kept = std::find_if(radio.promotions.begin(), radio.promotions.end(),
                                   [&](const Promotion& one) { return one.from == rest - 1; });
    const Promotion way = *kept;
    for (Promotion& one : radio.promotions)
        if (one.from == rest)
            one = {.from = rest, .to = way.to, .delay = way.delay, .power = way.power};
    radio.rest_name = "edrx";
    radio.rest = edrx_power(saving, cycle);
    radio.paging_cycle = cycle;
}

/// The phases below it move up; so do the ways.
void drop_active_time(RadioProfile& radio) {
    const std::size_t last = radio.phases.size() - 1;
    radio.phases.pop_back();
    std::erase_if(radio.promotions, [&](const Promotion& one) { return one.from == last; });
    for (Promotion& one : radio.promotions) one.from = std::min(one.from, last);
}

/// Nothing of the profile changes: whoever has the radio switches it off.
RadioProfile switched_off(RadioProfile radio, const PowerSaving& wanted) {
    if (!radio.attachment)
        refuse("the radio \"" + radio.name + "\" has no sleep = \"off\"",
               "its profile has no [attach]: what it costs to come back; that of wifi-esp32 has");
    if (wanted.has_timers())
        refuse("a radio that is off has no timers", "remove the other keys beside sleep = \"off\"");
    return radio;
}

}  // namespace

bool PowerSaving::has_timers() const {
    return release_assistance || inactivity || active_time || edrx_cycle || update_every;
}

bool PowerSaving::is_empty() const { return !sleep && !has_timers(); }

RadioProfile with_saving(RadioProfile radio, const PowerSaving& wanted) {
    if (wanted.is_empty()) return radio;
    if (wanted.sleep == SleepMode::Off) return switched_off(std::move(radio), wanted);
    if (!radio.saving)
        refuse("the radio \"" + radio.name + "\" has no power saving to set",
               "LTE-M and NB-IoT have: radio = \"lte-m\" or \"nb-iot\"; the Wi-Fi of an ESP has "
               "sleep = \"off\"");
    const SavingFigures saving = *radio.saving;
    if (wanted.release_assistance == true && wanted.inactivity)
        refuse("\"inactivity\" is the time without release assistance", "remove one of them");
    Phase& connected = radio.phases.front();
    if (wanted.release_assistance)
        connected.dwell = *wanted.release_assistance ? saving.released : saving.inactivity;
    if (wanted.inactivity) radio.saving->inactivity = connected.dwell = *wanted.inactivity;
    if (wanted.update_every && radio.upkeep) radio.upkeep->period = *wanted.update_every;

    const bool edrx = wanted.sleep == SleepMode::Edrx;
    if (wanted.edrx_cycle && !edrx) refuse("\"edrx_cycle\" needs sleep = \"edrx\"", "or remove it");
    if (edrx) {
        const Duration shortest = Duration::milliseconds(5'120);      // TS 24.008, table 10.5.5.32
        const Duration longest = Duration::milliseconds(10'485'760);  // NB-IoT's
        const Duration cycle =
            wanted.edrx_cycle.value_or(saving.edrx.empty() ? shortest : saving.edrx.front().cycle);
        if (cycle < shortest || cycle > longest)
            refuse("an eDRX cycle is 5.12 s to 10485.76 s", "for example \"81.92 s\"");
        sleep_by_edrx(radio, cycle);
    }
    if (wanted.active_time == Duration{})
        drop_active_time(radio);
    else if (wanted.active_time)
        radio.phases.back().dwell = *wanted.active_time;
    return radio;
}

}  // namespace fleetsim::radio
