#include "models/broker/core/message.hpp"

namespace fleetsim::broker::core {

namespace {

std::optional<std::string> owned(const std::optional<std::string_view>& view) {
    if (!view) return std::nullopt;
    return std::string(*view);
}

}  // namespace

std::size_t kept_octets(const Message& message) {
    std::size_t octets = sizeof(Message) + message.topic.size() + message.payload.size();
    for (const auto* text :
         {&message.content_type, &message.response_topic, &message.correlation}) {
        if (*text) octets += (*text)->size();
    }
    for (const auto& [name, value] : message.user) octets += name.size() + value.size();
    return octets;
}

Message message_of(const mqtt::Properties& properties, sim::Time now) {
    Message message;
    if (properties.message_expiry) {
        message.expires = now + sim::Duration::seconds(*properties.message_expiry);
    }
    message.payload_is_text = properties.payload_is_text;
    message.content_type = owned(properties.content_type);
    message.response_topic = owned(properties.response_topic);
    message.correlation = owned(properties.correlation_bytes);
    for (const auto& [name, value] : properties.user) message.user.emplace_back(name, value);
    return message;
}

mqtt::Publish publish_of(const Message& message, sim::Time now) {
    mqtt::Publish publish;
    publish.topic = message.topic;
    publish.payload = message.payload;
    publish.properties.payload_is_text = message.payload_is_text;
    publish.properties.content_type = message.content_type;
    publish.properties.response_topic = message.response_topic;
    publish.properties.correlation_bytes = message.correlation;
    if (message.expires != sim::Time::never()) {
        // MQTT-3.3.2-6: less the time it has waited here; rounded up so that it is never 0 early.
        const std::int64_t left = message.expires.nanoseconds() - now.nanoseconds();
        publish.properties.message_expiry =
            static_cast<std::uint32_t>((left + 999'999'999) / 1'000'000'000);
    }
    for (const auto& [name, value] : message.user) publish.properties.user.push_back({name, value});
    return publish;
}

}  // namespace fleetsim::broker::core
