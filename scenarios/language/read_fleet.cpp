// [[fleet]]: the devices, how they connect and what must fit together for that.
#include <cmath>
#include <limits>
#include <map>
#include <set>

#include "scenarios/language/check.hpp"
#include "scenarios/language/reading.hpp"
#include "sim/ids.hpp"

namespace fleetsim::language {

using namespace scenarios;

namespace {

constexpr std::pair<std::string_view, Mqtt::Version> kMqttVersions[] = {
    {"3.1.1", Mqtt::Version::V3_1_1},
    {"5", Mqtt::Version::V5},
};
constexpr std::pair<std::string_view, Mqtt::Transport> kTransports[] = {
    {"tcp", Mqtt::Transport::Tcp},
    {"websocket", Mqtt::Transport::WebSocket},
};
constexpr std::pair<std::string_view, Https::Receive> kReceives[] = {
    {"nothing", Https::Receive::Nothing},
    {"poll", Https::Receive::Poll},
    {"long-poll", Https::Receive::LongPoll},
};
constexpr std::pair<std::string_view, Tls::Version> kTlsVersions[] = {
    {"1.2", Tls::Version::V1_2},
    {"1.3", Tls::Version::V1_3},
};
constexpr std::pair<std::string_view, Tls::Key> kKeys[] = {
    {"rsa-2048", Tls::Key::Rsa2048},
    {"ecdsa-p256", Tls::Key::EcdsaP256},
    {"raw-public-key", Tls::Key::RawPublicKey},
    {"psk", Tls::Key::Psk},
};
constexpr std::pair<std::string_view, Tls::Resumption> kResumptions[] = {
    {"none", Tls::Resumption::None},
    {"session-id", Tls::Resumption::SessionId},
    {"ticket", Tls::Resumption::Ticket},
};
constexpr std::pair<std::string_view, Start::Shape> kShapes[] = {
    {"at-once", Start::Shape::AtOnce},
    {"linear", Start::Shape::Linear},
    {"s-curve", Start::Shape::SCurve},
};
constexpr std::pair<std::string_view, Connection> kConnections[] = {
    {"always-on", Connection::AlwaysOn},
    {"per-publish", Connection::PerPublish},
};
constexpr std::pair<std::string_view, radio::SleepMode> kSleeps[] = {
    {"psm", radio::SleepMode::Psm},
    {"edrx", radio::SleepMode::Edrx},
    {"off", radio::SleepMode::Off},
};
constexpr std::pair<std::string_view, Meter> kMeters[] = {
    {"physical", Meter::Physical},
    {"powertutor", Meter::PowerTutor},
};

void check_will_size(const Settings& settings, const Payload& payload, Reading& reading) {
    constexpr double kMost = 65'535;  // section 3.1.3: after two bytes of length
    const double size = payload.usual_size();
    if (size <= kMost) return;
    const std::string key = payload.content ? "payload" : "payload_size";
    reading.diagnostics.add(settings.place(key), "out-of-range",
                            key + ": " + std::to_string(std::llround(size)) +
                                " B are too many for a will; at most 65535",
                            "the protocol counts its bytes in 16 bits");
}

Will read_will(const Settings& settings, const std::string& fleet, Reading& reading) {
    return {
        .topic = read_pattern(settings, "topic", PatternUse::DeviceWill, reading.patterns(fleet)),
        .qos = read_qos(settings),
        .retain = read_retain(settings),
        .payload = read_payload(settings, fleet, reading),
        .delay = settings.duration("delay"),
        .message_expiry = read_message_expiry(settings, reading)};
}

void check_mqtt_5_keys(const Settings& settings, const Mqtt& mqtt, Reading& reading) {
    if (mqtt.version == Mqtt::Version::V5) return;
    const auto refuse = [&](const Settings& table, std::string_view key) {
        if (!table.is_given(key)) return;
        reading.contradict(table.place(key), in_quotes(key) + " exists in MQTT 5 only",
                           "set version = \"5\", or remove it");
    };
    refuse(settings, "session_expiry");
    refuse(settings, "receive_maximum");
    refuse(settings, "maximum_packet_size");
    if (const Settings* will = settings.table("will")) {
        refuse(*will, "delay");
        refuse(*will, "message_expiry");
    }
}

Mqtt read_mqtt(const Settings& settings, const std::string& fleet, Reading& reading) {
    Mqtt mqtt{.version = chosen(settings, "version", kMqttVersions),
              .transport = chosen(settings, "transport", kTransports),
              .keep_alive = settings.duration("keep_alive"),
              .clean_session = settings.flag("clean_session"),
              .session_expiry = settings.duration("session_expiry"),
              .receive_maximum = static_cast<std::uint16_t>(settings.whole("receive_maximum")),
              .will = std::nullopt};
    for (const std::string_view key : {"keep_alive", "session_expiry"}) {
        if (settings.duration(key) % sim::Duration::seconds(1) == sim::Duration{}) continue;
        reading.diagnostics.add(settings.place(key), "out-of-range",
                                std::string(key) + ": " + sim::to_text(settings.duration(key)) +
                                    " is not a whole number of seconds",
                                "the protocol carries it in whole seconds");
    }
    check_mqtt_5_keys(settings, mqtt, reading);
    if (settings.has("maximum_packet_size")) {
        mqtt.maximum_packet_size = settings.size("maximum_packet_size");
    }
    if (const Settings* will = settings.table("will")) {
        mqtt.will = read_will(*will, fleet, reading);
        check_will_size(*will, mqtt.will->payload, reading);
    }
    return mqtt;
}

Https read_https(const Settings& settings, Reading& reading) {
    const Https https{.keep_alive = settings.duration("keep_alive"),
                      .receive = chosen(settings, "receive", kReceives),
                      .poll_every = settings.duration("poll_every"),
                      .long_poll_timeout = settings.duration("long_poll_timeout"),
                      .server_queue = settings.flag("server_queue")};
    const auto belongs_to = [&](std::string_view key, Https::Receive receive,
                                std::string_view word) {
        if (!settings.is_given(key) || https.receive == receive) return;
        reading.contradict(settings.place(key),
                           in_quotes(key) + " needs receive = " + in_quotes(word));
    };
    belongs_to("poll_every", Https::Receive::Poll, "poll");
    belongs_to("long_poll_timeout", Https::Receive::LongPoll, "long-poll");
    if (!https.server_queue) belongs_to("server_queue", Https::Receive::LongPoll, "long-poll");
    return https;
}

Tls read_tls(const Settings& settings, Reading& reading) {
    Tls tls{.version = chosen(settings, "version", kTlsVersions),
            .key = chosen(settings, "key", kKeys),
            .resumption = chosen(settings, "resumption", kResumptions),
            .client = settings.flag("mutual") ? Tls::ClientIdentity::Certificate
                                              : Tls::ClientIdentity::None,
            .server_chain = {},
            .client_chain = {},
            .server_name = settings.text("server_name")};
    if (settings.has("server_chain")) tls.server_chain = settings.sizes("server_chain");
    if (settings.has("client_chain")) tls.client_chain = settings.sizes("client_chain");
    if (settings.is_given("client_chain") && tls.client == Tls::ClientIdentity::None) {
        reading.contradict(settings.place("client_chain"), "\"client_chain\" needs mutual = true");
    }
    if (tls.version == Tls::Version::V1_3 && tls.resumption == Tls::Resumption::SessionId) {
        reading.contradict(settings.place("resumption"), "TLS 1.3 has no resumption by session id",
                           "use resumption = \"ticket\", or version = \"1.2\"");
    }
    const bool has_certificates = tls.key == Tls::Key::Rsa2048 || tls.key == Tls::Key::EcdsaP256;
    for (const std::string_view key : {"server_chain", "client_chain"}) {
        if (has_certificates || !settings.is_given(key)) continue;
        reading.contradict(settings.place(key), in_quotes(key) + " needs a key with certificates",
                           "key = \"" + settings.text("key") + "\" has none");
    }
    if (tls.key == Tls::Key::Psk && settings.flag("mutual")) {
        reading.contradict(settings.place("mutual"), "a pre-shared key has no certificates",
                           "remove mutual, or choose another key");
    }
    return tls;
}

radio::PowerSaving read_power_saving(const Settings& settings, Reading& reading) {
    radio::PowerSaving saving;
    if (settings.has("sleep")) saving.sleep = chosen(settings, "sleep", kSleeps);
    if (settings.has("release_assistance"))
        saving.release_assistance = settings.flag("release_assistance");
    for (const auto& [key, member] : {std::pair("inactivity", &saving.inactivity),
                                      std::pair("active_time", &saving.active_time),
                                      std::pair("edrx_cycle", &saving.edrx_cycle),
                                      std::pair("update_every", &saving.update_every)}) {
        if (settings.has(key)) *member = settings.duration(key);
    }
    if (saving.edrx_cycle && saving.sleep != radio::SleepMode::Edrx)
        reading.contradict(settings.place("edrx_cycle"), "\"edrx_cycle\" needs sleep = \"edrx\"");
    if (saving.inactivity && saving.release_assistance == true)
        reading.contradict(settings.place("inactivity"),
                           "\"inactivity\" is the time without release assistance",
                           "remove one of them");
    return saving;
}

Start read_start(const Settings& settings, Reading& reading) {
    Start start{.shape = Start::Shape::AtOnce,
                .at = settings.duration("at"),
                .over = settings.duration("over")};
    const bool has_span = start.over > sim::Duration{};
    if (has_span) start.shape = Start::Shape::Linear;
    if (!settings.has("shape")) return start;
    start.shape = chosen(settings, "shape", kShapes);
    if (has_span && start.shape == Start::Shape::AtOnce) {
        reading.contradict(settings.place("shape"), "shape = \"at-once\" contradicts \"over\"",
                           "remove one of them");
    }
    if (!has_span && start.shape != Start::Shape::AtOnce) {
        reading.contradict(settings.place("shape"),
                           "shape = " + in_quotes(settings.text("shape")) + " needs \"over\"",
                           "for example over = \"10 min\"");
    }
    return start;
}

BackOff read_back_off(const Settings& settings, Reading& reading) {
    const BackOff back_off{.first = settings.duration("first"),
                           .factor = settings.number("factor"),
                           .most = settings.duration("most"),
                           .jitter = settings.number("jitter")};
    if (back_off.most < back_off.first) {
        reading.contradict(settings.place(settings.is_given("most") ? "most" : "first"),
                           "the first wait, " + sim::to_text(back_off.first) +
                               ", is longer than the longest, " + sim::to_text(back_off.most));
    }
    return back_off;
}

/// Reads one fleet; the file's other tables are known by name only.
class FleetReader {
  public:
    FleetReader(const Settings& settings, Reading& reading)
        : settings_(settings), reading_(reading) {}

    Fleet read() {
        fleet_.name = settings_.has("name") ? settings_.text("name") : "";
        fleet_.count =
            settings_.has("count") ? static_cast<std::uint32_t>(settings_.whole("count")) : 1;
        for (const auto& [key, member] :
             {std::pair("device", &fleet_.device), std::pair("radio", &fleet_.radio),
              std::pair("battery", &fleet_.battery), std::pair("harvester", &fleet_.harvester)}) {
            if (settings_.has(key)) *member = settings_.text(key);
        }
        if (const Settings* saving = settings_.table("power_saving"))
            fleet_.power_saving = read_power_saving(*saving, reading_);
        fleet_.first_day = static_cast<std::uint32_t>(settings_.whole("first_day"));
        check_harvester();
        fleet_.meter = chosen(settings_, "meter", kMeters);
        fleet_.region = NodeIndex(
            reading_.index_of(settings_, "region", reading_.nodes, "node of [network]", 0));
        fleet_.client_id = read_pattern(settings_, "client_id", PatternUse::ClientId,
                                        reading_.patterns(fleet_.name));
        read_protocol();
        if (const Settings* thing = settings_.table("thing"))
            fleet_.thing = read_thing(*thing, fleet_.name, reading_);
        fleet_.start = read_start(*settings_.table("start"), reading_);
        fleet_.connect_timeout = settings_.duration("connect_timeout");
        fleet_.back_off = read_back_off(*settings_.table("back_off"), reading_);
        const Settings& queue = *settings_.table("offline_queue");
        fleet_.offline_queue = {.most = static_cast<std::uint32_t>(queue.whole("most")),
                                .drops_oldest = queue.text("drop") == "oldest",
                                .takes_qos_0 = queue.flag("qos_0")};
        fleet_.publish = read_publishes(settings_, Publisher::Device, fleet_.name, reading_);
        fleet_.subscribe =
            read_subscribes(settings_, PatternUse::DeviceFilter, fleet_.name, reading_);
        check_client_id();
        check_mqtt_5_messages();
        if (fleet_.https) check_https();
        read_connection();
        check_radio_off();
        read_services();
        return std::move(fleet_);
    }

  private:
    void read_protocol() {
        const Settings* mqtt = settings_.table("mqtt");
        const Settings* https = settings_.table("https");
        const Settings* tls = settings_.table("tls");
        if (mqtt != nullptr && https != nullptr) {
            reading_.contradict(https->place(),
                                "this fleet has both [fleet.mqtt] and [fleet.https]",
                                "a device speaks one of the two; make a second [[fleet]]");
        }
        if (!settings_.is_given("mqtt") && !settings_.is_given("https")) {
            reading_.diagnostics.add(settings_.place(), "missing-key",
                                     "[[fleet]] needs [fleet.mqtt] or [fleet.https]",
                                     "for example mqtt = { version = \"5\" }");
        }
        if (mqtt != nullptr) fleet_.mqtt = read_mqtt(*mqtt, fleet_.name, reading_);
        if (https != nullptr) fleet_.https = read_https(*https, reading_);
        if (tls != nullptr) fleet_.tls = read_tls(*tls, reading_);
        if (fleet_.https && !fleet_.tls) {
            const Section& section = *settings_.section().find("tls")->table;
            fleet_.tls = read_tls(defaults_of(section), reading_);
        }
    }

    /// Keys of messages and subscriptions that MQTT 3.1.1 and HTTP have no place for.
    void check_mqtt_5_messages() {
        if (fleet_.mqtt && fleet_.mqtt->version == Mqtt::Version::V5) return;
        const auto refuse = [&](const Settings& table, std::string_view key) {
            if (!table.is_given(key)) return;
            reading_.contradict(table.place(key), in_quotes(key) + " exists in MQTT 5 only",
                                "set version = \"5\" in [fleet.mqtt], or remove it");
        };
        for (const Settings& publish : settings_.tables("publish"))
            refuse(publish, "message_expiry");
        for (const Settings& subscribe : settings_.tables("subscribe"))
            for (const std::string_view key : {"retained", "no_local", "retain_as_published"})
                refuse(subscribe, key);
    }

    void check_harvester() {
        if (fleet_.harvester.empty()) {
            if (settings_.is_given("first_day"))
                reading_.contradict(settings_.place("first_day"),
                                    "\"first_day\" needs a harvester: nothing else knows the date");
        } else if (fleet_.battery.empty()) {
            reading_.contradict(settings_.place("harvester"), "\"harvester\" needs a battery",
                                "devices on the mains have no use for the sun");
        }
    }

    void check_client_id() {
        const bool is_numbered = !fleet_.client_id.constant().has_value();
        if (is_numbered || fleet_.count == 1 || !settings_.is_sound("client_id")) return;
        if (fleet_.client_id.parts.empty() && settings_.text("client_id").size() > 0) return;
        reading_.contradict(settings_.place("client_id"),
                            "client_id: " + std::to_string(fleet_.count) + " devices would share " +
                                in_quotes(fleet_.client_id.written),
                            "the broker drops the older of two clients with one id; add {id}");
    }

    void check_https() {
        const bool wants_messages = !fleet_.subscribe.empty();
        const Settings& https = *settings_.table("https");
        if (wants_messages && fleet_.https->receive == Https::Receive::Nothing) {
            reading_.contradict(settings_.tables("subscribe").front().place(),
                                "[[fleet.subscribe]] needs a way to receive over HTTPS",
                                "set receive = \"poll\" or \"long-poll\" in [fleet.https]");
        }
        if (!wants_messages && https.is_given("receive") &&
            fleet_.https->receive != Https::Receive::Nothing) {
            reading_.contradict(https.place("receive"),
                                "\"receive\" needs a [[fleet.subscribe]]: there is nothing to wait "
                                "for");
        }
        for (const Settings& publish : settings_.tables("publish")) {
            if (publish.whole("qos") < 2) continue;
            reading_.contradict(publish.place("qos"), "HTTPS publishes with QoS 0 or 1");
        }
    }

    void read_connection() {
        const bool stays_open =
            fleet_.mqtt || (fleet_.https && (fleet_.https->keep_alive > sim::Duration{} ||
                                             fleet_.https->receive == Https::Receive::LongPoll));
        fleet_.connection = stays_open ? Connection::AlwaysOn : Connection::PerPublish;
        if (!settings_.has("connection")) return;
        fleet_.connection = chosen(settings_, "connection", kConnections);
        const sim::Place& place = settings_.place("connection");
        if (fleet_.connection == Connection::AlwaysOn && !stays_open && fleet_.https) {
            reading_.contradict(place,
                                "connection = \"always-on\" needs keep_alive or receive = "
                                "\"long-poll\" in [fleet.https]");
        }
        if (fleet_.connection == Connection::PerPublish && fleet_.https &&
            fleet_.https->keep_alive > sim::Duration{}) {
            reading_.contradict(place,
                                "connection = \"per-publish\" contradicts keep_alive in "
                                "[fleet.https]");
        }
        if (fleet_.connection == Connection::PerPublish && fleet_.publish.empty()) {
            reading_.contradict(place,
                                "connection = \"per-publish\" needs a [[fleet.publish]]: these "
                                "devices would never connect");
        }
    }

    /// A radio that is off holds no connection, and hears nothing.
    void check_radio_off() {
        if (fleet_.power_saving.sleep != radio::SleepMode::Off) return;
        const sim::Place& place = settings_.table("power_saving")->place("sleep");
        if (fleet_.connection != Connection::PerPublish)
            reading_.contradict(place, "sleep = \"off\" is for the time between two connections",
                                "connection = \"per-publish\" has such a time");
        if (fleet_.https && fleet_.https->receive != Https::Receive::Nothing)
            reading_.contradict(place,
                                "sleep = \"off\" contradicts receive in [fleet.https]: a radio "
                                "that is off cannot ask");
    }

    void read_services() {
        if (const Settings* shadow = settings_.table("shadow")) {
            fleet_.shadow = read_shadow(*shadow, reading_);
            if (!fleet_.mqtt || fleet_.connection != Connection::AlwaysOn)
                reading_.contradict(shadow->place(),
                                    "[fleet.shadow] needs devices that stay connected over MQTT");
        }
        if (const Settings* failure = settings_.table("failure"))
            fleet_.failure = read_failure(*failure);
        for (std::size_t i = 0; i < fleet_.publish.size() && !fleet_.failure; ++i) {
            const std::optional<device::PayloadTemplate>& content =
                fleet_.publish[i].payload.content;
            if (!content || !content->shows_wear()) continue;
            reading_.contradict(settings_.tables("publish")[i].place("payload"),
                                "payload: {wear()} needs a fleet whose devices fail",
                                "add [fleet.failure]");
        }
    }

    const Settings& settings_;
    Reading& reading_;
    Fleet fleet_;
};

void check_total(const std::vector<Settings>& tables, Reading& reading) {
    std::uint64_t total = 0;
    for (const Settings& table : tables) {
        if (!table.is_sound("count")) continue;
        total += static_cast<std::uint64_t>(table.whole("count"));
        if (total <= sim::EntityId::kFirstService) continue;
        reading.diagnostics.add(table.place("count"), "out-of-range",
                                "count: the fleets have " + std::to_string(total) +
                                    " devices together; at most " +
                                    std::to_string(sim::EntityId::kFirstService));
        return;
    }
}

/// A session is found by its client id, so two fleets of one pattern would throw each other out.
void check_client_ids(const std::vector<Settings>& tables, const std::vector<Fleet>& fleets,
                      Reading& reading) {
    std::map<std::string, std::string> fleet_of;  // by the id of its first device
    for (std::size_t i = 0; i < fleets.size(); ++i) {
        const bool is_known = fleets[i].mqtt && !fleets[i].client_id.parts.empty();
        if (!is_known || !tables[i].is_sound("client_id")) continue;
        const std::string first = fleets[i].client_id.with(0);
        const auto [other, is_new] = fleet_of.emplace(first, fleets[i].name);
        if (is_new || other->second == fleets[i].name) continue;
        reading.contradict(tables[i].place("client_id"),
                           "client_id: " + in_quotes(first) + " is a device of fleet " +
                               in_quotes(other->second) + ", too",
                           "the broker drops the older of two clients with one id; begin it with "
                           "{fleet}, or leave it out");
    }
}

}  // namespace

std::vector<Fleet> read_fleets(const Settings& file, Reading& reading) {
    std::vector<Fleet> fleets;
    for (const Settings& table : file.tables("fleet")) {
        fleets.push_back(FleetReader(table, reading).read());
    }
    check_total(file.tables("fleet"), reading);
    check_client_ids(file.tables("fleet"), fleets, reading);
    return fleets;
}

}  // namespace fleetsim::language
