// Experiment: a published measurement as data - its conditions, what had to be inferred, its cells.
// Source     models/power/profiles/nicholas-2012.toml names the source of each figure.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/power/powertutor.hpp"
#include "models/profile/profile.hpp"

namespace fleetsim::claims {

enum class Test : std::uint8_t { Connect, KeepAlive, KeepAlive2011, Sporadic, Receive, Send };
enum class Measure : std::uint8_t {
    Energy,  ///< of the whole test
    EnergyAnHour,
    EnergyAMessage,
    MessagesAnHour,
    Delivered,  ///< messages
};
enum class Bearer : std::uint8_t { Cellular, Wifi };
enum class Protocol : std::uint8_t { Https, Mqtt, PlainMqtt };

inline constexpr std::int64_t kPayload = 1;  ///< bytes of every message, as the author had it

/// Which figure of which test.
struct Cell {
    Test test = Test::Connect;
    Measure measure = Measure::Energy;
    Bearer bearer = Bearer::Cellular;
    Protocol protocol = Protocol::Https;
    sim::Duration interval;  ///< of the keep-alive tests

    bool operator==(const Cell&) const = default;
};

struct PublishedCell {
    Cell cell;
    double value = 0;  ///< energies as a share of the full battery
    /// What the rest of the same table says the value should be.
    std::optional<double> corrected;
    std::string not_expected;   ///< why a replay cannot hit it; empty: it should
    std::string uses_own_cell;  ///< which input was read from this table's own cells; empty: none

    double trusted() const { return corrected.value_or(value); }
};

struct BearerConditions {
    sim::Duration round_trip;
    sim::Duration publisher_period;     ///< between publishes to the HTTPS subscriber
    sim::Duration mqtt_receive_period;  ///< between messages that broker and client can handle
};

/// Shares of the seconds of a saturating Wi-Fi run that the meter charged at high power. Absent:
/// by the packets of the replay.
struct WifiHighShares {
    std::optional<double> https_receive;
    std::optional<double> https_send;
    std::optional<double> mqtt_send;
};

struct Experiment {
    std::string name;
    sim::Joules battery;
    power::PowerTutorFigures meter;
    BearerConditions cellular;
    BearerConditions wifi;
    sim::Duration phone_work;    ///< the phone's own time in one HTTPS exchange
    sim::Joules tls_processing;  ///< the processor's energy for one TLS handshake
    sim::Duration run;           ///< of a keep-alive test
    sim::Duration run_2011;
    sim::Duration mqtt_send_period;  ///< of publishes one after another
    std::int64_t messages = 0;       ///< of a bulk test
    std::int64_t in_flight = 0;      ///< MQTT messages under way at once
    std::int64_t extra_handshake_packets = 0;
    std::int64_t server_certificate = 0;  ///< DER bytes
    WifiHighShares wifi_high;
    std::vector<PublishedCell> cells;
    std::vector<profile::Figure> figures;  ///< everything above but the cells, with its source

    const BearerConditions& on(Bearer bearer) const {
        return bearer == Bearer::Cellular ? cellular : wifi;
    }
    /// The published cell; fails a check if the experiment has none.
    const PublishedCell& published(const Cell& cell) const;
};

/// Reads a profile of kind "experiment". Throws sim::InputError with every mistake in the file.
Experiment read_experiment(const profile::Profile& file);

std::string table_text(const Cell& cell);  ///< "keep-alive 240 s, energy an hour"
std::string cell_text(const Cell& cell);   ///< "3G HTTPS"
std::string unit_text(Measure measure);    ///< "%", "%/h", "1/h"; of `shown` values
/// As the tables print it: shares of the battery become per cent.
double shown(Measure measure, double value);

}  // namespace fleetsim::claims
