#include "scenarios/claims/field_device.hpp"

#include <algorithm>
#include <optional>

#include "models/radio/radio_catalogue.hpp"
#include "models/wire/connection_costs.hpp"
#include "models/wire/script.hpp"

namespace fleetsim::claims {

using sim::Bytes;
using sim::Duration;
using sim::Time;

namespace {
constexpr Duration kUndisturbed = Duration::minutes(1);

device::SignatureKey key_of(const wire::Stack& stack) {
    const bool is_rsa = stack.tls && stack.tls->key == wire::KeyType::Rsa2048;
    return is_rsa ? device::SignatureKey::Rsa2048 : device::SignatureKey::EcdsaP256;
}
}  // namespace

FieldDevice::FieldDevice(const std::string& radio, const std::string& device,
                         const wire::Stack& stack)
    : device_(device::open_device(device)),
      radio_(radio::open_radio(radio)),
      stack_(stack),
      by_consumer_(radio_.consumers().size()) {
    stack_.tcp.client = device_.tcp;
    if (radio_.link().mtu > Bytes{0}) stack_.tcp.mtu = radio_.link().mtu.count();
    rest();
}

AirExchange FieldDevice::played(const std::vector<wire::Step>& script, std::size_t phase,
                                std::size_t phases) const {
    const wire::Habits habits{.pace = {.one_way = radio_.link().round_trip / 2}};
    const wire::Conversation talk = wire::play(stack_, habits, script);
    AirExchange exchange;
    std::optional<Time> begin;
    for (const wire::Packet& packet : talk.packets) {
        if (packet.phase < phase || packet.phase >= phase + phases) continue;
        if (!begin) begin = packet.sent;
        const Bytes bytes{packet.ip_bytes()};
        const bool is_up = packet.from == wire::Side::Client;
        const Duration arrives = is_up ? Duration{} : habits.pace.one_way;
        exchange.packets.push_back(
            {.at = packet.sent - *begin + arrives,
             .load = {.up = is_up ? bytes : Bytes{}, .down = is_up ? Bytes{} : bytes}});
        exchange.ip_bytes += bytes;
    }
    std::stable_sort(exchange.packets.begin(), exchange.packets.end(),
                     [](const auto& a, const auto& b) { return a.at < b.at; });
    exchange.takes = talk.latencies[phase];
    exchange.crypto = talk.phases[phase].client;
    return exchange;
}

AirExchange FieldDevice::whole(wire::Opening opening, const device::Messages& messages) const {
    wire::ScriptWriter script(stack_);
    script.open();
    script.shake_hands(opening);
    for (const wire::Message& message : messages) script.send(message);
    script.begin_phase(Duration{});
    script.close_by_client();
    AirExchange exchange = played(script.steps(), 0, 2);
    if (stack_.tls) exchange.crypto = wire::ConnectionCosts(stack_).whole(opening, messages).client;
    return exchange;
}

AirExchange FieldDevice::on_open(const device::Messages& messages) const {
    wire::ScriptWriter script(stack_);
    script.open();
    script.shake_hands(wire::Opening::Full);
    script.begin_phase(kUndisturbed);
    for (const wire::Message& message : messages) script.send(message);
    AirExchange exchange = played(script.steps(), 1, 1);
    if (stack_.tls) exchange.crypto = wire::ConnectionCosts(stack_).exchange(messages).client;
    return exchange;
}

void FieldDevice::rest() {
    state_ = {};
    free_ = Time::zero();
    radio_.rest(state_, Time::zero(), book());
    std::fill(by_consumer_.begin(), by_consumer_.end(), 0);
    drawn_ = 0;
}

Duration FieldDevice::on_air(const radio::Load& load) const {
    const radio::LinkFigures& link = radio_.link();
    Duration time;
    if (link.up > sim::BitRate{0}) time += load.up / link.up;
    if (link.down > sim::BitRate{0}) time += load.down / link.down;
    return time;
}

void FieldDevice::carry(Time begin, const AirExchange& exchange) {
    Time shift = std::max(begin, free_);
    for (const AirExchange::Packet& packet : exchange.packets) {
        const Time at = shift + packet.at;
        const Duration delay = radio_.wake(state_, at, packet.load, book());
        shift += delay;
        const Duration busy = on_air(packet.load);
        radio_.transfer(state_, at + delay, at + delay + busy, packet.load, book());
        // Nobody lets go in the middle of an exchange.
        if (&packet != &exchange.packets.back()) radio_.await_answer(state_);
        shift += busy;
        free_ = at + delay + busy;
    }
    const Duration work = device_.crypto_time(exchange.crypto, key_of(stack_)) +
                          device_.per_packet * static_cast<std::int64_t>(exchange.packets.size());
    drawn_ += (device_.active * work).count();
}

sim::Joules FieldDevice::energy_until(Time end) {
    radio_.settle(state_, end, book());
    return sim::nanojoules(drawn_);
}

Duration FieldDevice::time_of(const AirExchange& exchange) const {
    Duration time = exchange.takes + device_.crypto_time(exchange.crypto, key_of(stack_));
    for (const AirExchange::Packet& packet : exchange.packets) time += on_air(packet.load);
    return time;
}

}  // namespace fleetsim::claims
