// Refusal: why the broker did not take a message from without, in words for who sent it.
#pragma once

#include <string>

#include "models/mqtt/reason.hpp"

namespace fleetsim::broker::net {

/// Of what core::Broker::publish() returns; not for Success.
inline std::string refusal_text(mqtt::ReasonCode reason) {
    switch (reason) {
        case mqtt::ReasonCode::TopicNameInvalid:
            return "the topic has more octets or levels than are taken here";
        case mqtt::ReasonCode::PacketTooLarge:
            return "the message is too large";
        default:
            return "the topics under $SYS/ are written by the server only";
    }
}

}  // namespace fleetsim::broker::net
