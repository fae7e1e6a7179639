// UTF-8 as MQTT wants it: well-formed, no surrogates, no U+0000.
// Source MQTT 3.1.1 section 1.5.3, MQTT 5 section 1.5.4; RFC 3629 section 4.
#pragma once

#include <cstdint>
#include <string_view>

namespace fleetsim::mqtt {

enum class Utf8Fault : std::uint8_t { None, IllFormed, NullCharacter };

Utf8Fault check_utf8(std::string_view text);

}  // namespace fleetsim::mqtt
