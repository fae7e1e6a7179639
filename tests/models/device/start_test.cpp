// When devices are switched on, and when their programs begin.
#include "tests/models/device/device_world.hpp"

namespace fleetsim::device {
namespace {

using namespace sim::literals;

// The share that is on at x of the ramp is 3x^2 - 2x^3: device number n of 1000 comes while that
// goes from n to n + 1 thousandths.
TEST(Start, AnSCurveIsSlowAtBothItsEnds) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.devices = {0, 1000};
    type.start = sim::Time::at(10_s);
    type.start_over = 100_s;
    type.ramp = Ramp::SCurve;
    for (std::uint32_t device = 0; device < 1000; ++device) {
        const double x = (start_in(type, 1, device) - type.start).to_seconds() / 100;
        const double on = x * x * (3 - 2 * x);
        EXPECT_GE(on, device / 1000.0 - 1e-6);
        EXPECT_LE(on, (device + 1) / 1000.0 + 1e-6);
    }
}

TEST(Start, AProgramMayBeginSomeTimeAfterTheConnection) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.programs.push_back(every(10_s, 0));
    type.programs.back().start_after = 5_min;
    World world(std::move(type));
    EXPECT_EQ(world.run_until(sim::Time::at(5_min)).published, 0);
    EXPECT_NEAR(static_cast<double>(world.run_until(sim::Time::at(6_min)).published), 6, 1);
}

TEST(Start, APeerIsTheDeviceOfTheSameNumberOrOfWhatIsLeftOfIt) {
    Network network;
    network.finish();
    DeviceClass type = plain_class(network);
    type.devices = {0, 5};
    type.programs.push_back(every(10_s, 1));
    type.programs.back().number = TopicNumber::PeerId;
    type.programs.back().numbers = 3;
    World world(std::move(type));
    std::array<std::uint32_t, 5> peers{};
    world.ignores = [&](const sim::Parcel& parcel) {
        if (mqtt::kind_of(parcel) == ParcelKind::Publish)
            peers.at(parcel.source.device_index()) = mqtt::unpack_message(parcel).number;
        return false;
    };
    world.run_until(sim::Time::at(1_min));
    EXPECT_EQ(peers, (std::array<std::uint32_t, 5>{0, 1, 2, 0, 1}));
}

}  // namespace
}  // namespace fleetsim::device
