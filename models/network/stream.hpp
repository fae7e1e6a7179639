// Stream: when the packets of one TCP connection arrive. It is a stream of bytes: whatever draws a
// varying latency makes, nothing on it overtakes what was sent before.
// Models     one direction of a connection, seen by its sender. What leaves late may be handed over
//            early: order is that of departures.
// Leaves out segments: a packet is held back whole.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "sim/time.hpp"

namespace fleetsim::network {

class Stream {
  public:
    struct Packet {
        sim::Time departs;
        sim::Time arrives;
    };

    /// When `drawn` arrives behind what left before it and ahead of what leaves after it, those
    /// arrivals being settled; `least` is the shortest way there is.
    sim::Time in_order(sim::Time now, Packet drawn, sim::Duration least);
    bool is_idle(sim::Time now) const {
        return (ahead_.empty() ? last_arrival_ : ahead_.back().arrives) <= now;
    }

  private:
    sim::Time last_arrival_;     ///< of what has left
    std::vector<Packet> ahead_;  ///< what leaves later, by departure, and so by arrival
};

/// The streams of one end to many clients, in a table (open addressing, linear probing) that holds
/// those with something under way: it stays small and hot, and an idle client takes nothing.
class Streams {
  public:
    Streams() : table_(kFewest) {}
    /// That of the client's connection with this number; another number is a new connection. Valid
    /// until the next call. The times of calls may go back within a window, not beyond.
    Stream& of(std::uint32_t client, std::uint8_t connection, sim::Time now);

  private:
    struct Connection {
        std::uint32_t client = kNobody;
        std::uint8_t number = 0;
        Stream stream;
    };
    static constexpr std::uint32_t kNobody = UINT32_MAX;
    static constexpr std::size_t kFewest = 64;

    Connection& place_of(std::uint32_t client);
    void make_room(sim::Time now);

    std::vector<Connection> table_;  ///< as long as a power of two, at most half full
    std::size_t used_ = 0;
};

}  // namespace fleetsim::network
