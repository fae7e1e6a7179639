#include "models/broker/node_sessions.hpp"

namespace fleetsim::broker {

namespace {

/// A place in `items`: a free one, or a new one at the end.
template <class Item>
std::uint32_t take_place(std::vector<Item>& items, std::vector<std::uint32_t>& free) {
    if (free.empty()) {
        items.emplace_back();
        return static_cast<std::uint32_t>(items.size() - 1);
    }
    const std::uint32_t place = free.back();
    free.pop_back();
    items[place] = {};
    return place;
}

}  // namespace

MessageBoxes::Place MessageBoxes::add(NodeSession& session, const SessionMessage& message) {
    if (session.box == 0) session.box = take_place(boxes_, free_boxes_);
    const Place place = take_place(nodes_, free_nodes_);
    Box& box = boxes_[session.box];
    nodes_[place] = {.message = message, .older = box.newest};
    if (box.newest != kNowhere) nodes_[box.newest].newer = place;
    if (box.oldest == kNowhere) box.oldest = place;
    box.newest = place;
    if (message.state == State::Queued && box.queued == kNowhere) box.queued = place;
    ++box.counts[index(message.state)];
    return place;
}

MessageBoxes::Place MessageBoxes::find(const NodeSession& session, std::uint16_t packet_id,
                                       State state) const {
    for (Place at = boxes_[session.box].oldest; at != kNowhere; at = nodes_[at].newer) {
        const SessionMessage& candidate = nodes_[at].message;
        if (candidate.state == state && candidate.message.packet_id == packet_id) return at;
    }
    return kNowhere;
}

/// Flights come before what is queued; identifiers of incoming publishes lie anywhere.
MessageBoxes::Place MessageBoxes::first_sent_from(Place place) const {
    while (place != kNowhere && nodes_[place].message.state == State::Incoming)
        place = nodes_[place].newer;
    return nodes_[place].message.state == State::Sent ? place : kNowhere;
}

MessageBoxes::Place MessageBoxes::queued_from(Place place) const {
    while (place != kNowhere && nodes_[place].message.state != State::Queued)
        place = nodes_[place].newer;
    return place;
}

std::uint16_t MessageBoxes::new_packet_id(NodeSession& session) {
    Box& box = boxes_[session.box];
    do {
        if (++session.packet_id == 0) {
            session.packet_id = 1;
            if (!box.in_use) box.in_use = identifiers_of_flights(box);
        }
    } while (box.in_use && box.in_use->test(session.packet_id));
    return session.packet_id;
}

std::unique_ptr<MessageBoxes::IdentifierSet> MessageBoxes::identifiers_of_flights(
    const Box& box) const {
    auto identifiers = std::make_unique<IdentifierSet>();
    for (Place at = first_sent_from(box.oldest); at != kNowhere; at = next_sent(at))
        identifiers->set(nodes_[at].message.message.packet_id);
    return identifiers;
}

void MessageBoxes::mark_sent(NodeSession& session, std::uint16_t packet_id) {
    Box& box = boxes_[session.box];
    Node& node = nodes_[box.queued];
    node.message.state = State::Sent;
    node.message.sent_here = true;
    node.message.message.packet_id = packet_id;
    if (box.in_use) box.in_use->set(packet_id);
    --box.counts[index(State::Queued)];
    ++box.counts[index(State::Sent)];
    box.queued = queued_from(node.newer);
}

void MessageBoxes::remove(NodeSession& session, Place place) {
    Box& box = boxes_[session.box];
    const Node& node = nodes_[place];
    if (place == box.queued) box.queued = queued_from(node.newer);
    (node.older == kNowhere ? box.oldest : nodes_[node.older].newer) = node.newer;
    (node.newer == kNowhere ? box.newest : nodes_[node.newer].older) = node.older;
    --box.counts[index(node.message.state)];
    if (box.in_use && node.message.state == State::Sent)
        box.in_use->reset(node.message.message.packet_id);
    free_nodes_.push_back(place);
    if (box.oldest != kNowhere) return;
    box.in_use.reset();
    free_boxes_.push_back(session.box);
    session.box = 0;
}

std::uint32_t MessageBoxes::clear(NodeSession& session) {
    if (session.box == 0) return 0;
    Box& box = boxes_[session.box];
    const std::uint32_t queued = box.counts[index(State::Queued)];
    for (Place at = box.oldest; at != kNowhere; at = nodes_[at].newer) free_nodes_.push_back(at);
    box = {};
    free_boxes_.push_back(session.box);
    session.box = 0;
    return queued;
}

}  // namespace fleetsim::broker
