// NodeSide: the simulated Node, the parcels it is sent and those it sends.
#pragma once

#include <map>
#include <span>
#include <utility>

#include "tests/models/broker/two_fronts.hpp"

namespace fleetsim::broker {

class NodeSide : public sim::Outbox::Sink {
  public:
    NodeSide(NodeConfig config, const mqtt::PatternList& patterns)
        : patterns_(patterns), outbox_(*this, 0), node_(std::move(config), patterns) {}

    /// Its faults are due from now on.
    void begin() { node_.begin(outbox_); }
    void connect(std::uint32_t client, bool clean_start, sim::Time now) {
        ++generation_[client];
        is_open_[client] = true;
        signal(client, mqtt::ParcelKind::Connect, 0, now, {.clean = clean_start});
    }
    void subscribe(std::uint32_t client, sim::Time now) {
        signal(client, mqtt::ParcelKind::Subscribe, 1, now);
    }
    void publish(std::uint32_t client, mqtt::Message message, sim::Time now) {
        message.published = now;
        message.generation = generation(client);
        sim::Parcel out = parcel(client, mqtt::ParcelKind::Publish, now);
        mqtt::pack(message, out);
        hand_over(out);
    }
    void answer(std::uint32_t client, Debt debt, sim::Time now) {
        switch (debt.kind) {
            case mqtt::PacketType::Puback:
                return signal(client, mqtt::ParcelKind::PubAck, debt.id, now);
            case mqtt::PacketType::Pubrec:
                return signal(client, mqtt::ParcelKind::PubRec, debt.id, now);
            case mqtt::PacketType::Pubrel:
                return signal(client, mqtt::ParcelKind::PubRel, debt.id, now);
            default:
                return signal(client, mqtt::ParcelKind::PubComp, debt.id, now);
        }
    }
    void ping(std::uint32_t client, sim::Time now) {
        signal(client, mqtt::ParcelKind::PingReq, 0, now);
    }
    void leave(std::uint32_t client, sim::Time now) {
        is_open_[client] = false;
        signal(client, mqtt::ParcelKind::Disconnect, 0, now);
    }
    void lose(std::uint32_t client, sim::Time now) {
        is_open_[client] = false;
        signal(client, mqtt::ParcelKind::ConnectionLost, 0, now);
    }
    void fall_silent(std::uint32_t client, sim::Time now) {
        signal(client, mqtt::ParcelKind::ConnectionLost, 0, now, {.silent = true});
    }
    void run_until(sim::Time now) {
        const auto later = [](const sim::Parcel& a, const sim::Parcel& b) {
            return sim::comes_before(b, a);
        };
        while (!ticks_.empty()) {
            std::sort(ticks_.begin(), ticks_.end(), later);
            if (ticks_.back().time > now) return;
            const sim::Parcel tick = ticks_.back();
            ticks_.pop_back();
            hand_over(tick);
        }
    }
    void take(sim::Timer) override {}
    void take(const sim::Parcel& parcel) override {
        // A packet that was put off comes again as it was.
        if (parcel.target.is_service())
            ticks_.push_back(parcel);
        else
            tell(parcel);
    }

    const Node& node() const { return node_; }

    std::array<Told, kClients> told;
    std::map<std::uint32_t, sim::Time> arrivals;  ///< of the copy sent last, by ordinal
    std::vector<sim::Time> unanswered;

  private:
    std::uint8_t generation(std::uint32_t client) const {
        return generation_[client] & mqtt::kGenerationMask;
    }
    sim::Parcel parcel(std::uint32_t client, mqtt::ParcelKind kind, sim::Time now) {
        return {.time = now,
                .source = sim::EntityId::device(client),
                .target = sim::EntityId::service(0),
                .sequence = sequence_++,
                .kind = static_cast<std::uint16_t>(kind)};
    }
    void signal(std::uint32_t client, mqtt::ParcelKind kind, std::uint16_t id, sim::Time now,
                mqtt::Signal what = {}) {
        what.generation = generation(client);
        sim::Parcel out = parcel(client, kind, now);
        out.flags = id;
        mqtt::pack(what, out);
        hand_over(out);
    }
    void hand_over(const sim::Parcel& parcel) { node_.on_parcels({&parcel, 1}, outbox_); }
    void tell(const sim::Parcel& parcel) {
        using enum mqtt::ParcelKind;
        const std::uint32_t client = parcel.target.device_index();
        Told& words = told[client];
        switch (mqtt::kind_of(parcel)) {
            case Publish: {
                const mqtt::Message message = mqtt::unpack_message(parcel);
                arrivals[message.ordinal] = parcel.time;
                return words.push_back(
                    text_of({.topic = patterns_[message.pattern].text(message.number),
                             .ordinal = message.ordinal,
                             .octets = message.payload_bytes,
                             .qos = mqtt::Qos{message.qos},
                             .packet_id = message.packet_id,
                             .retain = message.retain,
                             .duplicate = message.duplicate}));
            }
            case ConnAck: {
                const bool present = mqtt::unpack_signal(parcel).session_present;
                return words.push_back(present ? "CONNACK present" : "CONNACK");
            }
            case Unanswered:
                return unanswered.push_back(parcel.time);
            case SubAck:
                return words.push_back("SUBACK");
            case PubAck:
                return words.push_back(text_of("PUBACK", parcel.flags));
            case PubRec:
                return words.push_back(text_of("PUBREC", parcel.flags));
            case PubRel:
                return words.push_back(text_of("PUBREL", parcel.flags));
            case PubComp:
                return words.push_back(text_of("PUBCOMP", parcel.flags));
            case ConnectionLost:
                // A device does not listen to a connection that it has given up.
                if (mqtt::unpack_signal(parcel).generation != generation(client)) return;
                if (std::exchange(is_open_[client], false)) words.push_back("CLOSED");
                return;
            default:
                return;
        }
    }

    const mqtt::PatternList& patterns_;
    sim::Outbox outbox_;
    Node node_;
    std::vector<sim::Parcel> ticks_;
    std::array<std::uint8_t, kClients> generation_{};
    std::array<bool, kClients> is_open_{};
    std::uint32_t sequence_ = 0;
};

}  // namespace fleetsim::broker
