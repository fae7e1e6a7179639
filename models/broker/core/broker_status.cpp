// $SYS: what the broker says of itself. The topics are the customary ones of Mosquitto.
#include <algorithm>

#include "models/broker/core/broker.hpp"
#include "models/mqtt/topic.hpp"

namespace fleetsim::broker::core {

namespace {

constexpr std::string_view kStatus = "$SYS/broker/";

}  // namespace

bool Broker::is_status(std::string_view topic) { return topic.starts_with("$SYS/"); }

std::vector<std::pair<std::string_view, std::string>> Broker::status(sim::Time now) const {
    const auto online =
        std::count_if(connections_.begin(), connections_.end(),
                      [](const auto& entry) { return entry.second.session != nullptr; });
    const std::int64_t seconds = (now - started_).count() / 1'000'000'000;
    return {
        {"uptime", std::to_string(seconds) + " seconds"},
        {"clients/connected", std::to_string(online)},
        {"clients/total", std::to_string(sessions_.size())},
        {"messages/received", std::to_string(counters_.packets_received)},
        {"messages/sent", std::to_string(counters_.packets_sent)},
        {"publish/messages/received", std::to_string(counters_.publishes_received)},
        {"publish/messages/sent", std::to_string(counters_.publishes_sent)},
        {"publish/messages/dropped", std::to_string(counters_.deliveries_dropped)},
        {"bytes/sent", std::to_string(counters_.octets_sent)},
        {"subscriptions/count", std::to_string(subscription_count_)},
        {"retained messages/count", std::to_string(retained_.size())},
    };
}

/// Retained for who comes later, but told neither to the tap nor to the journal: it is no
/// application's message and worth nothing after a restart.
void Broker::publish_status(sim::Time now) {
    for (auto& [name, value] : status(now)) {
        Message message;
        message.topic = std::string(kStatus) + std::string(name);
        message.payload = std::move(value);
        Audience audience = audience_of(message.topic);
        if (audience.plain.empty() && audience.groups.empty()) continue;
        fan_out(std::make_shared<const Message>(std::move(message)), std::move(audience), now);
    }
}

std::vector<MessagePointer> Broker::status_matching(std::string_view filter, sim::Time now) const {
    std::vector<MessagePointer> found;
    for (auto& [name, value] : status(now)) {
        Message message;
        message.topic = std::string(kStatus) + std::string(name);
        if (!mqtt::matches(filter, message.topic)) continue;
        message.payload = std::move(value);
        found.push_back(std::make_shared<const Message>(std::move(message)));
    }
    return found;
}

}  // namespace fleetsim::broker::core
