// Node::Mail: one simulated session's messages as the rules of models/broker/logic see them.
#pragma once

#include <algorithm>

#include "models/broker/logic/inbound.hpp"
#include "models/broker/logic/outbound.hpp"
#include "models/broker/node.hpp"
#include "models/mqtt/packet_size.hpp"

namespace fleetsim::broker {

class Node::Mail {
  public:
    using Delivery = NodeMessage;
    using State = SessionMessage::State;
    struct Flight {
        MessageBoxes::Place place = MessageBoxes::kNowhere;
        explicit operator bool() const { return place != MessageBoxes::kNowhere; }
    };

    Mail(Node& node, const Client& client, sim::Time now, sim::Outbox& outbox)
        : node_(node), boxes_(node.messages_), client_(client), now_(now), outbox_(outbox) {}

    bool is_connected() const { return client_.session.is_connected; }
    bool has_room() const { return true; }  // a simulated transport takes what it is given
    std::uint32_t window() const { return node_.terms(client_).window; }
    logic::Flow& flow() { return boxes_.flow(client_.session); }
    void wake(sim::Time at) { node_.set_alarm(Alarm::Stored, client_, at, outbox_); }

    mqtt::Qos qos(const Delivery& delivery) const { return mqtt::Qos{delivery.message.qos}; }
    sim::Time expires(const Delivery& delivery) const { return delivery.expires; }
    std::size_t held_with(const Delivery&) const { return 0; }
    void send_once(Delivery& delivery, sim::Time now) {
        if (!fits(delivery.message, delivery.expires)) return drop(delivery, logic::Drop::TooLarge);
        if (!node_.put_on_wire(client_, delivery.message, now, outbox_))
            return drop(delivery, logic::Drop::Throttled);
        ++node_.statistics_.first_sent;
    }
    void drop(const Delivery&, logic::Drop why) {
        count(why);
        const sim::Duration work = node_.config_.capacity.dropped_copy;
        if (why == logic::Drop::QueueFull && work > sim::Duration{})
            node_.serve(client_, now_, work, Cluster::Order::Follow);
    }
    void put(const Delivery& delivery) {
        node_.most_queued_ = std::max(node_.most_queued_, ++node_.queued_);
        Gate* gate = node_.config_.gate;
        if (gate != nullptr && !is_connected()) gate->stored(delivery.message, now_);
        boxes_.add(client_.session, {.message = delivery.message, .expires = delivery.expires});
    }

    std::size_t waiting() const { return boxes_.count(client_.session, State::Queued); }
    sim::Time first_expires() const { return boxes_[first()].expires; }
    std::uint16_t new_packet_id() { return boxes_.new_packet_id(client_.session); }
    bool send_first(std::uint16_t id, sim::Time now) {
        mqtt::Message message = boxes_[first()].message;
        if (!fits(message, boxes_[first()].expires)) return false;
        message.packet_id = id;
        ++node_.statistics_.first_sent;
        node_.put_on_wire(client_, message, now, outbox_);
        return true;
    }
    void drop_first(logic::Drop why) {
        --node_.queued_;
        count(why);
        boxes_.remove(client_.session, first());
    }
    void launch_first(std::uint16_t id) {
        --node_.queued_;
        boxes_.mark_sent(client_.session, id);
    }

    std::uint32_t flights() const { return boxes_.count(client_.session, State::Sent); }
    Flight first_flight() { return {boxes_.first_sent(client_.session)}; }
    Flight next_flight(Flight flight) { return {boxes_.next_sent(flight.place)}; }
    Flight find_flight(std::uint16_t id) { return {boxes_.find(client_.session, id, State::Sent)}; }
    /// The message under way with this id; nullptr: there is none.
    const mqtt::Message* sent(std::uint16_t id) {
        const auto place = boxes_.find(client_.session, id, State::Sent);
        return place == MessageBoxes::kNowhere ? nullptr : &boxes_[place].message;
    }
    mqtt::Qos qos(Flight flight) { return mqtt::Qos{boxes_[flight.place].message.qos}; }
    logic::Awaits awaits(Flight flight) { return boxes_[flight.place].awaits; }
    bool& sent_here(Flight flight) { return boxes_[flight.place].sent_here; }
    void send_again(Flight flight, bool as_duplicate, sim::Time now) {
        mqtt::Message message = boxes_[flight.place].message;
        message.duplicate = as_duplicate;
        node_.put_on_wire(client_, message, now, outbox_);
    }
    void send_release(Flight flight, sim::Time now) {
        send_release_of_unknown(boxes_[flight.place].message.packet_id, now);
    }
    void send_release_of_unknown(std::uint16_t id, sim::Time now) {
        node_.reply(client_, mqtt::ParcelKind::PubRel, {}, id, now, outbox_);
    }
    void received(Flight flight) { boxes_[flight.place].awaits = logic::Awaits::Completion; }
    void land(Flight flight) { boxes_.remove(client_.session, flight.place); }

    bool is_unreleased(std::uint16_t id) const {
        return boxes_.find(client_.session, id, State::Incoming) != MessageBoxes::kNowhere;
    }
    std::size_t unreleased() const { return boxes_.count(client_.session, State::Incoming); }
    void add_unreleased(std::uint16_t id) {
        boxes_.add(client_.session, {.message = {.packet_id = id}, .state = State::Incoming});
    }
    bool remove_unreleased(std::uint16_t id) {
        const auto place = boxes_.find(client_.session, id, State::Incoming);
        if (place == MessageBoxes::kNowhere) return false;
        boxes_.remove(client_.session, place);
        return true;
    }

  private:
    MessageBoxes::Place first() const { return boxes_.oldest_queued(client_.session); }
    void count(logic::Drop why) { ++node_.statistics_.drops[static_cast<std::size_t>(why)]; }
    bool fits(const mqtt::Message& message, sim::Time expires) const {
        const std::uint32_t most = client_.group.maximum_packet_size;
        return most == UINT32_MAX ||
               mqtt::publish_size(
                   client_.group.version, mqtt::Qos{message.qos},
                   node_.topics_[message.pattern].size(message.number), message.payload_bytes,
                   mqtt::expiry_octets(client_.group.version, expires != sim::Time::never())) <=
                   most;
    }

    Node& node_;
    MessageBoxes& boxes_;
    Client client_;
    sim::Time now_;
    sim::Outbox& outbox_;
};

}  // namespace fleetsim::broker
