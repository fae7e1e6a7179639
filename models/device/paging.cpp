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

bool is_message(const sim::Parcel& parcel) {
    return mqtt::kind_of(parcel) == mqtt::ParcelKind::Publish;
}
bool is_end(const sim::Parcel& parcel) {
    return mqtt::kind_of(parcel) == mqtt::ParcelKind::ConnectionLost;
}

/// The exchange that opens a connection is sent as one burst here; in truth it keeps the radio
/// connected until its end.
bool is_opening(const Turn& turn) {
    return turn.row.phase == Phase::Connecting || (turn.row.flags & kOpening) != 0 ||
           (turn.poll != nullptr && turn.poll->is_opening);
}

void count_asleep(Turn& turn, const sim::Parcel& parcel) {
    if (!turn.type.radio.has_psm()) return;
    if (is_message(parcel)) ++turn.cell.messages_asleep;
    if (is_end(parcel)) ++turn.cell.ends_asleep;
}

}  // namespace

std::int64_t PagingRoom::messages() const {
    std::int64_t messages = 0;
    for (const auto& [device, waiting] : waiting_)
        messages += std::count_if(waiting.parcels.begin(), waiting.parcels.end(), is_message);
    return messages;
}

bool waits_for_page(Turn& turn, const sim::Parcel& parcel) {
    if (turn.pages == nullptr || !turn.type.radio.is_deaf_at_rest() || !comes_by_radio(parcel))
        return false;
    if (is_opening(turn)) return false;
    const sim::Duration wait = page_wait(turn);
    if (wait == sim::Duration{}) return false;
    // What is due before anything can be put off is received with that delay: receive().
    if (wait < sim::kWidestWindow && !turn.pages->has(turn.device)) return false;
    count_asleep(turn, parcel);
    const bool comes_by_itself = wait < sim::Duration::max();
    const sim::Time due = comes_by_itself ? turn.now + wait : sim::Time::never();
    if (turn.pages->add(turn.device, parcel, due) && comes_by_itself)
        remind(turn, {.program = 0, .step = Reminder::Step::Page, .echo = {}}, wait);
    return true;
}

void release_pages(Turn& turn, sim::Time ready) {
    if (turn.pages == nullptr || !turn.type.radio.is_deaf_at_rest()) return;
    for (sim::Parcel& parcel : turn.pages->take(turn.device)) {
        parcel.time = std::max(ready, turn.now + sim::kWidestWindow);
        turn.outbox.send(parcel);
    }
}

}  // namespace fleetsim::device
