// The names by which the summary, the report and the studies find a run's figures. What writes them
// (scenarios/compose/observe*.cpp) knows no results file and spells them out itself;
// tests/cli/stored_names_test.cpp runs a scenario and finds every one of them in its file.
//
// A component says whose figure it is, a path of names with '/'; a metric says what, in plural,
// with its base unit last; `_total` marks a count over the run, and a share is a `_ratio` from 0
// to 1. What the report and the summary show by name is listed below; whatever else a run stores
// appears in their tables of all figures.
#pragma once

#include <string>
#include <string_view>

namespace fleetsim::results::names {

// ---- components
inline constexpr std::string_view kBroker = "broker";
inline std::string fleet(std::string_view name) { return "fleet/" + std::string(name); }
inline std::string app(std::string_view name) { return "app/" + std::string(name); }
inline std::string broker_node(int number) { return "broker/node/" + std::to_string(number); }
/// Where a fault of the network began; they have no figures.
inline std::string network_node(std::string_view name) {
    return "network/node/" + std::string(name);
}
inline std::string network_link(std::string_view name) {
    return "network/link/" + std::string(name);
}
/// Why a message was dropped: kDroppedTotal counts them.
inline std::string dropped(std::string_view reason) {
    return "broker/dropped/" + std::string(reason);
}
/// Why a connection was refused: kRefusedConnectsTotal counts them.
inline std::string refused(std::string_view reason) {
    return "broker/refused/" + std::string(reason);
}
/// kBytesTotal of one layer. Up is from the device to the broker.
inline std::string wire(std::string_view fleet, std::string_view direction,
                        std::string_view layer) {
    std::string path("wire/");
    return path.append(fleet).append("/").append(direction).append("/").append(layer);
}
/// kJoulesTotal of one consumer.
inline std::string energy(std::string_view fleet, std::string_view consumer) {
    return std::string("energy/").append(fleet).append("/").append(consumer);
}
inline std::string battery(std::string_view fleet) { return "battery/" + std::string(fleet); }

inline constexpr std::string_view kUp = "up";
inline constexpr std::string_view kDown = "down";
// Layers, innermost first. The payload is what the device's program wrote; every other layer is
// what it adds, so that a direction's layers add up to its bytes.
inline constexpr std::string_view kPayload = "payload";
inline constexpr std::string_view kApplication = "application";  ///< MQTT or HTTP
inline constexpr std::string_view kTls = "tls";
inline constexpr std::string_view kTcp = "tcp";
inline constexpr std::string_view kIp = "ip";

// ---- scalars
inline constexpr std::string_view kDevices = "devices";       // fleet: its size
inline constexpr std::string_view kDevicesOn = "devices_on";  // fleet
inline constexpr std::string_view kDevicesWithoutPower = "devices_without_power";  // fleet
inline constexpr std::string_view kJoulesPerDeviceDay = "joules_per_device_day";   // fleet
inline constexpr std::string_view kEmptyBatteries = "empty_batteries";             // fleet
inline constexpr std::string_view kConnectionsPeak = "connections_peak";           // fleet, broker
inline constexpr std::string_view kConnectionsMean = "connections_mean";           // fleet, broker
inline constexpr std::string_view kConnectionsLostTotal = "connections_lost_total";  // fleet
inline constexpr std::string_view kPublishesTotal = "publishes_total";  // fleet, app: sent
inline constexpr std::string_view kReceivedTotal = "received_total";    // fleet, app: delivered to
// fleet: publishes that its devices dropped
inline constexpr std::string_view kDroppedOfflineTotal = "dropped_offline_total";
inline constexpr std::string_view kDroppedQueueFullTotal = "dropped_queue_full_total";
inline constexpr std::string_view kDroppedPowerCutTotal = "dropped_power_cut_total";
inline constexpr std::string_view kGivenUpTotal = "given_up_total";          // fleet, over HTTPS
inline constexpr std::string_view kMessagesInTotal = "messages_in_total";    // broker
inline constexpr std::string_view kMessagesOutTotal = "messages_out_total";  // broker
// broker: messages that arrived and were not taken
inline constexpr std::string_view kDeniedMessagesTotal = "denied_messages_total";
inline constexpr std::string_view kThrottledMessagesTotal = "throttled_messages_total";
inline constexpr std::string_view kRefusedMessagesTotal = "refused_messages_total";
inline constexpr std::string_view kDroppedTotal = "dropped_total";  // broker/dropped/...
inline constexpr std::string_view kRefusedConnectsTotal =
    "refused_connects_total";  // broker, broker/refused/...
inline constexpr std::string_view kMovedConnectionsTotal = "moved_connections_total";  // broker
// broker: attempts to connect that nobody answered
inline constexpr std::string_view kIgnoredConnectsTotal = "ignored_connects_total";
inline constexpr std::string_view kDesertedConnectsTotal = "deserted_connects_total";
inline constexpr std::string_view kEvaluatedTotal = "evaluated_total";           // rule
inline constexpr std::string_view kFiredTotal = "fired_total";                   // rule
inline constexpr std::string_view kFailedActionsTotal = "failed_actions_total";  // rule
// rule; the loops also of the services together
inline constexpr std::string_view kFailedErrorActionsTotal = "failed_error_actions_total";
inline constexpr std::string_view kDroppedLoopTotal = "dropped_loop_total";
// rules: calls of functions from statements
inline constexpr std::string_view kFunctionCallsTotal = "function_calls_total";
inline constexpr std::string_view kFailedFunctionCallsTotal = "failed_function_calls_total";
inline constexpr std::string_view kBytesTotal = "bytes_total";           // wire/...
inline constexpr std::string_view kLinkBytesTotal = "link_bytes_total";  // wire/FLEET/up
inline constexpr std::string_view kPacketsTotal = "packets_total";       // wire/FLEET/up
inline constexpr std::string_view kJoulesTotal = "joules_total";         // energy/...

// ---- series; the unit of a rate is "1/s", of a level "1"
inline constexpr std::string_view kConnections = "connections";  // fleet, broker, broker/node/...
inline constexpr std::string_view kMessagesInRate = "messages_in_per_second";    // broker
inline constexpr std::string_view kMessagesOutRate = "messages_out_per_second";  // broker
inline constexpr std::string_view kPublishesRate = "publishes_per_second";       // fleet
inline constexpr std::string_view kConnectsRate = "connects_per_second";         // fleet, broker
inline constexpr std::string_view kConnectionsLostRate = "connections_lost_per_second";  // fleet
inline constexpr std::string_view kDisconnectsRate =
    "disconnects_per_second";                                           // fleet: its own will
inline constexpr std::string_view kQueuedMessages = "queued_messages";  // broker

// ---- histograms
inline constexpr std::string_view kPublishLatency = "publish_latency_seconds";  // broker
inline constexpr std::string_view kLifeDays = "life_days";                      // battery/...

/// Stored of every histogram as scalars too, "METRIC.p99", so that runs can be compared by them.
struct Percentile {
    std::string_view name;
    double share;
};
inline constexpr Percentile kPercentiles[] = {
    {"p50", 0.5}, {"p95", 0.95}, {"p99", 0.99}, {"p99.9", 0.999}};
inline std::string statistic(std::string_view metric, std::string_view name) {
    return std::string(metric).append(".").append(name);
}

}  // namespace fleetsim::results::names
