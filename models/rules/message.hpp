// Message and Context: what a rule sees of a published message, and of the world around it.
// Models     the inputs of every function of the rules language; calls to other services are left
//            to the caller, who knows the simulated ones.
// Leaves out ownership: all texts must outlive the evaluation.
// Source     AWS IoT developer guide, "Functions".     Error none.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

namespace fleetsim::rules {

/// MQTT 5 properties of the PUBLISH packet that rules can read (MQTT 5.0, 3.3.2.3).
struct MqttProperties {
    std::optional<bool> is_utf8;  ///< payload format indicator
    std::optional<std::string_view> content_type;
    std::optional<std::string_view> response_topic;
    std::optional<std::string_view> correlation_bytes;
    std::span<const std::pair<std::string_view, std::string_view>> user_properties;
};

struct Message {
    std::string_view topic;
    std::string_view payload;
    std::optional<std::string_view> client_id;  ///< absent: not sent over MQTT
    std::optional<std::uint64_t> trace_key;     ///< its trace id is made of it; absent: none
    std::string_view principal;
    const MqttProperties* properties = nullptr;
};

/// The functions that ask another service while a rule is evaluated.
enum class ExternalFunction : std::uint8_t {
    AwsLambda,
    GetDynamoDb,
    GetThingShadow,
    GetSecret,
    GetRegistryRecord,
    MachineLearningPredict,
};

class ExternalFunctions {
  public:
    virtual ~ExternalFunctions() = default;
    /// The arguments are JSON texts, as written in the statement. The answer is JSON text; nullopt
    /// means that the call failed, and the function's value is Undefined.
    virtual std::optional<std::string> call(ExternalFunction function,
                                            std::span<const std::string> arguments) = 0;
};

/// Where the vendor's broker and MQTT 3.1.1 differ: `a/#` matches the topic `a` in MQTT only.
enum class TopicProfile : std::uint8_t { Mqtt, Aws };

struct Context {
    std::int64_t now_ms = 0;                       ///< since the Unix epoch
    std::string_view account_id = "000000000000";  ///< one for all: no account is modelled
    std::string_view rule_name;                    ///< empty: any rule a Basic Ingest topic names
    TopicProfile profile = TopicProfile::Aws;
    std::uint64_t draw_key = 0;  ///< a keyed draw of this message: source of rand() and newuuid()
    ExternalFunctions* external = nullptr;
};

}  // namespace fleetsim::rules
