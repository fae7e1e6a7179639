#include "sim/random/draw_lanes.hpp"

#include <gtest/gtest.h>

#include "sim/random/draw.hpp"

namespace fleetsim::sim {
namespace {

TEST(DrawLanes, GiveWhatEachDrawAloneGives) {
    constexpr std::uint64_t kSeed = 0xFEDC'BA98'7654'3210u;
    constexpr std::uint32_t kPurpose = 0x8000'0001u;
    for (const std::size_t count : {std::size_t{1}, std::size_t{9}, DrawLanes::kLanes}) {
        DrawLanes lanes{};
        for (std::size_t i = 0; i < count; ++i) {
            lanes.entities[i] = static_cast<std::uint32_t>(0xFFFF'0000u - 7 * i);
            lanes.counters[i] = static_cast<std::uint32_t>(0xFFFF'FFFFu - i * i);
        }
        lanes.draw(kSeed, kPurpose, count);
        for (std::size_t i = 0; i < count; ++i) {
            DrawEngine alone =
                draw(kSeed, EntityId{lanes.entities[i]}, kPurpose, lanes.counters[i]);
            for (const DrawLanes::Lane& numbers : lanes.numbers)
                EXPECT_EQ(numbers[i], alone()) << i;
        }
    }
}

}  // namespace
}  // namespace fleetsim::sim
