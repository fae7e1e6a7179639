#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/json_answer.hpp"
#include "cli/wire_question.hpp"

namespace fleetsim::cli {

namespace {

using nlohmann::json;
using wire::Exchange;
using wire::Packet;
using wire::Side;
using wire::Traffic;

std::string layer_line(std::string_view phase, std::string_view direction, const Traffic& t) {
    return fmt::format("{:<20} {:<4} {:>7} {:>5} {:>5} {:>9} {:>8} {:>7} {:>6} {:>6} {:>6} {:>9}\n",
                       phase, direction, t.segments, t.data_segments, t.pure_acks,
                       t.payload.count(), t.application.count(), t.tls.count(), t.tcp.count(),
                       t.ip.count(), t.link.count(), t.link_bytes().count());
}

std::string layer_table(const WireAnswer& answer) {
    std::string out = fmt::format(
        "{:<20} {:<4} {:>7} {:>5} {:>5} {:>9} {:>8} {:>7} {:>6} {:>6} {:>6} {:>9}\n", "exchange",
        "", "packets", "data", "acks", "payload", "app", "TLS", "TCP", "IP", "link", "bytes");
    Exchange sum;
    for (std::size_t i = 0; i < answer.phases.size(); ++i) {
        const Exchange& exchange = answer.conversation.phases[i];
        out += layer_line(answer.phases[i], "up", exchange.up);
        out += layer_line("", "down", exchange.down);
        sum += exchange;
    }
    out += layer_line("all of these", "up", sum.up);
    return out + layer_line("", "down", sum.down);
}

std::string kind_of(const Packet& packet) {
    const wire::Segment& segment = packet.segment;
    std::string kind;
    if (segment.syn) kind = packet.from == Side::Client ? "SYN" : "SYN, ACK";
    if (segment.fin) kind = "FIN, ACK";
    if (segment.is_pure_ack()) kind = "ACK";
    if (packet.content.empty()) return kind;
    return kind.empty() ? packet.content : packet.content + ", FIN";
}

std::string packet_table(const WireAnswer& answer) {
    std::string out =
        fmt::format("{:>3}      {:>5} {:>4} {:>4} {:>8}  {}\n", "#", "IP", "TCP", "pay", "bytes",
                    "content (bytes: the whole packet, framing included)");
    std::size_t phase = answer.phases.size();
    int number = 0;
    for (const Packet& packet : answer.conversation.packets) {
        if (packet.phase != phase) {
            phase = packet.phase;
            out += fmt::format("{}\n", answer.phases[phase]);
        }
        out += fmt::format("{:>3} {}  {:>4} {:>4} {:>5} {:>8}  {}\n", ++number,
                           packet.from == Side::Client ? "-->" : "<--", packet.ip_header,
                           packet.tcp_header, packet.segment.payload(),
                           packet.ip_bytes() + packet.link_header, kind_of(packet));
    }
    return out;
}

std::string work_line(std::string_view who, const wire::CryptoWork& work) {
    return fmt::format("  {:<7} {} signatures, {} verifications, {} key agreements\n", who,
                       work.signatures, work.verifications, work.key_agreements);
}

std::string crypto_table(const WireAnswer& answer) {
    if (!answer.crypto) return {};
    const CryptoAnswer& crypto = *answer.crypto;
    std::string out = "\ncryptography of the handshake\n";
    out += work_line("device", crypto.device) + work_line("server", crypto.server);
    out += fmt::format(
        "  server core {}: {:.3g} us of {:.4g} us a connection, {:.0f} connections a second\n",
        crypto.core, crypto.core_crypto_time.to_seconds() * 1e6,
        crypto.core_time.to_seconds() * 1e6, crypto.connections_per_second);
    if (crypto.profile.empty()) return out;
    if (!crypto.has_figures)
        return out +
               fmt::format("  on {}: its profile has no times of cryptography\n", crypto.profile);
    return out + fmt::format("  on {}: {:.3g} s, {:.3g} mJ\n", crypto.profile,
                             crypto.time.to_seconds(), sim::to_joules(crypto.energy) * 1e3);
}

std::string loss_table(const WireAnswer& answer) {
    if (answer.losses.empty()) return {};
    std::string out = fmt::format("\n{:<20} {:>10} {:>12} {:>12} {:>10} {:>10}\n", "with loss",
                                  "meets it", "mean delay", "p99 delay", "resent up", "down");
    for (const LossAnswer& loss : answer.losses) {
        out += fmt::format("{:<20} {:>9.2f}% {:>9.2f} ms {:>9.0f} ms {:>10.4f} {:>10.4f}\n",
                           loss.exchange, loss.probability * 100, loss.mean_delay_seconds * 1e3,
                           loss.p99_delay_seconds * 1e3, loss.resent_up, loss.resent_down);
    }
    return out;
}

json to_json(const wire::CryptoWork& work) {
    return {{"signatures", work.signatures},
            {"verifications", work.verifications},
            {"key_agreements", work.key_agreements}};
}

json to_json(const CryptoAnswer& crypto) {
    json all = {{"device", to_json(crypto.device)}, {"server", to_json(crypto.server)}};
    all["server_core"] = {{"profile", crypto.core},
                          {"crypto_seconds", crypto.core_crypto_time.to_seconds()},
                          {"connection_seconds", crypto.core_time.to_seconds()},
                          {"connections_per_second", crypto.connections_per_second}};
    if (crypto.profile.empty()) return all;
    all["profile"] = crypto.profile;
    if (!crypto.has_figures) return all;
    all["device_seconds"] = crypto.time.to_seconds();
    all["device_joules"] = sim::to_joules(crypto.energy);
    return all;
}

json to_json(const LossAnswer& loss) {
    return {{"exchange", loss.exchange},
            {"probability", loss.probability},
            {"mean_delay_seconds", loss.mean_delay_seconds},
            {"p99_delay_seconds", loss.p99_delay_seconds},
            {"resent_up_segments", loss.resent_up},
            {"resent_down_segments", loss.resent_down}};
}

json to_json(const Traffic& t) {
    return {{"segments", t.segments},
            {"data_segments", t.data_segments},
            {"pure_acks", t.pure_acks},
            {"payload_bytes", t.payload.count()},
            {"application_bytes", t.application.count()},
            {"tls_bytes", t.tls.count()},
            {"tcp_bytes", t.tcp.count()},
            {"ip_header_bytes", t.ip.count()},
            {"link_bytes", t.link.count()},
            {"tcp_payload_bytes", t.tcp_payload().count()},
            {"ip_bytes", t.ip_bytes().count()}};
}

json to_json(const Packet& packet) {
    return {{"from", packet.from == Side::Client ? "device" : "server"},
            {"payload_bytes", packet.segment.payload()},
            {"tcp_header_bytes", packet.tcp_header},
            {"ip_header_bytes", packet.ip_header},
            {"link_bytes", packet.link_header},
            {"content", kind_of(packet)}};
}

}  // namespace

std::string wire_tables(const WireAnswer& answer) {
    return answer.title + "\n\n" + layer_table(answer) + "\n" + packet_table(answer) +
           crypto_table(answer) + loss_table(answer);
}

std::string wire_json(const WireAnswer& answer) {
    json exchanges = json::array();
    for (std::size_t i = 0; i < answer.phases.size(); ++i) {
        const Exchange& exchange = answer.conversation.phases[i];
        json packets = json::array();
        for (const Packet& packet : answer.conversation.packets) {
            if (packet.phase == i) packets.push_back(to_json(packet));
        }
        exchanges.push_back({{"exchange", answer.phases[i]},
                             {"up", to_json(exchange.up)},
                             {"down", to_json(exchange.down)},
                             {"packets", std::move(packets)}});
    }
    json all = {{"title", answer.title}, {"exchanges", std::move(exchanges)}};
    if (answer.crypto) all["cryptography"] = to_json(*answer.crypto);
    for (const LossAnswer& loss : answer.losses) all["loss"].push_back(to_json(loss));
    return json_answer(all);
}

}  // namespace fleetsim::cli
