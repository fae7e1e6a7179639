#include "scenarios/claims/today.hpp"

#include <algorithm>

#include "scenarios/claims/field_device.hpp"
#include "sim/random/distribution.hpp"

namespace fleetsim::claims {

using sim::Duration;
using sim::Time;
using wire::Side;

namespace {

constexpr Duration kDay = Duration::days(1);
constexpr Duration kKeepAlive = Duration::seconds(240);
constexpr double kMeanGapSeconds = 600;

struct Bench {
    const char* radio;
    const char* device;
};
constexpr Bench kBenches[] = {
    {"lte", "raspberry-pi"}, {"lte-m", "nrf9160"}, {"nb-iot", "nrf9160"}, {"wifi-esp32", "esp32"}};

/// TLS 1.3, P-256 at both ends, leaf and intermediate of a public service: DER sizes of
/// docs/models/wire.md.
wire::Stack stack() {
    wire::TlsSettings tls;
    tls.version = wire::TlsVersion::V13;
    tls.resumption = wire::Resumption::Ticket;
    tls.server_chain = {1221, 766};
    tls.client_chain = {464};
    wire::Stack stack;
    stack.tls = tls;
    return stack;
}

/// What each protocol does for one purpose.
struct Exchanges {
    AirExchange send;
    AirExchange receive;
    AirExchange keep_alive;
};

Exchanges mqtt_exchanges(const FieldDevice& device) {
    const device::MqttClass client{.client_id = "device-000001", .topic = "device/message"};
    const auto publish = [&](Side from) {
        return device.on_open(
            device::publish_messages(client, from, mqtt::Qos::AtLeastOnce, kPayload));
    };
    return {.send = publish(Side::Client),
            .receive = publish(Side::Server),
            .keep_alive = device.on_open(device::ping_messages(client))};
}

Exchanges https_exchanges(const FieldDevice& device, HttpStyle style) {
    constexpr std::string_view kHost = "iot.example.com";
    constexpr std::string_view kPoll = "/messages";
    const device::Messages post = device::post_messages(
        {.host = kHost, .target = "/topics/device/message?qos=1", .body = kPayload});
    const device::Messages delivered = device::poll_messages(kHost, kPoll, kPayload);
    const device::Messages nothing = device::poll_messages(kHost, kPoll, 0);
    const auto carried = [&](const device::Messages& messages) {
        return style == HttpStyle::KeptAlive ? device.on_open(messages)
                                             : device.whole(wire::Opening::Resumed, messages);
    };
    // A poll's answer comes when there is one; its bytes and the next poll's are carried then.
    return {.send = carried(post), .receive = carried(delivered), .keep_alive = carried(nothing)};
}

enum class Use { Send, Receive, Idle };
enum class Connection { Kept, ClosedAfterUse };

/// A day of one use; whoever keeps a connection says so after each silence of kKeepAlive.
double joules_of_day(FieldDevice& device, const Exchanges& exchanges, Use use,
                     Connection connection, sim::DrawEngine draw) {
    const sim::Distribution gap = sim::Distribution::exponential(kMeanGapSeconds);
    const auto next_message = [&](Time now) {
        return use == Use::Idle ? Time::never() : now + Duration::from_seconds(gap.sample(draw));
    };
    device.rest();
    const Time end = Time::at(kDay);
    Time message = next_message(Time::zero());
    Time quiet = Time::zero();
    for (;;) {
        const Time timeout = connection == Connection::Kept ? quiet + kKeepAlive : Time::never();
        const Time next = std::min(message, timeout);
        if (next >= end) break;
        const bool is_message = next == message;
        device.carry(next, !is_message        ? exchanges.keep_alive
                           : use == Use::Send ? exchanges.send
                                              : exchanges.receive);
        quiet = next;
        if (is_message) message = next_message(next);
    }
    return sim::to_joules(device.energy_until(end));
}

Spread ratio_of_days(FieldDevice& device, const Exchanges& https, const Exchanges& mqtt, Use use,
                     std::uint64_t seed, std::uint32_t seeds) {
    std::vector<double> ratios;
    for (std::uint32_t i = 0; i < seeds; ++i) {
        // The same messages for both.
        const sim::DrawEngine draw = sim::draw(seed, sim::EntityId::device(i), 0, 0);
        // A sender by HTTPS need not be reachable in between; who receives polls all the time.
        const Connection https_connection =
            use == Use::Send ? Connection::ClosedAfterUse : Connection::Kept;
        ratios.push_back(joules_of_day(device, https, use, https_connection, draw) /
                         joules_of_day(device, mqtt, use, Connection::Kept, draw));
    }
    return spread_of(std::move(ratios));
}

Spread certain(double value) { return {value, value, value}; }

TodayRatios ratios_of(const Bench& bench, HttpStyle style, std::uint64_t seed,
                      std::uint32_t seeds) {
    FieldDevice device(bench.radio, bench.device, stack());
    const Exchanges mqtt = mqtt_exchanges(device);
    const Exchanges https = https_exchanges(device, style);
    const auto days = [&](Use use) { return ratio_of_days(device, https, mqtt, use, seed, seeds); };
    const auto count = [](sim::Bytes bytes) { return static_cast<double>(bytes.count()); };
    return {.radio = bench.radio,
            .device = bench.device,
            .style = style,
            .throughput = certain(device.time_of(https.send).to_seconds() /
                                  device.time_of(mqtt.send).to_seconds()),
            .send = days(Use::Send),
            .receive = days(Use::Receive),
            .connected = days(Use::Idle),
            .overhead = certain(count(https.send.ip_bytes) / count(mqtt.send.ip_bytes))};
}

}  // namespace

std::string_view name_of(HttpStyle style) {
    return style == HttpStyle::Resumed ? "HTTPS resumed each time" : "HTTPS kept alive";
}

std::vector<TodayRatios> ratios_today(std::uint64_t seed, std::uint32_t seeds) {
    std::vector<TodayRatios> all;
    for (const Bench& bench : kBenches)
        for (const HttpStyle style : {HttpStyle::Resumed, HttpStyle::KeptAlive})
            all.push_back(ratios_of(bench, style, seed, seeds));
    return all;
}

}  // namespace fleetsim::claims
