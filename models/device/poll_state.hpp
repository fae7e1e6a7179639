// PollState: what a device keeps beside its row to receive messages over HTTPS: where its GET is.
#pragma once

#include <cstdint>

#include "sim/time.hpp"

namespace fleetsim::device {

enum class PollPhase : std::uint8_t {
    Off,
    Asking,   ///< a request is out
    Waiting,  ///< for the next round, or after a failure
};

/// A zeroed one is off.
struct PollState {
    sim::Time timer;  ///< the appointment that counts; others are stale
    sim::Time asked;  ///< when the request that is out left
    sim::Time round;  ///< when the round began; while waiting, when the next one does
    PollPhase phase = PollPhase::Off;
    std::uint8_t generation = 0;  ///< of the request
    std::uint8_t failures = 0;
    bool is_open = false;        ///< there is a connection for the requests
    bool is_opening = false;     ///< and the one that is out opens it,
    bool opens_resumed = false;  ///< by an abbreviated handshake
};
static_assert(sizeof(PollState) == 32);

}  // namespace fleetsim::device
