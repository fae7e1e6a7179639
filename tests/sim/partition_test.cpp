#include "sim/partition.hpp"

#include <gtest/gtest.h>

namespace fleetsim::sim {
namespace {

TEST(Partition, EveryDeviceLiesInTheSpanOfItsShard) {
    for (const std::uint32_t devices : {1u, 2u, 7u, 1'000u, 4'097u})
        for (const unsigned shards : {1u, 2u, 3u, 4u, 7u, 256u}) {
            const Partition partition(devices, 5, shards);
            EXPECT_EQ(partition.first_device(0), 0u);
            EXPECT_EQ(partition.first_device(shards), devices);
            for (std::uint32_t d = 0; d < devices; ++d) {
                const unsigned shard = partition.of_device(d);
                ASSERT_LE(partition.first_device(shard), d);
                ASSERT_LT(d, partition.first_device(shard + 1));
            }
        }
}

TEST(Partition, TheLargestFleetIsDividedToo) {
    const Partition partition(EntityId::kFirstService, 1, 7);
    const std::uint32_t last = EntityId::kFirstService - 1;
    EXPECT_EQ(partition.of_device(last), 6u);
    for (unsigned shard = 1; shard < 7; ++shard) {
        EXPECT_EQ(partition.of_device(partition.first_device(shard)), shard);
        EXPECT_EQ(partition.of_device(partition.first_device(shard) - 1), shard - 1);
    }
}

TEST(Partition, KnowsWhomThereIs) {
    const Partition partition(10, 2, 3);
    EXPECT_TRUE(partition.knows(EntityId::device(9)));
    EXPECT_FALSE(partition.knows(EntityId::device(10)));
    EXPECT_TRUE(partition.knows(EntityId::service(1)));
    EXPECT_FALSE(partition.knows(EntityId::service(2)));
}

}  // namespace
}  // namespace fleetsim::sim
