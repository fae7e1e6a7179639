#include "models/device/device_profile.hpp"

#include <gtest/gtest.h>

namespace fleetsim::device {
namespace {

TEST(DeviceProfile, EveryShippedDeviceReads) {
    for (const std::string& name : profile::shipped_names("device")) {
        const DeviceProfile device = open_device(name);
        EXPECT_EQ(device.name, name);
        EXPECT_GE(device.active, device.sleep) << name;
    }
}

TEST(DeviceProfile, CurrentsAreDrawnAtTheSupplyVoltage) {
    EXPECT_NEAR(open_device("esp32").sleep.count(), 5e-6 * 3.3, 1e-12);
}

// Figures of the derivation in the sources: ECDHE-ECDSA P-256, two certificates verified.
TEST(DeviceProfile, FullHandshakeOfAnEsp32TakesAboutTwoSeconds) {
    const wire::CryptoWork work{.verifications = 2, .key_agreements = 1};
    const sim::Duration time = open_device("esp32").crypto_time(work, SignatureKey::EcdsaP256);
    EXPECT_NEAR(time.to_seconds(), 1.78, 0.01);
}

// 2.449 Mbit/s are 306,125 bytes a second.
TEST(DeviceProfile, SealingTakesItsBytesAtTheRateOfTheCipher) {
    const wire::CryptoWork work{.sealed = sim::Bytes{306'125}};
    const sim::Duration time = open_device("esp32").crypto_time(work, SignatureKey::EcdsaP256);
    EXPECT_NEAR(time.to_seconds(), 1, 1e-6);
}

}  // namespace
}  // namespace fleetsim::device
