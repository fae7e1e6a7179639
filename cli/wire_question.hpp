// `fleetsim wire` without --cases: one connection, described by options, phase by phase.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cli/command.hpp"
#include "models/wire/conversation.hpp"
#include "models/wire/exchange.hpp"
#include "models/wire/stack.hpp"
#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::cli {

/// What a lossy path adds to one exchange, over all times it takes place.
struct LossAnswer {
    std::string exchange;
    double probability = 0;
    double mean_delay_seconds = 0;
    double p99_delay_seconds = 0;
    double resent_up = 0;  ///< segments
    double resent_down = 0;
};

/// The cryptography of the handshake, and what it takes a device of the asked profile.
struct CryptoAnswer {
    wire::CryptoWork device;
    wire::CryptoWork server;
    std::string profile{};     ///< empty: none was asked for
    bool has_figures = false;  ///< whether the profile has times of cryptography
    sim::Duration time{};
    sim::Joules energy{};
    std::string core{};  ///< of the server
    sim::Duration core_crypto_time{};
    sim::Duration core_time{};  ///< of the whole connection
    double connections_per_second = 0;
};

struct WireAnswer {
    std::string title;
    wire::Stack stack;
    std::vector<std::string> phases;  ///< names, as in conversation.phases
    wire::Conversation conversation;
    std::optional<CryptoAnswer> crypto{};
    std::vector<LossAnswer> losses{};
};

/// The options that describe a connection; the command's table holds them.
std::vector<Option> wire_question_options();
/// Throws sim::InputError for values that mean nothing.
WireAnswer answer_question(const Arguments& arguments);

/// Tables for people: layer by layer, then packet by packet.
std::string wire_tables(const WireAnswer& answer);
std::string wire_json(const WireAnswer& answer);

}  // namespace fleetsim::cli
