#include "models/radio/lora_air_time.hpp"

#include <gtest/gtest.h>

#include "models/radio/radio_catalogue.hpp"

namespace fleetsim::radio {
namespace {

// Worked out from the data sheet's formula for 125 kHz, 4/5, 8 symbols of preamble, in
// milliseconds; the same as ns-3's lorawan module gives.
TEST(LoraAirTime, IsThatOfTheDataSheet) {
    const auto milliseconds = [](int factor, std::int64_t size) {
        return lora_air_time({.spreading_factor = factor}, sim::Bytes{size}).to_seconds() * 1e3;
    };
    EXPECT_NEAR(milliseconds(7, 13), 46.3, 0.06);
    EXPECT_NEAR(milliseconds(7, 20), 56.6, 0.06);
    EXPECT_NEAR(milliseconds(7, 51), 102.7, 0.06);
    EXPECT_NEAR(milliseconds(9, 13), 164.9, 0.06);
    EXPECT_NEAR(milliseconds(9, 20), 185.3, 0.06);
    EXPECT_NEAR(milliseconds(9, 51), 328.7, 0.06);
    EXPECT_NEAR(milliseconds(12, 13), 1155.1, 0.06);
    EXPECT_NEAR(milliseconds(12, 20), 1318.9, 0.06);
    EXPECT_NEAR(milliseconds(12, 51), 2465.8, 0.06);
}

TEST(LoraAirTime, GivesTheShippedProfileItsRate) {
    EXPECT_NEAR(static_cast<double>(open_radio("lorawan").link.up.count()), 51 * 8 / 0.102656, 1);
}

}  // namespace
}  // namespace fleetsim::radio
