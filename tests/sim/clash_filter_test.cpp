#include "sim/clash_filter.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <set>
#include <vector>

#include "sim/event_hash.hpp"

namespace fleetsim::sim {
namespace {

constexpr auto kFirst = ClashFilter::Factor::First;

TEST(ClashFilter, SuspectsEveryDeviceThatIsSeenTwice) {
    ClashFilter filter(kFirst);
    for (const std::uint32_t events : {1u, 10u, 5'000u}) {
        const ClashFilter::Bits bits = filter.reset(2 * events);
        for (std::uint32_t d = 0; d < events; ++d) bits.see(d * 977);
        for (std::uint32_t d = 0; d < events; d += 3) bits.see(d * 977);
        for (std::uint32_t d = 0; d < events; d += 3) EXPECT_TRUE(bits.suspects(d * 977));
    }
}

TEST(ClashFilter, SuspectsFewThatAreSeenOnce) {
    constexpr std::uint32_t kEvents = 10'000;
    ClashFilter filter(kFirst);
    const ClashFilter::Bits bits = filter.reset(kEvents);
    for (std::uint32_t d = 0; d < kEvents; ++d) bits.see(d * 977);
    std::uint32_t suspected = 0;
    for (std::uint32_t d = 0; d < kEvents; ++d) suspected += bits.suspects(d * 977) ? 1 : 0;
    EXPECT_LT(suspected, kEvents / 16);
}

TEST(ClashFilter, TheSecondClearsNearlyAllThatTheFirstSuspectsWithoutCause) {
    std::set<std::uint32_t> devices;
    while (devices.size() < 10'000)
        devices.insert(static_cast<std::uint32_t>(mix64(devices.size())));
    ClashFilter first(kFirst);
    const ClashFilter::Bits bits = first.reset(devices.size());
    for (const std::uint32_t device : devices) bits.see(device);
    std::vector<std::uint32_t> suspects;
    for (const std::uint32_t device : devices)
        if (bits.suspects(device)) suspects.push_back(device);
    ASSERT_GT(suspects.size(), 100u);
    ClashFilter second(ClashFilter::Factor::Second);
    const ClashFilter::Bits again = second.reset(suspects.size());
    for (const std::uint32_t device : suspects) again.see(device);
    const auto left = std::count_if(suspects.begin(), suspects.end(),
                                    [&](std::uint32_t device) { return again.suspects(device); });
    EXPECT_LT(left * 10, static_cast<std::ptrdiff_t>(suspects.size()));
}

}  // namespace
}  // namespace fleetsim::sim
