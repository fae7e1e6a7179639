// A file of rules for `serve`: what to select from which messages, and where it goes.
// Models     [[rule]] with sql, actions and an error action, as a scenario has them; republish with
//            a topic template and QoS; the other sinks by name only.
// Leaves out the sinks themselves, which a simulation has and a real port has not.
// Error      InputError with every mistake of the file, each with its line and column.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/mqtt/packet.hpp"
#include "models/rules/program.hpp"

namespace fleetsim::broker::net {

struct RuleAction {
    std::string kind;                       ///< "republish", "stream", ...
    std::string target;                     ///< the topic template, or the sink's name
    mqtt::Qos qos = mqtt::Qos::AtMostOnce;  ///< of republish
    std::optional<rules::Program> topic;    ///< of republish: `target`, parsed
};

struct BrokerRule {
    std::string name;
    rules::Program statement;
    std::vector<RuleAction> actions;
    std::optional<RuleAction> error_action;
};

std::vector<BrokerRule> read_rules(const std::string& file);
/// `file` is what errors call it.
std::vector<BrokerRule> parse_rules(std::string_view text, const std::string& file);

}  // namespace fleetsim::broker::net
