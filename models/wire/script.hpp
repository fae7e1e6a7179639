// ScriptWriter: puts together the script of a connection from openings, messages and closings.
// Models     TCP open, TLS handshake, sealed messages one after another, and the two ways IoT
//            connections end: the server answers a farewell and closes, or the client closes.
// Source     the order of events in captures of mosquitto, nginx and their clients; see
//            docs/models/wire.md for the two races that captures decide one way or the other.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "models/wire/connection_costs.hpp"
#include "models/wire/conversation.hpp"
#include "models/wire/stack.hpp"

namespace fleetsim::wire {

/// Which end's FIN is first when a server answers a farewell with close_notify and closes.
enum class FirstFin : std::uint8_t { Client, Server };

class ScriptWriter {
  public:
    explicit ScriptWriter(const Stack& stack) : stack_(stack) {}

    /// What follows waits until the line is quiet, and `gap` longer, and is counted by itself.
    void begin_phase(sim::Duration gap);

    void open();
    void shake_hands(Opening opening);
    /// Sent once the message before has been read; directly after it if by the same side.
    void send(const Message& message);
    /// The next message comes this much later than its sender could have sent it.
    void hold(sim::Duration delay) { hold_ = delay; }
    /// The server closes after the farewell sent last; with TLS it says close_notify first.
    void close_by_server(FirstFin first);
    /// The client closes a connection without farewell; with TLS it says close_notify first.
    void close_by_client();

    const std::vector<Step>& steps() const { return steps_; }
    std::size_t phases() const { return phase_ + 1; }
    const Stack& stack() const { return stack_; }

  private:
    std::size_t add(Step step);
    std::size_t follow(Side side, Action action, std::vector<Piece> pieces);

    Stack stack_;
    std::vector<Step> steps_;
    std::size_t phase_ = 0;
    std::optional<sim::Duration> gap_;  ///< the next step waits for quiet
    std::size_t last_ = 0;              ///< the step the next one follows
    When last_when_ = When::Written;
    sim::Duration hold_;
};

}  // namespace fleetsim::wire
