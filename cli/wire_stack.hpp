// The protocol stack under a connection, as options of `fleetsim wire` describe it: IP, TCP, TLS
// and the link's framing.
// Leaves out what is said over it: wire_question.hpp.
#pragma once

#include <cstddef>
#include <vector>

#include "cli/command.hpp"
#include "models/wire/stack.hpp"

namespace fleetsim::cli {

std::vector<Option> wire_stack_options();

/// `host_length` is that of the server's name in the ClientHello. Throws sim::InputError for values
/// that mean nothing, also beside one another.
wire::Stack wire_stack(const Arguments& arguments, std::size_t host_length);

}  // namespace fleetsim::cli
