#include "models/device/waiting_room.hpp"

#include <gtest/gtest.h>

namespace fleetsim::device {
namespace {

TEST(WaitingRoom, KeepsEachDevicesOrder) {
    WaitingRoom room;
    std::uint32_t mine = WaitingRoom::kNobody;
    std::uint32_t theirs = WaitingRoom::kNobody;
    for (std::uint32_t i = 0; i < 5; ++i) {
        mine = room.add(mine, {.ordinal = i});
        theirs = room.add(theirs, {.ordinal = 100 + i});
    }
    EXPECT_EQ(room.count(mine), 5u);
    std::uint32_t expected = 0;
    for (const std::uint32_t place : room.oldest_first(mine))
        EXPECT_EQ(room[place].ordinal, expected++);
    EXPECT_EQ(room[room.oldest(theirs)].ordinal, 100u);
}

TEST(WaitingRoom, FindsByPacketIdentifierAndRemovesFromAnywhere) {
    WaitingRoom room;
    std::uint32_t head = WaitingRoom::kNobody;
    for (std::uint16_t id = 1; id <= 3; ++id) head = room.add(head, {.packet_id = id});
    EXPECT_EQ(room.find(head, 9), WaitingRoom::kNobody);
    head = room.remove(head, room.find(head, 2));
    EXPECT_EQ(room.find(head, 2), WaitingRoom::kNobody);
    EXPECT_NE(room.find(head, 1), WaitingRoom::kNobody);
    head = room.remove(head, room.find(head, 3));
    head = room.remove(head, room.find(head, 1));
    EXPECT_EQ(head, WaitingRoom::kNobody);
}

TEST(WaitingRoom, UsesFreedPlacesAgain) {
    WaitingRoom room;
    const std::uint32_t first = room.add(WaitingRoom::kNobody, {});
    room.remove(first, first);
    EXPECT_EQ(room.add(WaitingRoom::kNobody, {}), first);
}

}  // namespace
}  // namespace fleetsim::device
