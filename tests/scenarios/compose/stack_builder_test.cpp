// What a radio can carry decides what a fleet can speak over it.
#include "scenarios/compose/stack_builder.hpp"

#include <gtest/gtest.h>

#include "sim/error.hpp"

namespace fleetsim::scenarios::compose {
namespace {

radio::RadioProfile radio_of(std::int64_t mtu) {
    radio::RadioProfile radio;
    radio.name = "test";
    radio.link.mtu = sim::Bytes{mtu};
    return radio;
}

// RFC 791 section 3.2. LoRaWAN's 51 bytes would leave lwIP, which has no timestamps, 11 of payload.
TEST(StackBuilder, ALinkBelowTheLeastMtuOfIpCarriesNoTcpWhoseverItIs) {
    for (const wire::TcpKind tcp : {wire::TcpKind::Linux, wire::TcpKind::LwIp}) {
        EXPECT_THROW(build_stack({}, radio_of(51), tcp), sim::InputError);
        EXPECT_THROW(build_stack({}, radio_of(67), tcp), sim::InputError);
        EXPECT_EQ(build_stack({}, radio_of(68), tcp).tcp.mtu, 68);
    }
}

}  // namespace
}  // namespace fleetsim::scenarios::compose
