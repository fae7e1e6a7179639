// Node::Life: one simulated client's session as the rules of its life in models/broker/logic see
// it.
#pragma once

#include <algorithm>

#include "models/broker/logic/life.hpp"
#include "models/broker/node.hpp"

namespace fleetsim::broker {

class Node::Life {
  public:
    Life(Node& node, const Client& client, sim::Time now, sim::Outbox& outbox)
        : node_(node), session_(client.session), client_(client), now_(now), outbox_(outbox) {}

    bool exists() const { return session_.exists; }
    bool is_connected() const { return session_.is_connected; }
    void take_over(sim::Time now) { logic::leave(*this, logic::WillFate::Publish, now); }
    /// Where the connection that attach() makes is; a session that was kept moves there.
    void arrive_at(std::uint32_t node) { node_index_ = node; }
    void attach() {
        const ConnectionCost& cost = client_.group.cost;
        if (session_.exists && is_kept()) node_.cluster_.session_ended(client_.index, cost);
        node_.cluster_.connected(client_.index, node_index_, cost);
        if (is_kept()) node_.cluster_.session_kept(client_.index, cost);
        session_.exists = session_.is_connected = true;
        session_.has_will = !client_.group.will.empty();
        session_.is_silent = false;
        session_.heard = now_;
        node_.count_open(client_, 1);
        if (Gate* gate = node_.config_.gate) gate->connected(node_.caller(client_), now_);
    }
    void detach() {
        session_.is_connected = false;
        session_.heard = now_;
        node_.count_open(client_, -1);
        node_.cluster_.left(client_.index, client_.group.cost);
        if (Gate* gate = node_.config_.gate) gate->disconnected(node_.caller(client_), now_);
    }
    std::uint32_t expiry() const { return node_.terms(client_).expiry; }
    sim::Time ends() const {
        if (session_.is_connected || expiry() == logic::kNeverExpires) return sim::Time::never();
        return session_.heard + sim::Duration::seconds(expiry());
    }
    /// A session that holds nothing ends unseen: when somebody looks for it.
    void await_end(sim::Time) {
        if (session_.box != 0) node_.watch_end(client_, ends(), outbox_);
    }
    bool has_will() const { return session_.has_will; }
    sim::Duration will_delay() const { return client_.group.will.front().delay; }
    sim::Time will_due() const {
        const bool waits = session_.has_will && !session_.is_connected;
        return waits ? session_.heard + will_delay() : sim::Time::never();
    }
    void await_will(sim::Time at) {
        if (session_.is_will_timed) return;  // that one comes before `at`
        session_.is_will_timed = true;
        // Its session may end first.
        node_.set_alarm(Alarm::Will, client_, std::min(at, ends()), outbox_);
    }
    const ClientGroup::Will* take_will() {
        const bool had_one = session_.has_will;
        session_.has_will = false;
        return had_one ? &client_.group.will.front() : nullptr;
    }
    void publish(const ClientGroup::Will* will, sim::Time now) {
        node_.routing_node_ = node_.cluster_.node_of(client_.index, now);
        NodeMessage content{.message = {.published = now,
                                        .pattern = will->pattern,
                                        .number = will->numbered ? client_.number() : 0,
                                        .payload_bytes = will->payload_bytes,
                                        .qos = will->qos,
                                        .retain = will->retain},
                            .expires = node_.expiry_of(will->lifetime, now),
                            .publisher = client_.index};
        node_.keep_retained(content, now);
        node_.route(content, now, outbox_);
    }
    void forget() {
        const std::uint32_t queued = node_.messages_.clear(session_);
        node_.queued_ -= queued;
        node_.statistics_.drops[static_cast<std::size_t>(logic::Drop::SessionEnded)] += queued;
        if (session_.exists && is_kept())
            node_.cluster_.session_ended(client_.index, client_.group.cost);
        session_.exists = session_.is_subscribed = session_.has_will = false;
        session_.packet_id = 0;
    }
    void keep() {}

  private:
    /// The session outlives its connections and takes memory for it.
    bool is_kept() const { return expiry() > 0; }

    Node& node_;
    NodeSession& session_;
    Client client_;
    sim::Time now_;
    sim::Outbox& outbox_;
    std::uint32_t node_index_ = 0;
};

}  // namespace fleetsim::broker
