// Lives of batteries from runs of different lengths: they are of the same device.
#include <gmock/gmock.h>

#include "tests/cli/measured_run.hpp"

namespace fleetsim::cli {
namespace {

constexpr const char* kMeters = R"([scenario]
name = "meters"
duration = "1 h"
[[fleet]]
name = "meter"
count = 300
device = "nrf9160"
radio = "lte-m"
battery = "er14505"
mqtt = { keep_alive = "20 min" }
tls = { version = "1.2", key = "ecdsa-p256", resumption = "ticket" }
start = { over = "10 min" }
[[fleet.publish]]
topic = "m/{id}"
qos = 1
every = "15 min"
payload_size = "50 B"
[[network.node]]
name = "site"
latency = "20 ms"
)";

/// The same without TLS, whose handshake would be most of it.
const std::string kPlainSensor = [] {
    std::string text = kMeters;
    const std::size_t tls = text.find("tls = ");
    return text.erase(tls, text.find('\n', tls) - tls);
}();

double median_life(const std::string& duration, std::vector<std::string> overrides) {
    overrides.push_back("scenario.duration=\"" + duration + "\"");
    return MeasuredRun(kMeters, overrides).overview().fleets.at(0).life_days->p50;
}

void expect_same_life_of_short_runs(const std::vector<std::string>& overrides) {
    const double of_days = median_life("5 d", overrides);
    EXPECT_NEAR(median_life("1 h", overrides), of_days, of_days * 0.1);
    EXPECT_NEAR(median_life("6 h", overrides), of_days, of_days * 0.05);
}

TEST(BatteryLife, HasTheFirstConnectionOnceHoweverShortTheRun) {
    expect_same_life_of_short_runs({});
}

TEST(BatteryLife, OfARadioThatDrawsAtRestIsTheSameFromShortRuns) {
    expect_same_life_of_short_runs(
        {"fleet.meter.device=\"esp32\"", "fleet.meter.radio=\"wifi-esp32\""});
}

TEST(BatteryLife, OfConnectionsForEachPublishIsTheSameFromShortRuns) {
    expect_same_life_of_short_runs({"fleet.meter.connection=\"per-publish\""});
}

TEST(BatteryLife, IsNotToldFromLessThanOneRoundOfWhatADeviceDoes) {
    const auto lives = [](const std::vector<std::string>& overrides) {
        const auto told = MeasuredRun(kMeters, overrides).overview().fleets.at(0).life_days;
        return told ? told->count : 0;
    };
    EXPECT_EQ(lives({"scenario.duration=\"14 min\""}), 0);
    EXPECT_EQ(lives({"scenario.duration=\"25 min\""}), 300);
    EXPECT_EQ(lives({"scenario.duration=\"25 min\"", "scenario.warm_up=\"11 min\""}), 0);
    // One that is watched for half of a fleet's round is judged by nothing, and not by its start.
    EXPECT_LT(lives({"scenario.duration=\"20 min\""}), 200);
}

// Wi-Fi in light sleep draws 2.33 mA at 3.3 V, 664 J a day. In deep sleep the chip has 5 uA, 1.43
// J; each of 24 messages a day costs 0.363 W for 0.734 s, to find the network, and some 0.1 s.
TEST(BatteryLife, OfARadioThatIsOffBetweenConnectionsIsThatOfDeepSleep) {
    std::vector<std::string> sensor = {
        "fleet.meter.device=\"esp32\"", "fleet.meter.radio=\"wifi-esp32\"",
        "fleet.meter.connection=\"per-publish\"", "fleet.meter.publish[0].every=\"1 h\"",
        "scenario.duration=\"10 d\""};
    const auto daily = [&] {
        return *MeasuredRun(kPlainSensor, sensor).overview().fleets.at(0).joules_per_device_day;
    };
    EXPECT_GT(daily(), 664);
    sensor.emplace_back("fleet.meter.power_saving.sleep=\"off\"");
    EXPECT_NEAR(daily(), 1.43 + 24 * 0.363 * (0.734 + 0.1), 0.1);
}

constexpr const char* kFirmware = R"([[job]]
name = "firmware"
fleet = "meter"
at = "20 min"
rate = "300 /min"
download = "4 MiB"
takes = "1 min"
)";

double life_with_firmware(const std::string& duration) {
    const std::string text = std::string(kMeters) + kFirmware;
    return MeasuredRun(text, {"scenario.duration=\"" + duration + "\""})
        .overview()
        .fleets.at(0)
        .life_days->p50;
}

TEST(BatteryLife, HasTheFileOfAJobOnceHoweverShortTheRun) {
    const double of_days = life_with_firmware("5 d");
    EXPECT_NEAR(of_days, median_life("5 d", {}), of_days * 0.02);
    EXPECT_NEAR(life_with_firmware("6 h"), of_days, of_days * 0.1);
}

}  // namespace
}  // namespace fleetsim::cli
