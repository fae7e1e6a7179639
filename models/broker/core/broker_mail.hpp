// Broker::Mail: one session's messages as the rules of models/broker/logic see them, with texts.
#pragma once

#include <algorithm>
#include <utility>

#include "models/broker/core/broker.hpp"
#include "models/broker/logic/inbound.hpp"
#include "models/broker/logic/outbound.hpp"

namespace fleetsim::broker::core {

class Broker::Mail {
  public:
    using Delivery = core::Delivery;
    /// A place in Session::flights.
    struct Flight {
        static constexpr std::size_t kNone = static_cast<std::size_t>(-1);
        std::size_t place = kNone;
        explicit operator bool() const { return place != kNone; }
    };

    /// `connection`: none while the client is away.
    Mail(Broker& broker, Session& session, Connection* connection)
        : broker_(broker), session_(session), connection_(connection) {}

    bool is_connected() const { return connection_ != nullptr; }
    bool has_room() const { return broker_.has_room(*connection_); }
    std::uint32_t window() const { return connection_->window; }
    logic::Flow& flow() { return session_.flow; }
    void wake(sim::Time at) {
        broker_.set_timer(connection_->stored_timer, at, {Alarm::Stored, connection_->id});
    }

    mqtt::Qos qos(const Delivery& delivery) const { return delivery.qos; }
    sim::Time expires(const Delivery& delivery) const { return delivery.message->expires; }
    std::size_t held_with(const Delivery& delivery) const {
        return session_.held + kept_octets(*delivery.message);
    }
    void send_once(const Delivery& delivery, sim::Time now) {
        broker_.send_delivery(*connection_, delivery, {}, now);
    }
    void drop(const Delivery&, logic::Drop why) {
        const bool is_loss = why == logic::Drop::QueueFull || why == logic::Drop::Congested;
        if (is_loss) ++broker_.counters_.deliveries_dropped;
    }
    void put(Delivery delivery) {
        session_.held += kept_octets(*delivery.message);
        delivery.number = ++broker_.last_delivery_;
        if (Journal* journal = broker_.journal_of(session_))
            journal->on_queued(session_.id, delivery);
        session_.queue.push_back(std::move(delivery));
    }

    std::size_t waiting() const { return session_.queue.size(); }
    sim::Time first_expires() const { return session_.queue.front().message->expires; }
    /// There is one: the window is at most 65,535 and not full.
    std::uint16_t new_packet_id() {
        do {
            ++session_.last_id;
        } while (session_.last_id == 0 || session_.used_ids.contains(session_.last_id));
        return session_.last_id;
    }
    bool send_first(std::uint16_t id, sim::Time now) {
        return broker_.send_delivery(*connection_, session_.queue.front(), {.packet_id = id}, now);
    }
    void drop_first(logic::Drop why) {
        const Delivery& first = session_.queue.front();
        drop(first, why);
        settle(first);
        session_.queue.pop_front();
    }
    void launch_first(std::uint16_t id) {
        Delivery first = std::move(session_.queue.front());
        session_.queue.pop_front();
        if (Journal* journal = broker_.journal_of(session_)) journal->on_sent(first.number, id);
        session_.used_ids.insert(id);
        session_.flights.push_back(
            {.packet_id = id, .sent_here = true, .delivery = std::move(first)});
    }

    std::uint32_t flights() const { return static_cast<std::uint32_t>(session_.flights.size()); }
    Flight first_flight() { return at(0); }
    Flight next_flight(Flight flight) { return at(flight.place + 1); }
    Flight find_flight(std::uint16_t id) {
        const auto found =
            std::find_if(session_.flights.begin(), session_.flights.end(),
                         [&](const core::Flight& flight) { return flight.packet_id == id; });
        return at(static_cast<std::size_t>(found - session_.flights.begin()));
    }
    mqtt::Qos qos(Flight flight) { return of(flight).delivery.qos; }
    Awaits awaits(Flight flight) { return of(flight).awaits; }
    bool& sent_here(Flight flight) { return of(flight).sent_here; }
    void send_again(Flight flight, bool as_duplicate, sim::Time now) {
        const core::Flight& one = of(flight);
        broker_.send_delivery(*connection_, one.delivery,
                              {.packet_id = one.packet_id, .duplicate = as_duplicate}, now);
    }
    void send_release(Flight flight, sim::Time) {
        broker_.send(*connection_, mqtt::Pubrel{of(flight).packet_id});
    }
    void send_release_of_unknown(std::uint16_t id, sim::Time) {
        broker_.send(*connection_, mqtt::Pubrel{id, ReasonCode::PacketIdentifierNotFound});
    }
    void received(Flight flight) {
        core::Flight& one = of(flight);
        one.awaits = Awaits::Completion;
        if (one.delivery.message) session_.held -= kept_octets(*one.delivery.message);
        one.delivery.message.reset();
        if (Journal* journal = broker_.journal_of(session_))
            journal->on_received(one.delivery.number);
    }
    void land(Flight flight) {
        const core::Flight& one = of(flight);
        settle(one.delivery);
        session_.used_ids.erase(one.packet_id);
        session_.flights.erase(session_.flights.begin() +
                               static_cast<std::ptrdiff_t>(flight.place));
    }

    bool is_unreleased(std::uint16_t id) const { return session_.unreleased.contains(id); }
    std::size_t unreleased() const { return session_.unreleased.size(); }
    void add_unreleased(std::uint16_t id) {
        session_.unreleased.insert(id);
        if (Journal* journal = broker_.journal_of(session_))
            journal->on_unreleased(session_.id, id);
    }
    bool remove_unreleased(std::uint16_t id) {
        if (session_.unreleased.erase(id) == 0) return false;
        if (Journal* journal = broker_.journal_of(session_)) journal->on_released(session_.id, id);
        return true;
    }

  private:
    core::Flight& of(Flight flight) { return session_.flights[flight.place]; }
    Flight at(std::size_t place) const {
        return {place < session_.flights.size() ? place : Flight::kNone};
    }
    void settle(const Delivery& delivery) {
        if (delivery.message) session_.held -= kept_octets(*delivery.message);
        if (Journal* journal = broker_.journal_of(session_)) journal->on_settled(delivery.number);
    }

    Broker& broker_;
    Session& session_;
    Connection* connection_;
};

}  // namespace fleetsim::broker::core
