#include <array>

#include "models/mqtt/topic.hpp"
#include "models/rules/base64.hpp"
#include "models/rules/functions.hpp"
#include "models/rules/uuid.hpp"
#include "sim/random/philox.hpp"

namespace fleetsim::rules {

namespace {

using Arguments = std::span<const Value>;

Value text_or_undefined(std::string_view text) {
    return text.empty() ? Value{} : Value::text(text);
}

Value topic(const CallScope& scope, Arguments arguments) {
    const std::string_view text = visible_topic(scope.message.topic);
    if (arguments.empty()) return Value::text(text);
    const auto whole = to_whole_down(arguments[0]);
    const auto wanted = whole ? whole->to_integer() : std::nullopt;
    if (!wanted || *wanted < 1) return {};
    mqtt::Levels levels(text);
    std::string_view level;
    for (std::int64_t i = 0; levels.next(level);) {
        if (++i == *wanted) return Value::text(level);
    }
    return {};
}

Value client_id(const CallScope& scope, Arguments) {
    return Value::text(scope.message.client_id.value_or("n/a"));
}
Value trace_id(const CallScope& scope, Arguments) {
    const Message& message = scope.message;
    if (!message.client_id || !message.trace_key) return {};  // not sent over MQTT
    return scope.text(trace_id_of(*message.trace_key));
}
Value principal(const CallScope& scope, Arguments) {
    return text_or_undefined(scope.message.principal);
}
Value account_id(const CallScope& scope, Arguments) {
    return text_or_undefined(scope.context.account_id);
}
/// No caller knows the publisher's address: a simulated device has none, a broker does not keep it.
Value source_ip(const CallScope&, Arguments) { return {}; }
Value sql_version(const CallScope& scope, Arguments) { return Value::text(to_text(scope.version)); }

sim::Philox4x32 next_draw(const CallScope& scope) {
    const std::uint64_t key = scope.context.draw_key;
    const std::uint64_t counter = scope.draws++;
    return {{static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)},
            {0, static_cast<std::uint32_t>(counter), static_cast<std::uint32_t>(counter >> 32),
             0x52554C45u}};
}

Value rand_of(const CallScope& scope, Arguments) {
    auto engine = next_draw(scope);
    return scope.number(engine.uniform());
}

Value new_uuid(const CallScope& scope, Arguments) {
    auto engine = next_draw(scope);
    return scope.text(next_uuid(engine));
}

Value optional_text(const std::optional<std::string_view>& text) {
    return text ? Value::text(*text) : Value{};
}

Value mqtt_property(const CallScope& scope, Arguments arguments) {
    const MqttProperties* properties = scope.message.properties;
    if (properties == nullptr || !arguments[0].is(Value::Kind::Text)) return {};
    const std::string_view name = arguments[0].as_text();
    if (name == "content_type") return optional_text(properties->content_type);
    if (name == "response_topic") return optional_text(properties->response_topic);
    if (name == "correlation_data" && properties->correlation_bytes) {
        return scope.text(encode_base64(*properties->correlation_bytes));
    }
    if (name == "format_indicator" && properties->is_utf8) {
        return Value::text(*properties->is_utf8 ? "UTF8_DATA" : "UNSPECIFIED_BYTES");
    }
    return {};
}

/// The values of one key; without a key every property as an object of one member.
Value user_properties(const CallScope& scope, Arguments arguments) {
    const MqttProperties* properties = scope.message.properties;
    const bool takes_all = arguments.empty();
    if (properties == nullptr || (!takes_all && !arguments[0].is(Value::Kind::Text))) return {};
    std::vector<Value> values;
    for (const auto& [key, text] : properties->user_properties) {
        const Member member{key, Value::text(text)};
        if (takes_all) {
            values.push_back(Value::object(scope.arena.copy(std::span(&member, 1))));
        } else if (key == arguments[0].as_text()) {
            values.push_back(member.value);
        }
    }
    if (values.empty()) return {};
    return Value::array(scope.arena.copy(std::span<const Value>(values)));
}

/// A call to another service. Its answer is JSON; none, or a failed call, is Undefined.
template <ExternalFunction function>
Value external(const CallScope& scope, Arguments arguments) {
    if (scope.context.external == nullptr) return {};
    std::vector<std::string> texts;
    for (const Value& argument : arguments) {
        if (argument.is_undefined()) return {};
        write_json(argument, texts.emplace_back());
    }
    const auto answer = scope.context.external->call(function, texts);
    if (!answer) return {};
    return scope.json.read(scope.arena.copy(*answer), scope.whole_numbers(), scope.arena)
        .value_or(Value{});
}

constexpr std::array kMessage = {
    Function{"accountid", 0, 0, kOld, account_id},
    Function{"clientid", 0, 0, kOld, client_id},
    Function{"newuuid", 0, 0, kOld, new_uuid},
    Function{"principal", 0, 0, kOld, principal},
    Function{"rand", 0, 0, kOld, rand_of},
    Function{"sourceip", 0, 0, kNew, source_ip},
    Function{"sql_version", 0, 0, kOld, sql_version},
    Function{"topic", 0, 1, kOld, topic},
    Function{"traceid", 0, 0, kOld, trace_id},
    Function{"get_mqtt_property", 1, 1, kNew, mqtt_property},
    Function{"get_user_properties", 0, 1, kNew, user_properties},
    // The guide names no version for these two; of aws_lambda() it says that only literals and
    // nested queries as its argument need the newer one.
    Function{"aws_lambda", 2, 2, kOld, external<ExternalFunction::AwsLambda>},
    Function{"get_secret", 3, 4, kOld, external<ExternalFunction::GetSecret>},
    Function{"get_dynamodb", 4, 6, kNew, external<ExternalFunction::GetDynamoDb>},
    Function{"get_thing_shadow", 2, 3, kNew, external<ExternalFunction::GetThingShadow>},
    Function{"get_registry_data", 3, 3, kNew, external<ExternalFunction::GetRegistryRecord>},
    Function{"machinelearning_predict", 3, 3, kOld,
             external<ExternalFunction::MachineLearningPredict>},
};

}  // namespace

std::span<const Function> message_functions() { return kMessage; }

}  // namespace fleetsim::rules
