#include "sim/packed_event.hpp"

#include <gtest/gtest.h>

#include "sim/ids.hpp"

namespace fleetsim::sim {
namespace {

constexpr unsigned kWindowBits = 20;
constexpr std::int64_t kSomeWindow = 12'345;
constexpr Time kStart = start_of_window(kSomeWindow, kWindowBits);
constexpr Time kLast =
    Time::from_nanoseconds(start_of_window(kSomeWindow + 1, kWindowBits).nanoseconds() - 1);

constexpr std::uint8_t kEnds[] = {0, 15};  // of kinds and generations

template <class Packed, class Event>
Event there_and_back(const Event& event) {
    Event out;
    Packed(event, kWindowBits).unpack(kStart, out);
    return out;
}

TEST(PackedTimer, KeepsEveryMember) {
    for (const Time time : {kStart, kLast})
        for (const std::uint32_t device : {0u, EntityId::kFirstService - 1})
            for (const std::uint8_t kind : kEnds)
                for (const std::uint8_t generation : kEnds) {
                    const Timer timer{time, device, kind, generation};
                    EXPECT_EQ(there_and_back<PackedTimer>(timer), timer);
                    const PackedTimer packed(timer, kWindowBits);
                    EXPECT_EQ(packed.device(), device);
                    EXPECT_EQ(packed.kind(), kind);
                    EXPECT_EQ(packed.time(kStart), time);
                }
}

constexpr std::uint64_t kLargestBody = (std::uint64_t{1} << 40) - 1;
constexpr Parcel kLargest{.time = kLast,
                          .source = EntityId::service(0xFFFF),
                          .target = EntityId::device(EntityId::kFirstService - 1),
                          .sequence = UINT32_MAX,
                          .kind = 0xFFFF,
                          .flags = 0xFFFF,
                          .body = {kLargestBody, 0, 0}};

TEST(PackedParcel, KeepsEveryMember) {
    const Parcel least{.time = kStart, .target = EntityId::service(0)};
    const Parcel other{.time = kStart,
                       .source = EntityId::device(1),
                       .target = EntityId::service(2),
                       .sequence = 3,
                       .kind = 4,
                       .flags = 5,
                       .body = {6, 0, 0}};
    for (const Parcel& parcel : {kLargest, least, other}) {
        ASSERT_TRUE(PackedParcel::fits(parcel));
        EXPECT_EQ(there_and_back<PackedParcel>(parcel), parcel);
        const PackedParcel packed(parcel, kWindowBits);
        EXPECT_EQ(packed.target(), parcel.target);
        EXPECT_EQ(packed.time(kStart), parcel.time);
    }
}

TEST(PackedParcel, RefusesWhatItHasNoRoomFor) {
    for (int what = 0; what < 3; ++what) {
        Parcel parcel = kLargest;
        if (what == 0) parcel.body[0] = kLargestBody + 1;
        if (what == 1) parcel.body[1] = 1;
        if (what == 2) parcel.body[2] = std::uint64_t{1} << 63;
        EXPECT_FALSE(PackedParcel::fits(parcel)) << what;
        EXPECT_EQ(there_and_back<WholeParcel>(parcel), parcel);
    }
}

}  // namespace
}  // namespace fleetsim::sim
