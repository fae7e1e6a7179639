#include "models/rules/unicode.hpp"

#include <algorithm>
#include <array>

namespace fleetsim::rules {

namespace {

constexpr char32_t kReplacement = 0xFFFD;

constexpr bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

struct Decoded {
    char32_t point = kReplacement;
    std::size_t length = 1;
    bool is_valid = false;
};

/// Unicode 3.9, table 3-7: shortest forms only, no surrogates, nothing above U+10FFFF.
Decoded decode(std::string_view text) {
    const auto lead = static_cast<unsigned char>(text.front());
    if (lead < 0x80) return {lead, 1, true};
    const std::size_t length = lead >= 0xF0 ? 4 : (lead >= 0xE0 ? 3 : 2);
    if (lead < 0xC2 || lead > 0xF4 || text.size() < length) return {};
    char32_t point = lead & (0x7Fu >> length);
    for (std::size_t i = 1; i < length; ++i) {
        if (!is_continuation(text[i])) return {};
        point = (point << 6) | (static_cast<unsigned char>(text[i]) & 0x3Fu);
    }
    constexpr std::array<char32_t, 5> kLeast = {0, 0, 0x80, 0x800, 0x10000};
    const bool is_surrogate = point >= 0xD800 && point < 0xE000;
    if (point < kLeast[length] || point > 0x10FFFF || is_surrogate) return {};
    return {point, length, true};
}

void encode(char32_t point, std::string& out) {
    const auto low = [&](int shift) { out += static_cast<char>(0x80 | ((point >> shift) & 0x3F)); };
    if (point < 0x80) {
        out += static_cast<char>(point);
    } else if (point < 0x800) {
        out += static_cast<char>(0xC0 | (point >> 6));
        low(0);
    } else if (point < 0x10000) {
        out += static_cast<char>(0xE0 | (point >> 12));
        low(6);
        low(0);
    } else {
        out += static_cast<char>(0xF0 | (point >> 18));
        low(12);
        low(6);
        low(0);
    }
}

constexpr bool within(char32_t point, char32_t first, char32_t last) {
    return point >= first && point <= last;
}

/// Capital and small letters alternate here: the capital is the even code point of each pair.
constexpr bool pairs_from_even(char32_t p) {
    return within(p, 0x100, 0x137) || within(p, 0x14A, 0x177) || within(p, 0x1E00, 0x1E95) ||
           within(p, 0x1EA0, 0x1EFF) || within(p, 0x460, 0x481) || within(p, 0x48A, 0x4BF) ||
           within(p, 0x4D0, 0x52F);
}
constexpr bool pairs_from_odd(char32_t p) {
    return within(p, 0x139, 0x148) || within(p, 0x179, 0x17E) || within(p, 0x4C1, 0x4CE);
}

char32_t upper(char32_t p) {
    if (within(p, 'a', 'z')) return p - 32;
    if (p < 0x80) return p;
    if (within(p, 0xE0, 0xFE) && p != 0xF7) return p - 32;
    if (p == 0xFF) return 0x178;
    if (p == 0x131) return 'I';
    if (pairs_from_even(p)) return p & ~char32_t{1};
    if (pairs_from_odd(p)) return p % 2 == 0 ? p - 1 : p;
    if (p == 0x3C2) return 0x3A3;
    if (within(p, 0x3B1, 0x3CB)) return p - 32;
    if (p == 0x3AC) return 0x386;
    if (within(p, 0x3AD, 0x3AF)) return p - 37;
    if (within(p, 0x430, 0x44F)) return p - 32;
    if (within(p, 0x450, 0x45F)) return p - 80;
    if (within(p, 0x561, 0x586)) return p - 48;
    return p;
}

char32_t lower(char32_t p) {
    if (within(p, 'A', 'Z')) return p + 32;
    if (p < 0x80) return p;
    if (within(p, 0xC0, 0xDE) && p != 0xD7) return p + 32;
    if (p == 0x178) return 0xFF;
    if (p == 0x130) return 'i';
    if (pairs_from_even(p)) return p | char32_t{1};
    if (pairs_from_odd(p)) return p % 2 == 1 ? p + 1 : p;
    if (within(p, 0x391, 0x3AB) && p != 0x3A2) return p + 32;
    if (p == 0x386) return 0x3AC;
    if (within(p, 0x388, 0x38A)) return p + 37;
    if (within(p, 0x410, 0x42F)) return p + 32;
    if (within(p, 0x400, 0x40F)) return p + 80;
    if (within(p, 0x531, 0x556)) return p + 48;
    return p;
}

template <class Mapping>
std::string map_characters(std::string_view text, Mapping mapping) {
    std::string out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Decoded next = decode(text);
        encode(mapping(next.point), out);
        text.remove_prefix(next.length);
    }
    return out;
}

}  // namespace

std::size_t character_count(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

std::string_view slice(std::string_view text, std::size_t first, std::size_t last) {
    std::size_t index = 0;
    std::size_t begin = text.size();
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (is_continuation(text[i])) continue;
        if (index == first) begin = i;
        if (index == last)
            return first >= last ? std::string_view{} : text.substr(begin, i - begin);
        ++index;
    }
    return text.substr(begin);
}

std::string to_lower(std::string_view text) { return map_characters(text, lower); }
/// The sharp s is the one letter here whose capital is two (Unicode, SpecialCasing.txt).
std::string to_upper(std::string_view text) {
    constexpr std::string_view kSharpS = "\u00df";
    std::string out;
    for (std::size_t at = text.find(kSharpS); at != std::string_view::npos;
         at = text.find(kSharpS)) {
        out += map_characters(text.substr(0, at), upper);
        out += "SS";
        text.remove_prefix(at + kSharpS.size());
    }
    return out + map_characters(text, upper);
}

std::wstring widen(std::string_view text) {
    std::wstring out;
    out.reserve(text.size());
    while (!text.empty()) {
        const Decoded next = decode(text);
        out += static_cast<wchar_t>(next.point);
        text.remove_prefix(next.length);
    }
    return out;
}

std::string narrow(std::wstring_view text) {
    std::string out;
    out.reserve(text.size());
    for (const wchar_t c : text) encode(static_cast<char32_t>(c), out);
    return out;
}

void append_character(char32_t point, std::string& out) { encode(point, out); }

bool is_valid_utf8(std::string_view text) {
    while (!text.empty()) {
        const Decoded next = decode(text);
        if (!next.is_valid) return false;
        text.remove_prefix(next.length);
    }
    return true;
}

}  // namespace fleetsim::rules
