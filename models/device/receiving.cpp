// What devices do with packets the broker sends on its own account.
#include "models/device/behaviour.hpp"
#include "models/device/link.hpp"

namespace fleetsim::device {

void on_delivery(Turn& turn, const mqtt::Message& message) {
    const bool is_current =
        turn.row.phase == Phase::Connected && message.generation == turn.generation();
    if (!is_current) {
        ++turn.cell.stale;
        return;
    }
    const std::uint32_t topic_bytes = (*turn.type.patterns)[message.pattern].size(message.number);
    const wire::Exchange cost = turn.type.costs.delivery(
        message.qos, topic_bytes, message.payload_bytes, message.lifetime != 0);
    const sim::Duration paging = receive(turn, cost.down);
    ++turn.cell.received;
    turn.cell.delivery_latency.record((turn.now + paging - message.published).count());
    if (message.qos == 0)
        book_up(turn, cost.up);
    else
        answer(turn, message.qos == 1 ? mqtt::ParcelKind::PubAck : mqtt::ParcelKind::PubRec,
               cost.up, message.packet_id);
    if (turn.type.reacts) react_to(turn, message);
}

void on_pubrel(Turn& turn, std::uint16_t packet_id) {
    if (turn.row.phase != Phase::Connected) return;
    receive(turn, turn.type.costs.delivery_release.down);
    answer(turn, mqtt::ParcelKind::PubComp, turn.type.costs.delivery_release.up, packet_id);
}

void on_suback(Turn& turn) {
    if (turn.row.phase != Phase::Connected) return;
    receive(turn, turn.type.costs.subscribe.down);
    turn.row.flags |= kSubscribed;
    if (turn.type.reacts) react_to_connection(turn);
}

}  // namespace fleetsim::device
