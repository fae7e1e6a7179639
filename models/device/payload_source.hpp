// PayloadSource: what a publish carries - a template, or only a number of bytes.
// Models     the size of each payload, exactly; its text when a rule wants to read it, made again
//            from the same draws.
#pragma once

#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include "models/device/payload.hpp"
#include "sim/random/distribution.hpp"
#include "sim/random/draw.hpp"

namespace fleetsim::device {

struct PayloadSource {
    std::optional<PayloadTemplate> content;
    sim::Distribution size;  ///< bytes; used where there is no content
    /// The size of every payload, where there is only one.
    std::optional<std::uint32_t> fixed;

    std::uint32_t bytes(sim::DrawEngine engine, const PayloadMoment& moment) const {
        if (fixed) return *fixed;
        if (content) return content->size(engine, moment);
        return static_cast<std::uint32_t>(std::lround(size.sample(engine)));
    }
};

}  // namespace fleetsim::device
