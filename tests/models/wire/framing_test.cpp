#include "models/wire/framing.hpp"

#include <gtest/gtest.h>

#include "models/wire/connection_costs.hpp"
#include "sim/error.hpp"

namespace fleetsim::wire {
namespace {

TEST(Framing, EthernetPadsAPureAcknowledgementToSixtyFourBytes) {
    EXPECT_EQ(40 + ethernet().around(40), 64);
    EXPECT_EQ(52 + ethernet().around(52), 70);
}

TEST(Framing, WifiAddsFiftyFourBytesToAnyPacket) {
    EXPECT_EQ(framing_named("wifi").around(40), 54);
    EXPECT_EQ(framing_named("wifi").around(1500), 54);
}

// 1500 bytes and one of PDCP in blocks that hold 120 each: 13 blocks with 8 bytes around them.
TEST(Framing, NbIotCutsAPacketIntoTransportBlocks) {
    const Framing nb_iot = framing_named("nb-iot");
    EXPECT_EQ(nb_iot.around(119), 1 + 8);
    EXPECT_EQ(nb_iot.around(120), 1 + 2 * 8);
    EXPECT_EQ(nb_iot.around(1500), 1 + 13 * 8);
}

// 106 bytes of frame are left for 6LoWPAN; a fragment takes 96 of them after its 5-byte header.
TEST(Framing, SixLowpanFragmentsWhatOneFrameCannotHold) {
    const Framing thread = framing_named("802.15.4");
    EXPECT_EQ(thread.around(105), 22);
    EXPECT_EQ(thread.around(106), 2 * 26);
    EXPECT_EQ(thread.around(1280), 14 * 26);
}

TEST(Framing, EveryNameIsOfferedAndAnUnknownOneRefused) {
    EXPECT_EQ(framing_choices(), "none, ethernet, wifi, lte, lte-m, nb-iot, 802.15.4");
    EXPECT_THROW(framing_named("token-ring"), sim::InputError);
}

// The closed form of the hot loop and the packets played one by one are two computations.
class FramingInClosedForm : public testing::TestWithParam<const char*> {};

TEST_P(FramingInClosedForm, AgreesWithTheConversation) {
    Stack stack;
    stack.framing = framing_named(GetParam());
    const ConnectionCosts costs(stack);
    Message message[] = {{.size = sim::Bytes{50}, .payload = {}},
                         {.from = Side::Server, .size = sim::Bytes{4}, .payload = {}}};
    const SizedExchange sized = costs.sized(message, 0);
    for (const std::int64_t size : {1, 60, 104, 105, 106, 700, 1448, 1449, 1500, 3000, 20'000}) {
        message[0].size = sim::Bytes{size};
        const Exchange counted = sized.one(message[0].size, {});
        const Exchange played = costs.exchange(message);
        EXPECT_EQ(counted.up.link, played.up.link) << size;
        if (counted.down.segments == played.down.segments) {
            EXPECT_EQ(counted.down.link, played.down.link) << size;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Links, FramingInClosedForm,
                         testing::Values("none", "ethernet", "wifi", "nb-iot", "802.15.4"));

}  // namespace
}  // namespace fleetsim::wire
