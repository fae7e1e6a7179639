#include "models/device/paging.hpp"

#include <algorithm>

#include "models/device/behaviour.hpp"
#include "models/device/link.hpp"
#include "sim/engine.hpp"

namespace fleetsim::device {

namespace {

bool comes_by_radio(const sim::Parcel& parcel) {
    switch (mqtt::kind_of(parcel)) {
        case mqtt::ParcelKind::Tick:        // the device to itself
        case mqtt::ParcelKind::Unanswered:  // its own clock
            return false;
        default:
            return true;
    }
}

}  // namespace

bool waits_for_page(Turn& turn, const sim::Parcel& parcel) {
    if (turn.pages == nullptr || !turn.type.radio.is_paged() || !comes_by_radio(parcel))
        return false;
    const sim::Duration wait = page_wait(turn);
    // What is due before anything can be put off is received with that delay: receive().
    if (wait < sim::kWidestWindow) return false;
    if (turn.pages->add(turn.device, parcel))
        remind(turn, {.program = 0, .step = Reminder::Step::Page, .echo = {}}, wait);
    return true;
}

void release_pages(Turn& turn, sim::Time ready) {
    if (turn.pages == nullptr || !turn.type.radio.is_paged()) return;
    for (sim::Parcel& parcel : turn.pages->take(turn.device)) {
        parcel.time = std::max(ready, turn.now + sim::kWidestWindow);
        turn.outbox.send(parcel);
    }
}

}  // namespace fleetsim::device
