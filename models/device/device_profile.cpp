#include "models/device/device_profile.hpp"

namespace fleetsim::device {

using profile::Section;
using sim::Dimension;

namespace {

/// `power`, or `current` at the supply voltage.
sim::Watts read_power(const Section& root, const Section& state) {
    if (!state.has("current")) return state.watts("power");
    const double amperes = state.amperes("current").count();
    if (const auto supply = root.section("supply"))
        return sim::Watts{amperes * supply->volts("voltage").count()};
    state.refuse("current", "a current needs the voltage it is drawn at",
                 "add [supply] voltage = { value = 3.3, unit = \"V\", ... }");
    return {};
}

wire::TcpKind read_tcp(const Section& root) {
    const std::string name = root.text_or("tcp", "linux");
    if (name != "linux" && name != "lwip")
        root.refuse("tcp", "nobody knows the TCP of \"" + name + "\"", "linux or lwip");
    return name == "lwip" ? wire::TcpKind::LwIp : wire::TcpKind::Linux;
}

}  // namespace

sim::Duration DeviceProfile::crypto_time(const wire::CryptoWork& work, SignatureKey key) const {
    return crypto.time_of(
        work, key == SignatureKey::Rsa2048 ? wire::KeyType::Rsa2048 : wire::KeyType::P256);
}

DeviceProfile read_device(const profile::Profile& file) {
    const Section root = file.root();
    DeviceProfile device{.name = file.name(), .summary = file.summary()};
    if (const auto sleep = root.section("sleep")) device.sleep = read_power(root, *sleep);
    if (const auto active = root.section("active")) {
        device.active = read_power(root, *active);
        if (active->has("per_packet")) device.per_packet = active->duration("per_packet");
    }
    if (const auto crypto = root.section("crypto")) {
        device.crypto = wire::read_crypto_times(*crypto);
        device.has_crypto = true;
    }
    device.tcp = read_tcp(root);
    file.finish();
    return device;
}

DeviceProfile open_device(const std::string& name) {
    return read_device(profile::open("device", name));
}

}  // namespace fleetsim::device
