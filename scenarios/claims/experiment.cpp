#include "scenarios/claims/experiment.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <utility>

#include "sim/check.hpp"

namespace fleetsim::claims {

using profile::Section;
using sim::Dimension;

namespace {

template <class Value, std::size_t kSize>
using Names = std::array<std::pair<std::string_view, Value>, kSize>;

constexpr Names<Test, 6> kTests{{{"connect", Test::Connect},
                                 {"keep-alive", Test::KeepAlive},
                                 {"keep-alive 2011", Test::KeepAlive2011},
                                 {"sporadic", Test::Sporadic},
                                 {"receive", Test::Receive},
                                 {"send", Test::Send}}};
constexpr Names<Measure, 5> kMeasures{{{"energy", Measure::Energy},
                                       {"energy an hour", Measure::EnergyAnHour},
                                       {"energy a message", Measure::EnergyAMessage},
                                       {"messages an hour", Measure::MessagesAnHour},
                                       {"delivered", Measure::Delivered}}};
constexpr Names<Bearer, 2> kBearers{{{"3g", Bearer::Cellular}, {"wifi", Bearer::Wifi}}};
constexpr Names<Protocol, 3> kProtocols{
    {{"https", Protocol::Https}, {"mqtt", Protocol::Mqtt}, {"mqtt plain", Protocol::PlainMqtt}}};

template <class Value, std::size_t kSize>
Value read_name(const Section& section, std::string_view key, const Names<Value, kSize>& names) {
    const std::string text = section.text(key);
    for (const auto& [name, value] : names)
        if (name == text) return value;
    std::string all;
    for (const auto& [name, value] : names)
        all += fmt::format("{}\"{}\"", all.empty() ? "" : ", ", name);
    section.refuse(key, fmt::format("\"{}\" is none of the known ones", text), "one of " + all);
    return {};
}

template <class Value, std::size_t kSize>
std::string_view name_of(Value value, const Names<Value, kSize>& names) {
    for (const auto& [name, candidate] : names)
        if (candidate == value) return name;
    return {};
}

bool is_share(Measure measure) {
    return measure != Measure::MessagesAnHour && measure != Measure::Delivered;
}

PublishedCell read_cell(const Section& section) {
    PublishedCell published;
    Cell& cell = published.cell;
    cell.test = read_name(section, "test", kTests);
    cell.measure = read_name(section, "figure", kMeasures);
    cell.bearer = read_name(section, "bearer", kBearers);
    cell.protocol = read_name(section, "protocol", kProtocols);
    if (section.has("interval")) cell.interval = section.duration("interval");
    const Dimension dimension = is_share(cell.measure) ? Dimension::Ratio : Dimension::Pure;
    published.value = section.number("published", dimension);
    published.corrected = section.maybe("corrected", dimension);
    published.not_expected = section.text_or("not_expected", "");
    published.uses_own_cell = section.text_or("uses_own_cell", "");
    return published;
}

void read_conditions(const Section& section, Experiment& experiment) {
    experiment.battery = section.coulombs("battery_charge") * section.volts("battery_voltage");
    experiment.meter = power::read_powertutor(profile::open("meter", section.text("meter")));
    experiment.messages = std::llround(section.number("messages", Dimension::Pure));
    experiment.cellular.round_trip = section.duration("round_trip_3g");
}

void read_inferred(const Section& section, Experiment& experiment) {
    experiment.wifi.round_trip = section.duration("round_trip_wifi");
    experiment.phone_work = section.duration("phone_work");
    experiment.tls_processing = section.joules("tls_processing");
    experiment.run = section.duration("run");
    experiment.run_2011 = section.duration("run_2011");
    experiment.cellular.publisher_period = section.duration("publisher_period_3g");
    experiment.wifi.publisher_period = section.duration("publisher_period_wifi");
    experiment.in_flight = std::llround(section.number("in_flight", Dimension::Pure));
    experiment.mqtt_send_period = section.duration("mqtt_send_period");
    experiment.cellular.mqtt_receive_period = section.duration("mqtt_receive_period_3g");
    experiment.wifi.mqtt_receive_period = section.duration("mqtt_receive_period_wifi");
    experiment.extra_handshake_packets =
        std::llround(section.number("extra_handshake_packets", Dimension::Pure));
    experiment.server_certificate = section.bytes("server_certificate").count();
    experiment.wifi_high = {
        .https_receive = section.maybe("wifi_high_https_receive", Dimension::Ratio),
        .https_send = section.maybe("wifi_high_https_send", Dimension::Ratio),
        .mqtt_send = section.maybe("wifi_high_mqtt_send", Dimension::Ratio)};
}

}  // namespace

Experiment read_experiment(const profile::Profile& file) {
    Experiment experiment{.name = file.name()};
    const Section root = file.root();
    if (const auto conditions = root.section("conditions"))
        read_conditions(*conditions, experiment);
    if (const auto inferred = root.section("inferred")) read_inferred(*inferred, experiment);
    for (const Section& cell : root.list("cell")) experiment.cells.push_back(read_cell(cell));
    file.finish();
    for (const profile::Figure& figure : file.figures())
        if (!figure.key.starts_with("cell")) experiment.figures.push_back(figure);
    return experiment;
}

const PublishedCell& Experiment::published(const Cell& cell) const {
    const auto it = std::find_if(cells.begin(), cells.end(),
                                 [&](const PublishedCell& p) { return p.cell == cell; });
    FLEET_CHECK(it != cells.end(), "an experiment without a cell that a claim rests on");
    return *it;
}

std::string table_text(const Cell& cell) {
    std::string text(name_of(cell.test, kTests));
    if (cell.interval > sim::Duration{})
        text += fmt::format(" {:.0f} s", cell.interval.to_seconds());
    return text + ", " + std::string(name_of(cell.measure, kMeasures));
}

std::string cell_text(const Cell& cell) {
    const std::string_view bearer = cell.bearer == Bearer::Cellular ? "3G" : "Wi-Fi";
    const std::string_view protocol = cell.protocol == Protocol::Https  ? "HTTPS"
                                      : cell.protocol == Protocol::Mqtt ? "MQTT"
                                                                        : "plain MQTT";
    return fmt::format("{} {}", bearer, protocol);
}

std::string unit_text(Measure measure) {
    switch (measure) {
        case Measure::EnergyAnHour:
            return "%/h";
        case Measure::MessagesAnHour:
            return "1/h";
        case Measure::Delivered:
            return "1";
        default:
            return "%";
    }
}

double shown(Measure measure, double value) { return is_share(measure) ? value * 100 : value; }

}  // namespace fleetsim::claims
