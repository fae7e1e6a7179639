// Usage: what a month of operation adds up to in the units that vendors charge for, and the meter
// that counts it.
// Models     AWS IoT Core's metering: blocks of 5 KB, CONNECT, SUBSCRIBE, PUBLISH both ways and the
//            device's PUBACK metered, HTTP by the bodies of request and answer, a message kept
//            for a client that is away when it is stored and again when it is delivered; CONNACK,
//            SUBACK, the service's PUBACK, UNSUBSCRIBE, DISCONNECT and PINGREQ free. Azure IoT
//            Hub's: blocks of 4 KB of what is sent to the hub, the busiest day decides. Machines of
//            one's own: no message counts.
// Leaves out pings more often than once in 30 s, which AWS meters.
// Source     AWS IoT Core pricing page, "Additional metering details"; Microsoft, "Azure IoT Hub
//            quotas and throttling" and "Azure IoT Hub pricing information".
// Error      none: integers; a month is rounded to whole counts.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::cloud {

/// What a price can be for. The words are those of price books.
enum class Meter : std::uint8_t {
    ConnectionMinutes,
    Messages,
    MessagesOfBusiestDay,
    RulesTriggered,
    ActionsExecuted,
    ShadowAndRegistryOperations,
    RemoteActions,
    NodeHours,
    EgressBytes,
};
inline constexpr int kMeterCount = 9;

std::string_view to_text(Meter meter);
std::optional<Meter> parse_meter(std::string_view word);

/// Whose rules say what counts.
enum class Metering : std::uint8_t { AwsIotCore, AzureIotHub, Machines };
std::optional<Metering> parse_metering(std::string_view word);

class Usage {
  public:
    std::int64_t of(Meter meter) const { return counts_[static_cast<int>(meter)]; }
    void add(Meter meter, std::int64_t count) { counts_[static_cast<int>(meter)] += count; }
    Usage& operator+=(const Usage& other);

  private:
    std::int64_t counts_[kMeterCount] = {};
};

inline constexpr sim::Duration kMonth = sim::Duration::days(30);

/// What comes to pass in a month that goes on like `span`, in which `usage` came to pass. The
/// busiest day is one of the span; of a shorter one, it is scaled to a day.
Usage month_of(const Usage& usage, sim::Duration span);

/// How a vendor rounds sizes up.
struct Blocks {
    sim::Bytes message{5 * 1024};
    sim::Bytes shadow{1024};
};

/// How a message came: Basic Ingest passes the broker by and is not metered as a message.
enum class Arrival : std::uint8_t { Broker, BasicIngest };

/// Minutes begun in `span`, which is what a connection is charged for.
constexpr std::int64_t minutes_begun(sim::Duration span) {
    const std::int64_t minute = sim::Duration::minutes(1).count();
    return (span.count() + minute - 1) / minute;
}

/// Turns what happens into usage. Sizes are those of topic and payload together.
class UsageMeter {
  public:
    UsageMeter(Metering metering, const Blocks& blocks) : metering_(metering), blocks_(blocks) {}

    /// What came before does not count; days begin now.
    void begin(sim::Time now);
    /// `will` is the size of the will's topic and payload, zero without one.
    void connect(sim::Bytes will, sim::Time now) { aws_message(will, now); }
    void connection_minutes(std::int64_t begun) { usage_.add(Meter::ConnectionMinutes, begun); }
    void subscribe(sim::Bytes topic_filters, sim::Time now) { aws_message(topic_filters, now); }
    void publish_in(sim::Bytes size, sim::Time now, Arrival arrival = Arrival::Broker);
    void publish_out(sim::Bytes size, sim::Time now) { aws_message(size, now); }
    void puback_from_device(sim::Time now) { aws_message(sim::Bytes{}, now); }
    /// The body of the answer to a publish by HTTPS, of a refusal too.
    void http_response(sim::Bytes body, sim::Time now) { aws_message(body, now); }
    /// In addition to the publish that carried it.
    void retain(sim::Bytes size, sim::Time now) { aws_message(size, now); }
    /// For a client that is away; its delivery counts once more.
    void store(sim::Bytes size, sim::Time now) { aws_message(size, now); }
    void rule_triggered(sim::Bytes payload) { add(Meter::RulesTriggered, blocks(payload)); }
    void action_executed(sim::Bytes payload) { add(Meter::ActionsExecuted, blocks(payload)); }
    /// Registry calls have no document that counts.
    void shadow_or_registry_operation(sim::Bytes document);
    void remote_action() { add(Meter::RemoteActions, 1); }

    /// With the busiest day so far.
    Usage usage() const;

  private:
    std::int64_t blocks(sim::Bytes size) const;
    void add(Meter meter, std::int64_t count) { usage_.add(meter, count); }
    void messages(sim::Bytes size, sim::Time now);
    void aws_message(sim::Bytes size, sim::Time now) {
        if (metering_ == Metering::AwsIotCore) messages(size, now);
    }

    Metering metering_;
    Blocks blocks_;
    Usage usage_;
    sim::Time begins_;
    std::int64_t day_ = 0;
    std::int64_t messages_today_ = 0;
    std::int64_t busiest_day_ = 0;
};

}  // namespace fleetsim::cloud
