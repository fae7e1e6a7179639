// Small files that a server is started with, read whole.
// Error      InputError, "no-such-file" or "unreadable-file", that says why a file cannot be read.
#pragma once

#include <string>
#include <string_view>

namespace fleetsim::broker::net {

/// `what` completes "cannot read the "; `hint` says what to do about it.
std::string read_text_file(const std::string& file, std::string_view what, std::string_view hint);

}  // namespace fleetsim::broker::net
