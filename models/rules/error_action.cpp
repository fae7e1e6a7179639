#include "models/rules/error_action.hpp"

#include <array>
#include <vector>

#include "models/rules/base64.hpp"
#include "models/rules/functions.hpp"
#include "models/rules/uuid.hpp"

namespace fleetsim::rules {

std::string error_action_message(std::string_view rule_name, const Message& message,
                                 std::span<const ActionFailure> failures) {
    std::vector<std::array<Member, 3>> members;
    std::vector<Value> list;
    members.reserve(failures.size());  // the list below points into it
    for (const ActionFailure& failure : failures) {
        members.push_back({{{"failedAction", Value::text(failure.action)},
                            {"failedResource", Value::text(failure.resource)},
                            {"errorMessage", Value::text(failure.reason)}}});
        list.push_back(Value::object(members.back()));
    }
    const std::string payload = encode_base64(message.payload);
    const std::string trace_id = message.trace_key ? trace_id_of(*message.trace_key) : "";
    const std::array<Member, 6> fields = {
        {{"ruleName", Value::text(rule_name)},
         {"topic", Value::text(visible_topic(message.topic))},
         {"cloudwatchTraceId", Value::text(trace_id)},
         {"clientId", Value::text(message.client_id.value_or("n/a"))},
         {"base64OriginalPayload", Value::text(payload)},
         {"failures", Value::array(list)}}};
    std::string text;
    write_json(Value::object(fields), text);
    return text;
}

}  // namespace fleetsim::rules
