// WaitingRoom: publishes that wait in their devices, for an acknowledgement or for a connection.
// Models     a list for each device, newest first, in nodes of a slab: few devices wait at once, so
//            the slab stays small and hot, and a device that waits for nothing costs four bytes.
// Leaves out a limit: the device counts its own.
#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "sim/time.hpp"

namespace fleetsim::device {

struct WaitingPublish {
    sim::Time published;
    sim::Time arrives;  ///< at the broker, as it was sent last; long ago if not on this connection
    std::uint32_t ordinal = 0;
    std::uint32_t payload_bytes = 0;
    std::uint32_t number = 0;  ///< in the topic
    std::uint16_t packet_id = 0;
    std::uint8_t program = 0;
    bool was_sent = false;
};

class WaitingRoom {
  public:
    static constexpr std::uint32_t kNobody = 0;

    WaitingRoom() : nodes_(1) {}

    /// Puts `publish` before `head` and returns the new head.
    std::uint32_t add(std::uint32_t head, const WaitingPublish& publish) {
        std::uint32_t place = free_;
        if (place == kNobody) {
            place = static_cast<std::uint32_t>(nodes_.size());
            nodes_.emplace_back();
        } else {
            free_ = nodes_[place].next;
        }
        nodes_[place] = {publish, head};
        return place;
    }
    /// Takes `place` out of the list that starts at `head`; returns the new head.
    std::uint32_t remove(std::uint32_t head, std::uint32_t place) {
        const std::uint32_t after = nodes_[place].next;
        nodes_[place].next = free_;
        free_ = place;
        if (head == place) return after;
        std::uint32_t before = head;
        while (nodes_[before].next != place) before = nodes_[before].next;
        nodes_[before].next = after;
        return head;
    }
    std::uint32_t find(std::uint32_t head, std::uint16_t packet_id) const {
        while (head != kNobody && nodes_[head].publish.packet_id != packet_id)
            head = nodes_[head].next;
        return head;
    }
    /// The one after `place`, which is older.
    std::uint32_t older(std::uint32_t place) const { return nodes_[place].next; }
    std::uint32_t oldest(std::uint32_t head) const {
        if (head == kNobody) return kNobody;
        while (nodes_[head].next != kNobody) head = nodes_[head].next;
        return head;
    }
    std::uint32_t count(std::uint32_t head) const {
        std::uint32_t n = 0;
        for (; head != kNobody; head = nodes_[head].next) ++n;
        return n;
    }
    /// When the last of the list that were sent arrives.
    sim::Time last_arrival(std::uint32_t head) const {
        sim::Time last;
        for (; head != kNobody; head = nodes_[head].next)
            last = std::max(last, nodes_[head].publish.arrives);
        return last;
    }
    /// Of a new connection: nothing of the list is under way on it.
    void forget_arrivals(std::uint32_t head) {
        for (; head != kNobody; head = nodes_[head].next) nodes_[head].publish.arrives = {};
    }
    /// The whole list in the order it was published. Valid until the next call.
    const std::vector<std::uint32_t>& oldest_first(std::uint32_t head) {
        order_.clear();
        for (; head != kNobody; head = nodes_[head].next) order_.push_back(head);
        std::reverse(order_.begin(), order_.end());
        return order_;
    }
    WaitingPublish& operator[](std::uint32_t place) { return nodes_[place].publish; }
    /// Inlined always: g++ 12 drops calls of a function that only prefetches.
    [[gnu::always_inline]] void prefetch(std::uint32_t place) const {
        __builtin_prefetch(&nodes_[place], 1);
    }

  private:
    struct Node {
        WaitingPublish publish;
        std::uint32_t next = kNobody;
    };
    std::vector<Node> nodes_;
    std::uint32_t free_ = kNobody;
    std::vector<std::uint32_t> order_;
};

}  // namespace fleetsim::device
