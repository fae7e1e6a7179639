// Transport: one connection of the server. Reads into the broker, writes what it sends.
// Models     one read and one write under way; what is sent between two flushes leaves together;
//            reading pauses while too much waits to be written, and for a moment while somebody
//            else needs time to take what came from here; a deadline for slow peers.
// Leaves out anything of MQTT, and how octets are wrapped (link.hpp).
#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "models/broker/net/link.hpp"

namespace fleetsim::broker::net {

class Transport : public std::enable_shared_from_this<Transport> {
  public:
    struct Listener {
        std::function<void(const Peer&)> on_opened;
        std::function<void(std::string_view)> on_bytes;
        std::function<void()> on_drained;
        /// Once, and nothing after it. The error of a handshake or of a deadline, if it was one.
        std::function<void(const boost::system::error_code&)> on_lost;
    };

    /// `output_limit`: octets above which the owner gives nothing more that could wait elsewhere.
    /// Reading pauses above twice as much: between the two there is room for answers, so that a
    /// slow reader's pings are still heard.
    Transport(boost::asio::io_context& context, std::unique_ptr<Link> link,
              std::size_t output_limit);
    /// Lost if the handshakes take longer than `patience`.
    void start(Listener listener, std::chrono::nanoseconds patience);
    /// Lost if this is not called again within `patience`. Not while closing.
    void expect_within(std::chrono::nanoseconds patience);
    /// Leaves with the next flush().
    void send(std::string_view bytes);
    void flush();
    /// Closes once everything is flushed and written, or after kFarewell if the peer does not read.
    void close();
    /// At once, whatever waits.
    void drop(const boost::system::error_code& why = {});
    bool has_waiting() const { return !waiting_.empty(); }
    /// Reads on once `recipient` is no longer crowded, after kMostYield at the latest.
    void yield_to(const std::shared_ptr<Transport>& recipient);
    /// Much waits to be written, and it moves: a peer that takes nothing is not worth waiting for.
    bool is_crowded() const;
    std::size_t unsent() const { return waiting_.size() + writing_.size(); }

  private:
    void read();
    void after_read(const boost::system::error_code& error, std::size_t size);
    void after_write(const boost::system::error_code& error);
    void finish();
    void await(const std::weak_ptr<Transport>& recipient);

    static constexpr std::chrono::seconds kFarewell{2};
    static constexpr std::chrono::milliseconds kYieldStep{2};
    static constexpr std::chrono::milliseconds kMostYield{50};
    static constexpr std::chrono::seconds kStuck{1};
    static constexpr std::size_t kLeastInput = 2048;
    static constexpr std::size_t kMostInput = 65536;
    static constexpr std::size_t kKeptOutput = 65536;  ///< capacity; more goes back to the heap

    std::unique_ptr<Link> link_;
    boost::asio::steady_timer deadline_;
    boost::asio::steady_timer pause_;
    std::chrono::steady_clock::time_point yields_until_;
    std::chrono::steady_clock::time_point moved_;  ///< when a write last began or ended
    std::size_t output_limit_;
    Listener listener_;
    std::vector<char> input_;  ///< grows with what comes at once
    std::string waiting_;
    std::string writing_;
    bool is_open_ = false;
    bool is_reading_ = false;
    bool is_yielding_ = false;
    bool is_closing_ = false;
    bool is_gone_ = false;
};

}  // namespace fleetsim::broker::net
