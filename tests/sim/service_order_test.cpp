#include "sim/service_order.hpp"

#include <algorithm>
#include <gtest/gtest.h>

#include "sim/random/draw.hpp"

namespace fleetsim::sim {
namespace {

constexpr unsigned kWindowBits = 24;
constexpr std::uint16_t kServices = 1'024;
constexpr Time kWindowStart = Time::from_nanoseconds(std::int64_t{7} << kWindowBits);

std::vector<Parcel> random_parcels(std::uint32_t count, std::uint32_t services, std::int64_t span) {
    DrawEngine random = draw(7, EntityId::service(0), 1, count);
    std::vector<Parcel> parcels;
    for (std::uint32_t i = 0; i < count; ++i)
        parcels.push_back(
            {.time = kWindowStart +
                     Duration::nanoseconds(random.below(static_cast<std::uint32_t>(span))),
             .source = EntityId::device(random.below(50)),
             .target = EntityId::service(static_cast<std::uint16_t>(random.below(services))),
             .sequence = i,
             .body = {random.below(3), random.below(2), 0}});
    return parcels;
}

std::vector<Parcel> ordered(const std::vector<Parcel>& parcels) {
    std::vector<PackedParcel> packed;
    std::vector<WholeParcel> whole;
    for (const Parcel& parcel : parcels)
        if (PackedParcel::fits(parcel))
            packed.emplace_back(parcel, kWindowBits);
        else
            whole.emplace_back(parcel, kWindowBits);
    ServiceOrder order(kWindowBits, kServices);
    std::vector<Parcel> out;
    const auto for_each = [&](auto see) {
        for (const PackedParcel& parcel : packed) see(parcel);
        for (const WholeParcel& parcel : whole) see(parcel);
    };
    order.for_each_run(kWindowStart, parcels.size(), for_each, [&](std::span<const Parcel> run) {
        out.insert(out.end(), run.begin(), run.end());
    });
    return out;
}

void expect_in_order(std::vector<Parcel> parcels) {
    const std::vector<Parcel> actual = ordered(parcels);
    std::sort(parcels.begin(), parcels.end(), [](const Parcel& a, const Parcel& b) {
        return a.target != b.target ? a.target < b.target : comes_before(a, b);
    });
    EXPECT_EQ(actual, parcels);
}

TEST(ServiceOrder, NothingInNothingOut) { expect_in_order({}); }

TEST(ServiceOrder, SortsByServiceThenTimeThenSource) {
    for (const std::uint32_t count : {1u, 2u, 17u, 300u, 5'000u})
        for (const std::uint32_t services : {1u, 3u, std::uint32_t{kServices}})
            expect_in_order(random_parcels(count, services, 1 << kWindowBits));
}

TEST(ServiceOrder, ManyParcelsAtOneInstantGoBySourceAndSequence) {
    expect_in_order(random_parcels(2'000, 2, 1));
    expect_in_order(random_parcels(2'000, 2, 10));
}

TEST(ServiceOrder, IsEmptyAgainInTheNextWindow) {
    ServiceOrder order(kWindowBits, 1);
    const WholeParcel parcel({.time = kWindowStart, .target = EntityId::service(0)}, kWindowBits);
    const auto nothing = [](std::span<const Parcel>) {};
    order.for_each_run(
        kWindowStart, 1, [&](auto see) { see(parcel); }, nothing);
    // As many may come, and none does.
    order.for_each_run(
        kWindowStart, 1, [](auto) {}, [](std::span<const Parcel>) { FAIL(); });
}

}  // namespace
}  // namespace fleetsim::sim
