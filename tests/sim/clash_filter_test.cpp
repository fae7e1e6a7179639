#include "sim/clash_filter.hpp"

#include <gtest/gtest.h>
#include <vector>

namespace fleetsim::sim {
namespace {

TEST(ClashFilter, SuspectsEveryDeviceThatIsSeenTwice) {
    ClashFilter filter;
    for (const std::uint32_t events : {1u, 10u, 5'000u}) {
        const ClashFilter::Bits bits = filter.reset(2 * events);
        for (std::uint32_t d = 0; d < events; ++d) bits.see(d * 977);
        for (std::uint32_t d = 0; d < events; d += 3) bits.see(d * 977);
        for (std::uint32_t d = 0; d < events; d += 3) EXPECT_TRUE(bits.suspects(d * 977));
    }
}

TEST(ClashFilter, SuspectsFewThatAreSeenOnce) {
    constexpr std::uint32_t kEvents = 10'000;
    ClashFilter filter;
    const ClashFilter::Bits bits = filter.reset(kEvents);
    for (std::uint32_t d = 0; d < kEvents; ++d) bits.see(d * 977);
    std::uint32_t suspected = 0;
    for (std::uint32_t d = 0; d < kEvents; ++d) suspected += bits.suspects(d * 977) ? 1 : 0;
    EXPECT_LT(suspected, kEvents / 16);
}

TEST(SuspectDevices, TellsThoseThatOccurTwice) {
    SuspectDevices suspects;
    for (const std::uint32_t device : {5u, 1u, 9u, 5u, 3u, 9u, 9u}) suspects.add(device);
    suspects.sort();
    for (const std::uint32_t device : {5u, 9u}) EXPECT_TRUE(suspects.occurs_twice(device));
    for (const std::uint32_t device : {1u, 3u}) EXPECT_FALSE(suspects.occurs_twice(device));
}

}  // namespace
}  // namespace fleetsim::sim
