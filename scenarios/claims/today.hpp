// Today: the five ratios on today's radios, with TLS 1.3, session resumption and kept connections.
// Models     a device that sends, or receives, one small message at random six times an hour for a
//            day; the packets of every exchange on a physical radio (states, tails, promotions,
//            transfer time) and the cryptography on the device's processor. MQTT keeps one
//            connection open, with a ping after 240 s of silence. HTTPS opens a resumed connection
//            for each exchange, or keeps one.
// Leaves out loss, the sleep of the rest of the device, servers that close a silent connection.
// Source     the radio and device profiles name theirs (`fleetsim profiles`).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "scenarios/claims/replay.hpp"

namespace fleetsim::claims {

enum class HttpStyle : std::uint8_t { Resumed, KeptAlive };

/// HTTPS over MQTT, but for the throughput, which is MQTT over HTTPS: above one MQTT wins.
struct TodayRatios {
    std::string radio;   ///< profile
    std::string device;  ///< profile
    HttpStyle style = HttpStyle::Resumed;
    Spread throughput;  ///< one message under way at a time
    Spread send;        ///< energy of a day with messages out
    Spread receive;     ///< energy of a day with messages in; HTTPS by long polling
    Spread connected;   ///< energy of a day without messages
    Spread overhead;    ///< IP bytes of a publish
};

/// For LTE, LTE-M, NB-IoT and Wi-Fi, both styles; intervals over `seeds` days.
std::vector<TodayRatios> ratios_today(std::uint64_t seed, std::uint32_t seeds);

std::string_view name_of(HttpStyle style);

}  // namespace fleetsim::claims
