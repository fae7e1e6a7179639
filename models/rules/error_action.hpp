// The message a rule's error action gets when other actions of it failed.
// Models     one message for each rule and message, however many of its actions failed.
// Source     AWS IoT developer guide, "Error handling (error action)", message format.
// Error      none.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "models/rules/message.hpp"

namespace fleetsim::rules {

struct ActionFailure {
    std::string_view action;    ///< "KinesisAction"
    std::string_view resource;  ///< "alerts"
    std::string_view reason;
};

/// JSON; the payload as it was published, in Base64.
std::string error_action_message(std::string_view rule_name, const Message& message,
                                 std::span<const ActionFailure> failures);

}  // namespace fleetsim::rules
