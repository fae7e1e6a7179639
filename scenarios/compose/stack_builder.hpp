// The protocol stack under a fleet's connections, and the sizes of its MQTT packets.
#pragma once

#include <string>

#include "models/device/exchange_costs.hpp"
#include "models/radio/radio_profile.hpp"
#include "models/wire/stack.hpp"
#include "scenarios/scenario.hpp"

namespace fleetsim::scenarios::compose {

/// Throws sim::InputError where the link of `radio`, as a sentence names it, carries no TCP.
void check_mtu(const std::string& radio, const wire::Stack& stack);

/// The radio tells the largest packet and the framing of its link.
wire::Stack build_stack(const Fleet& fleet, const radio::RadioProfile& radio, wire::TcpKind tcp);

wire::TlsSettings build_tls(const Tls& from);

device::ExchangeCosts build_costs(const Fleet& fleet, const wire::Stack& stack);

}  // namespace fleetsim::scenarios::compose
