// Base64 with the standard alphabet.
// Models     RFC 4648, section 4. Decoding takes text without its padding too, and ignores line
//            ends, as MIME writers make them.
// Leaves out the URL alphabet.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace fleetsim::rules {

std::string encode_base64(std::string_view bytes);
/// nullopt if `text` is not Base64.
std::optional<std::string> decode_base64(std::string_view text);

}  // namespace fleetsim::rules
