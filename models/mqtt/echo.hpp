// Echo: what a service asks a device to repeat in its answer, in the place of a message's ordinal:
// which document or task it is about, and what the answer says of it. Zero asks for no answer.
#pragma once

#include <cstdint>

namespace fleetsim::mqtt {

struct Echo {
    static constexpr std::uint32_t kCodes = 1u << 14;
    static constexpr std::uint32_t kKeys = 1u << 18;
    std::uint32_t key = 0;   ///< below kKeys
    std::uint32_t code = 0;  ///< below kCodes: the bytes of a document, or an outcome

    static Echo of(std::uint32_t ordinal) { return {ordinal / kCodes, ordinal % kCodes}; }
    std::uint32_t ordinal() const { return key * kCodes + code; }
};

}  // namespace fleetsim::mqtt
