// When the packets of one TCP connection arrive. It is a stream of bytes: whatever draws a varying
// latency makes, nothing on it overtakes what was sent before.
// Models     one direction of a connection, seen by its sender: a Stream, whose packets may be
//            handed over ahead of their departure and in any order, or one of many Streams, whose
//            packets depart in the order in which they are handed over.
// Leaves out segments: a packet is held back whole.
#pragma once

#include <algorithm>
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

  private:
    sim::Time last_arrival_;     ///< of what has left
    std::vector<Packet> ahead_;  ///< what leaves later, by departure, and so by arrival
};

/// The streams of one end to many clients, in a table (open addressing, linear probing) that holds
/// those with something under way: it stays small and hot, and an idle client takes nothing.
///
///   0       4        5        8               16
///   | client | number |        | last_arrival  |
class Streams {
  public:
    Streams() : table_(kFewest) {}

    /// When the last of what was added to the client's connection with this number arrives; long
    /// ago where nothing is under way.
    sim::Time last_arrival(std::uint32_t client, std::uint8_t number);
    /// Arrivals lie beyond the window of `now`, which may go back within a window but not beyond.
    void add(std::uint32_t client, std::uint8_t number, sim::Time now, sim::Time arrives);
    /// When what would arrive then does so behind all before it, to which it is added. Another
    /// number is a new connection.
    sim::Time in_order(std::uint32_t client, std::uint8_t number, sim::Time now,
                       sim::Time arrives) {
        arrives = std::max(arrives, last_arrival(client, number));
        add(client, number, now, arrives);
        return arrives;
    }

  private:
    struct Connection {
        std::uint32_t client = kNobody;
        std::uint8_t number = 0;
        sim::Time last_arrival;
    };
    static constexpr std::uint32_t kNobody = UINT32_MAX;
    static constexpr std::size_t kFewest = 64;

    std::size_t first_place_of(std::uint32_t client) const {
        constexpr std::uint32_t kSpread = 2'654'435'769;  // 2^32 over the golden ratio: Knuth 6.4
        return client * kSpread >> 8 & (table_.size() - 1);
    }
    Connection& place_of(std::uint32_t client);
    void make_room(sim::Time now);

    std::vector<Connection> table_;  ///< as long as a power of two, at most half full
    std::vector<Connection> before_;
    std::size_t used_ = 0;
};

}  // namespace fleetsim::network
