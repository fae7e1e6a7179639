#include "models/mqtt/utf8.hpp"

#include <cstddef>
#include <cstring>

namespace fleetsim::mqtt {

namespace {

/// Length of the well-formed sequence at the front of a non-ASCII text, 0 if there is none.
std::size_t sequence_length(std::string_view text) {
    const auto octet = [&](std::size_t i) {
        return i < text.size() ? static_cast<unsigned char>(text[i]) : 0u;
    };
    const auto tail = [&](std::size_t i) { return (octet(i) & 0xC0u) == 0x80u; };
    const unsigned lead = octet(0);
    const unsigned second = octet(1);
    if (lead >= 0xC2 && lead <= 0xDF) return tail(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const bool overlong = lead == 0xE0 && second < 0xA0;
        const bool surrogate = lead == 0xED && second > 0x9F;
        return tail(1) && tail(2) && !overlong && !surrogate ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const bool overlong = lead == 0xF0 && second < 0x90;
        const bool beyond = lead == 0xF4 && second > 0x8F;
        return tail(1) && tail(2) && tail(3) && !overlong && !beyond ? 4 : 0;
    }
    return 0;
}

/// True when eight octets are all in 1..127.
bool is_plain(const char* octets) {
    constexpr std::uint64_t kHigh = 0x8080808080808080u;
    constexpr std::uint64_t kOnes = 0x0101010101010101u;
    std::uint64_t word = 0;
    std::memcpy(&word, octets, sizeof word);
    return ((word | (word - kOnes)) & kHigh) == 0;
}

}  // namespace

Utf8Fault check_utf8(std::string_view text) {
    std::size_t i = 0;
    while (i < text.size()) {
        if (i + 8 <= text.size() && is_plain(text.data() + i)) {
            i += 8;
            continue;
        }
        const auto octet = static_cast<unsigned char>(text[i]);
        if (octet == 0) return Utf8Fault::NullCharacter;
        if (octet < 0x80) {
            ++i;
            continue;
        }
        const std::size_t length = sequence_length(text.substr(i));
        if (length == 0) return Utf8Fault::IllFormed;
        i += length;
    }
    return Utf8Fault::None;
}

}  // namespace fleetsim::mqtt
