// CoreSide: core::Broker, its connections, and what it tells its clients.
#pragma once

#include <cstdlib>
#include <map>
#include <memory>

#include "models/broker/core/packet_stream.hpp"
#include "models/mqtt/pattern_list.hpp"
#include "tests/models/broker/two_fronts.hpp"

namespace fleetsim::broker {

class CoreSide : public core::Sink {
  public:
    CoreSide(const logic::Policy& policy, const std::vector<ClientGroup>& groups,
             const mqtt::PatternList& patterns)
        : groups_(groups), patterns_(patterns), broker_(settings_with(policy), *this) {}

    void connect(std::uint32_t client, sim::Time now) {
        const ClientGroup& group = group_of(groups_, client);
        mqtt::Connect packet{.version = group.version,
                             .clean_start = group.clean_start,
                             .keep_alive = group.keep_alive};
        const std::string id = "client-" + std::to_string(client);
        packet.client_id = id;
        std::string topic;
        std::string payload;
        if (group.version == mqtt::Version::V5) {
            packet.properties.session_expiry = group.session_expiry;
            packet.properties.receive_maximum = group.receive_maximum;
            if (group.maximum_packet_size != UINT32_MAX)
                packet.properties.maximum_packet_size = group.maximum_packet_size;
        }
        for (const ClientGroup::Will& will : group.will) {
            topic = patterns_[will.pattern].text(number_of(group, client));
            payload = body(0, will.payload_bytes);
            packet.will = mqtt::Will{.topic = topic,
                                     .payload = payload,
                                     .qos = mqtt::Qos{will.qos},
                                     .retain = will.retain};
            if (group.version == mqtt::Version::V5)
                packet.will->properties.will_delay =
                    static_cast<std::uint32_t>(will.delay.to_seconds());
            if (will.lifetime != 0)
                packet.will->properties.message_expiry = lifetime(will.lifetime);
        }
        const core::ConnectionId connection = ++last_;
        connection_[client] = connection;
        client_of_[connection] = client;
        broker_.on_opened(connection, now);
        streams_[connection] = std::make_unique<core::PacketStream>(broker_, connection);
        is_open[client] = true;
        send_packet(client, packet, now);
    }
    void subscribe(std::uint32_t client, sim::Time now) {
        const ClientGroup& group = group_of(groups_, client);
        std::vector<std::string> filters;
        for (const ClientGroup::Subscription& one : group.subscriptions) {
            const std::string filter = one.filter.text(number_of(group, client));
            filters.push_back(
                one.shared_group.empty() ? filter : "$share/" + one.shared_group + "/" + filter);
        }
        mqtt::Subscribe packet{.packet_id = 1};
        for (std::size_t i = 0; i < filters.size(); ++i) {
            const ClientGroup::Subscription& one = group.subscriptions[i];
            packet.subscriptions.push_back({.filter = filters[i],
                                            .qos = one.options.qos,
                                            .no_local = one.options.no_local,
                                            .retain_as_published = one.options.retain_as_published,
                                            .retain_handling = one.retain_handling});
        }
        send_packet(client, packet, now);
    }
    void publish(std::uint32_t client, const mqtt::Message& message, sim::Time now) {
        const std::string topic = patterns_[message.pattern].text(message.number);
        const std::string payload = body(message.ordinal, message.payload_bytes);
        mqtt::Publish packet{.topic = topic,
                             .payload = payload,
                             .packet_id = message.packet_id,
                             .qos = mqtt::Qos{message.qos},
                             .retain = message.retain,
                             .duplicate = message.duplicate};
        if (message.lifetime != 0) packet.properties.message_expiry = lifetime(message.lifetime);
        send_packet(client, packet, now);
    }
    void answer(std::uint32_t client, Debt debt, sim::Time now) {
        switch (debt.kind) {
            case mqtt::PacketType::Puback:
                return send_packet(client, mqtt::Puback{debt.id}, now);
            case mqtt::PacketType::Pubrec:
                return send_packet(client, mqtt::Pubrec{debt.id}, now);
            case mqtt::PacketType::Pubrel:
                return send_packet(client, mqtt::Pubrel{debt.id}, now);
            default:
                return send_packet(client, mqtt::Pubcomp{debt.id}, now);
        }
    }
    void ping(std::uint32_t client, sim::Time now) { send_packet(client, mqtt::Pingreq{}, now); }
    void leave(std::uint32_t client, sim::Time now) {
        is_open[client] = false;
        send_packet(client, mqtt::Disconnect{}, now);
    }
    void lose(std::uint32_t client, sim::Time now) {
        is_open[client] = false;
        broker_.on_lost(connection_[client], now);
    }
    void run_until(sim::Time now) {
        // Alarms ring at their own times.
        for (sim::Time due = broker_.tick(sim::Time::zero()); due <= now;) due = broker_.tick(due);
    }

    void send(core::ConnectionId connection, std::string_view bytes) override {
        const std::uint32_t client = client_of_.at(connection);
        const bool is_current = connection_[client] == connection;
        const mqtt::Version version = group_of(groups_, client).version;
        while (is_current && !bytes.empty()) {
            const auto decoded = mqtt::decode(bytes, {mqtt::Sender::Server, version});
            tell(client, decoded.packet);
            bytes.remove_prefix(decoded.size);
        }
    }
    void close(core::ConnectionId connection) override {
        const std::uint32_t client = client_of_.at(connection);
        if (connection_[client] != connection || !is_open[client]) return;
        is_open[client] = false;
        told[client].push_back("CLOSED");
    }
    std::size_t unsent(core::ConnectionId) const override { return 0; }

    std::array<Told, kClients> told;
    std::array<std::vector<Debt>, kClients> debts;  ///< of the present connection
    std::array<bool, kClients> is_open{};
    std::size_t deliveries = 0;

  private:
    static core::Settings settings_with(const logic::Policy& policy) {
        core::Settings settings;
        static_cast<logic::Policy&>(settings) = policy;
        settings.status_interval = {};
        return settings;
    }
    std::uint32_t lifetime(std::uint8_t number) const {
        return static_cast<std::uint32_t>(patterns_.lifetimes()[number - 1u].to_seconds());
    }
    /// The ordinal, filled up to the size.
    static std::string body(std::uint32_t ordinal, std::size_t octets) {
        if (octets == 0) return {};
        std::string text = std::to_string(ordinal);
        text.resize(std::max(octets, text.size()), ' ');
        return text;
    }
    void send_packet(std::uint32_t client, const mqtt::Packet& packet, sim::Time now) {
        std::string bytes;
        mqtt::encode(packet, group_of(groups_, client).version, bytes);
        streams_.at(connection_[client])->on_bytes(bytes, now);
    }
    void owe(std::uint32_t client, mqtt::PacketType kind, std::uint16_t id) {
        debts[client].push_back({kind, id});
    }
    void tell(std::uint32_t client, const mqtt::Packet& packet) {
        Told& words = told[client];
        if (const auto* connack = std::get_if<mqtt::Connack>(&packet)) {
            debts[client].clear();
            words.push_back(connack->session_present ? "CONNACK present" : "CONNACK");
        } else if (std::holds_alternative<mqtt::Suback>(packet)) {
            words.push_back("SUBACK");
        } else if (const auto* publish = std::get_if<mqtt::Publish>(&packet)) {
            ++deliveries;
            const std::string payload(publish->payload);
            words.push_back(text_of(
                {.topic = std::string(publish->topic),
                 .ordinal = static_cast<std::uint32_t>(std::strtoul(payload.c_str(), nullptr, 10)),
                 .octets = payload.size(),
                 .qos = publish->qos,
                 .packet_id = publish->packet_id,
                 .retain = publish->retain,
                 .duplicate = publish->duplicate}));
            if (publish->qos == mqtt::Qos::AtLeastOnce)
                owe(client, mqtt::PacketType::Puback, publish->packet_id);
            if (publish->qos == mqtt::Qos::ExactlyOnce)
                owe(client, mqtt::PacketType::Pubrec, publish->packet_id);
        } else if (const auto* puback = std::get_if<mqtt::Puback>(&packet)) {
            words.push_back(text_of("PUBACK", puback->packet_id));
        } else if (const auto* pubrec = std::get_if<mqtt::Pubrec>(&packet)) {
            words.push_back(text_of("PUBREC", pubrec->packet_id));
            owe(client, mqtt::PacketType::Pubrel, pubrec->packet_id);
        } else if (const auto* pubrel = std::get_if<mqtt::Pubrel>(&packet)) {
            words.push_back(text_of("PUBREL", pubrel->packet_id));
            owe(client, mqtt::PacketType::Pubcomp, pubrel->packet_id);
        } else if (const auto* pubcomp = std::get_if<mqtt::Pubcomp>(&packet)) {
            words.push_back(text_of("PUBCOMP", pubcomp->packet_id));
        }
    }

    const std::vector<ClientGroup>& groups_;
    const mqtt::PatternList& patterns_;
    core::Broker broker_;
    std::map<core::ConnectionId, std::uint32_t> client_of_;
    std::map<core::ConnectionId, std::unique_ptr<core::PacketStream>> streams_;
    std::array<core::ConnectionId, kClients> connection_{};
    core::ConnectionId last_ = 0;
};

}  // namespace fleetsim::broker
