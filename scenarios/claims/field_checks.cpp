#include "scenarios/claims/field_checks.hpp"

#include "models/radio/power_saving.hpp"
#include "models/radio/radio_catalogue.hpp"
#include "models/radio/radio_machine.hpp"
#include "scenarios/claims/field_device.hpp"

namespace fleetsim::claims {

using profile::Section;
using sim::Bytes;
using sim::Duration;
using sim::Time;

namespace {

/// IP, UDP and a DTLS 1.2 record with connection identifier and an 8-byte tag around a CoAP message
/// of 4 + 8 bytes of header (RFC 7252, 6347, 9146).
constexpr Bytes kDatagramOverhead{20 + 8 + 13 + 1 + 8 + 8 + 12};

/// A radio alone, from rest or from off.
class RadioRun {
  public:
    explicit RadioRun(const std::string& name, const radio::PowerSaving& saving = {})
        : machine_(radio::with_saving(radio::open_radio(name), saving)),
          by_consumer_(machine_.consumers().size()) {}

    enum class Begin { Off, Resting };
    void begin(Begin how) {
        if (how == Begin::Resting) machine_.rest(state_, Time::zero(), book());
    }
    /// One message each way, the answer a round trip later; or none.
    void exchange(Time at, Bytes up, Bytes down) {
        const radio::LinkFigures& link = machine_.link();
        const Time ready = at + machine_.wake(state_, at, {up, down}, book());
        const Time sent = ready + up / link.up;
        machine_.transfer(state_, ready, sent, {up, Bytes{}}, book());
        if (down == Bytes{}) return;
        const Time answered = sent + link.round_trip;
        machine_.await_answer(state_);
        machine_.transfer(state_, answered, answered + down / link.down, {Bytes{}, down}, book());
    }
    Time wake(Time at) { return at + machine_.wake(state_, at, {}, book()); }
    double joules_until(Time end) {
        machine_.settle(state_, end, book());
        return sim::to_joules(sim::nanojoules(drawn_));
    }

  private:
    radio::EnergyBook book() { return {by_consumer_.data(), &drawn_}; }
    radio::RadioMachine machine_;
    std::vector<sim::WideSum> by_consumer_;
    std::int64_t drawn_ = 0;
    radio::RadioState state_;
};

void add_esp32(const Section& section, std::vector<FieldCheck>& checks) {
    const double supply = section.volts("supply").count();
    const auto joules = [&](const char* key) { return section.coulombs(key).count() * supply; };
    RadioRun connect("wifi-esp32");
    connect.begin(RadioRun::Begin::Off);
    const Time connected = connect.wake(Time::zero());
    const double connecting = connect.joules_until(connected);
    checks.push_back({"ESP32: wake and connect, static address", joules("connect"), connecting, "J",
                      "the radio receives all the time in the model; the calibration of its start "
                      "draws more"});

    FieldDevice device("wifi-esp32", "esp32", wire::Stack{});
    const device::MqttClass client{.client_id = "esp32", .topic = "sensor"};
    device::Messages messages = device::connect_messages(client);
    for (const wire::Message& message :
         device::publish_messages(client, wire::Side::Client, mqtt::Qos::AtMostOnce, 10))
        messages.push_back(message);
    const AirExchange exchange = device.whole(wire::Opening::Full, messages);
    device.carry(Time::zero(), exchange);
    const double publishing = sim::to_joules(device.energy_until(Time::at(exchange.takes)));
    checks.push_back({"ESP32: wake, connect, publish by MQTT without TLS", joules("mqtt_publish"),
                      connecting + publishing, "J", ""});
}

void add_nrf9160(const Section& section, std::vector<FieldCheck>& checks) {
    const Bytes size = section.bytes("message") + kDatagramOverhead;
    const auto joules = [&](const char* radio, Bytes answer) {
        // The kit was measured until it slept: 3.0 to 3.3 s and 12 s, without an active time.
        RadioRun run(radio, {.active_time = Duration{}});
        run.begin(RadioRun::Begin::Resting);
        run.exchange(Time::zero(), size, answer);
        return run.joules_until(Time::at(Duration::seconds(60)));
    };
    const auto check = [&](const char* what, const char* key, double simulated,
                           const char* remark) {
        checks.push_back({what, sim::to_joules(section.joules(key)), simulated, "J", remark});
    };
    constexpr const char* kKit =
        "the measurement is of the whole kit at 5 V; the model knows the modem alone";
    constexpr const char* kWake =
        "the kit's wake is an input of the profile, its exchanges are not";
    check("nRF9160, LTE-M: request and answer, 200 B each", "lte_m_request", joules("lte-m", size),
          kKit);
    check("nRF9160, LTE-M: 200 B one way", "lte_m_message", joules("lte-m", Bytes{}), kKit);
    check("nRF9160, NB-IoT: request and answer, 200 B each", "nb_iot_request",
          joules("nb-iot", size), kWake);
    check("nRF9160, NB-IoT: 200 B one way", "nb_iot_message", joules("nb-iot", Bytes{}), kWake);
}

void add_thingy91(const Section& section, Bytes message, std::vector<FieldCheck>& checks) {
    const double volts = section.volts("voltage").count();
    const double full = section.coulombs("capacity").count() * volts;
    const Time end = Time::at(section.duration("after"));
    RadioRun run("lte-m");
    run.begin(RadioRun::Begin::Resting);
    for (Time at = Time::zero(); at < end; at += Duration::hours(1))
        run.exchange(at, message + kDatagramOverhead, message + kDatagramOverhead);
    const double board = section.amperes("quiescent").count() * volts * end.to_seconds();
    const double left = 1 - (run.joules_until(end) + board) / full;
    checks.push_back(
        {"Thingy:91, LTE-M, hourly: charge left after 105 days",
         100 * section.number("left", sim::Dimension::Ratio), 100 * left, "%",
         "its page measures 0.35 mWh an exchange on this board, twice the kit's figure "
         "and three times the modem's"});
}

}  // namespace

std::vector<FieldCheck> field_checks(const profile::Profile& file) {
    std::vector<FieldCheck> checks;
    const Section root = file.root();
    if (const auto esp32 = root.section("esp32")) add_esp32(*esp32, checks);
    Bytes message;
    if (const auto nrf9160 = root.section("nrf9160")) {
        message = nrf9160->bytes("message");
        add_nrf9160(*nrf9160, checks);
    }
    if (const auto thingy = root.section("thingy91")) add_thingy91(*thingy, message, checks);
    file.finish();
    return checks;
}

}  // namespace fleetsim::claims
