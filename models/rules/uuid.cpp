#include "models/rules/uuid.hpp"

#include <fmt/format.h>

namespace fleetsim::rules {

std::string next_uuid(sim::Philox4x32& draws) {
    const std::uint32_t a = draws();
    const std::uint32_t b = (draws() & 0xFFFF0FFFu) | 0x4000u;
    const std::uint32_t c = (draws() & 0x3FFFFFFFu) | 0x80000000u;
    const std::uint32_t d = draws();
    return fmt::format("{:08x}-{:04x}-{:04x}-{:04x}-{:04x}{:08x}", a, b >> 16, b & 0xFFFF, c >> 16,
                       c & 0xFFFF, d);
}

std::string trace_id_of(std::uint64_t key) {
    constexpr std::uint32_t kPurpose = 0x54524143u;  // apart from the draws of newuuid()
    sim::Philox4x32 draws({static_cast<std::uint32_t>(key), static_cast<std::uint32_t>(key >> 32)},
                          {0, 0, 0, kPurpose});
    return next_uuid(draws);
}

}  // namespace fleetsim::rules
