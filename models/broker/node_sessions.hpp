// The sessions of the node: what it remembers of each client, 16 bytes while the client is idle.
//
//   sessions   | heard | box | packet_id, generations, flags |     one a client, devices first
//   boxes      | oldest ... newest | first queued | counts, flow | one a client with messages
//   messages   flights, then the queue; between them identifiers of QoS 2 publishes under way
//
// Models     session state of MQTT 3.1.1 section 4.1: what was not acknowledged, what waits.
// Leaves out subscriptions: those of simulated clients are the routes of the node.
#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <memory>
#include <vector>

#include "models/broker/logic/mail.hpp"
#include "models/mqtt/parcel.hpp"

namespace fleetsim::broker {

struct NodeSession {
    sim::Time heard;        ///< the last packet's time; while not connected, when that began
    std::uint32_t box = 0;  ///< its messages; 0: none
    std::uint16_t packet_id = 0;
    /// Of its connection, and of the last one its client asked for: another while that waits to be
    /// let in and the elder is still there. mqtt::kGenerationMask has room for no more.
    std::uint8_t generation : 4 = 0;
    std::uint8_t asked_for : 4 = 0;
    bool has_will : 1 = false;  ///< that may still be published
    bool is_will_timed : 1 = false;
    bool is_end_timed : 1 = false;
    bool is_silence_timed : 1 = false;
    bool is_silent : 1 = false;  ///< its client is gone, and nobody has said so
    bool is_connected : 1 = false;
    bool is_subscribed : 1 = false;
    bool exists : 1 = false;  ///< there is state to come back to
};
static_assert(sizeof(NodeSession) == 16);
static_assert(mqtt::kGenerationMask == 0x0F);

/// A message on its way through the node.
struct NodeMessage {
    static constexpr std::uint32_t kNobody = UINT32_MAX;
    mqtt::Message message;
    sim::Time expires = sim::Time::never();
    std::uint32_t publisher = kNobody;  ///< its session
};

/// One message of a session.
struct SessionMessage {
    enum class State : std::uint8_t { Queued, Sent, Incoming };
    mqtt::Message message;  ///< Incoming: only its packet identifier counts
    sim::Time expires = sim::Time::never();
    State state = State::Queued;
    logic::Awaits awaits = logic::Awaits::Acknowledgement;  ///< Sent
    bool sent_here = false;                                 ///< Sent: on the present connection
};

/// Every operation but a search takes constant time, and a search finds the oldest at once: that is
/// the one a well-behaved client acknowledges next.
class MessageBoxes {
  public:
    using Place = std::uint32_t;
    using State = SessionMessage::State;
    static constexpr Place kNowhere = 0;

    MessageBoxes() : boxes_(1), nodes_(1) {}

    Place add(NodeSession& session, const SessionMessage& message);
    /// The oldest message with this identifier and state.
    Place find(const NodeSession& session, std::uint16_t packet_id, State state) const;
    Place oldest_queued(const NodeSession& session) const { return boxes_[session.box].queued; }
    Place first_sent(const NodeSession& session) const {
        return first_sent_from(boxes_[session.box].oldest);
    }
    Place next_sent(Place place) const { return first_sent_from(nodes_[place].newer); }
    SessionMessage& operator[](Place place) { return nodes_[place].message; }
    const SessionMessage& operator[](Place place) const { return nodes_[place].message; }

    /// The oldest queued message goes out under this identifier.
    void mark_sent(NodeSession& session, std::uint16_t packet_id);
    void remove(NodeSession& session, Place place);
    /// Empties the box; returns how many were queued.
    std::uint32_t clear(NodeSession& session);
    std::uint32_t count(const NodeSession& session, State state) const {
        return boxes_[session.box].counts[index(state)];
    }
    /// Of a session with messages; all zero for others, and to be left so.
    logic::Flow& flow(const NodeSession& session) { return boxes_[session.box].flow; }
    /// The next identifier no message of the session has.
    std::uint16_t new_packet_id(NodeSession& session);

  private:
    using IdentifierSet = std::bitset<65'536>;
    struct Node {
        SessionMessage message;
        Place older = kNowhere;
        Place newer = kNowhere;
    };
    struct Box {
        Place oldest = kNowhere;
        Place newest = kNowhere;
        Place queued = kNowhere;                ///< the oldest that is queued
        std::array<std::uint32_t, 3> counts{};  ///< by state
        logic::Flow flow;
        std::unique_ptr<IdentifierSet> in_use;  ///< by flights; kept once identifiers began anew
    };
    static std::size_t index(State state) { return static_cast<std::size_t>(state); }
    std::unique_ptr<IdentifierSet> identifiers_of_flights(const Box& box) const;
    Place first_sent_from(Place place) const;
    Place queued_from(Place place) const;

    std::vector<Box> boxes_;  ///< the first stays empty: it stands for no box
    std::vector<Node> nodes_;
    std::vector<std::uint32_t> free_boxes_;
    std::vector<Place> free_nodes_;
};

}  // namespace fleetsim::broker
