// The word for a file of the user's that could not be read.
#pragma once

#include <string>

namespace fleetsim::language {

/// "no-such-file", or "unreadable-file" for a folder, a device without an end, a lack of rights.
std::string unread_code(const std::string& path);

}  // namespace fleetsim::language
