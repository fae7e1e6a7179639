// The protocol stack under a fleet's connections, and the sizes of its MQTT packets.
#pragma once

#include "models/device/exchange_costs.hpp"
#include "models/radio/radio_profile.hpp"
#include "models/wire/stack.hpp"
#include "scenarios/scenario.hpp"

namespace fleetsim::scenarios::compose {

/// Bytes that each link under IP version 4 must carry (RFC 791 section 3.2); fewer have no TCP.
inline constexpr std::int64_t kLeastMtu = 68;

/// The radio tells the largest packet and the framing of its link.
wire::Stack build_stack(const Fleet& fleet, const radio::RadioProfile& radio, wire::TcpKind tcp);

wire::TlsSettings build_tls(const Tls& from);

device::ExchangeCosts build_costs(const Fleet& fleet, const wire::Stack& stack);

}  // namespace fleetsim::scenarios::compose
