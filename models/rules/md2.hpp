// MD2, which no current library has: an old hash the rules language still offers.
// Source     RFC 1319, with errata 555. Not for anything that must be secure.
#pragma once

#include <array>
#include <string_view>

namespace fleetsim::rules {

std::array<unsigned char, 16> md2(std::string_view message);

}  // namespace fleetsim::rules
