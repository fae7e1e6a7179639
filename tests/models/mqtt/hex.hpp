// Octets as the standards print them: bytes("10 0C 00 04 4D 51 54 54").
#pragma once

#include <cctype>
#include <string>
#include <string_view>

namespace fleetsim::mqtt {

inline std::string bytes(std::string_view hex) {
    std::string out;
    std::string digits;
    for (const char c : hex) {
        if (std::isspace(static_cast<unsigned char>(c)) != 0) continue;
        digits.push_back(c);
        if (digits.size() < 2) continue;
        out.push_back(static_cast<char>(std::stoi(digits, nullptr, 16)));
        digits.clear();
    }
    return out;
}

}  // namespace fleetsim::mqtt
