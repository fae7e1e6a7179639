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

CryptoTimes read_crypto(const Section& section) {
    return {.rsa_sign = section.duration("rsa_sign"),
            .rsa_verify = section.duration("rsa_verify"),
            .ecdsa_sign = section.duration("ecdsa_sign"),
            .ecdsa_verify = section.duration("ecdsa_verify"),
            .key_agreement = section.duration("key_agreement"),
            .sealing_bytes_per_second = section.number("sealing_rate", Dimension::Rate) / 8};
}

wire::TcpKind read_tcp(const Section& root) {
    const std::string name = root.text_or("tcp", "linux");
    if (name != "linux" && name != "lwip")
        root.refuse("tcp", "nobody knows the TCP of \"" + name + "\"", "linux or lwip");
    return name == "lwip" ? wire::TcpKind::LwIp : wire::TcpKind::Linux;
}

}  // namespace

sim::Duration DeviceProfile::crypto_time(const wire::CryptoWork& work, SignatureKey key) const {
    const bool rsa = key == SignatureKey::Rsa2048;
    sim::Duration total = (rsa ? crypto.rsa_sign : crypto.ecdsa_sign) * work.signatures +
                          (rsa ? crypto.rsa_verify : crypto.ecdsa_verify) * work.verifications +
                          crypto.key_agreement * work.key_agreements;
    if (crypto.sealing_bytes_per_second > 0)
        total += sim::Duration::from_seconds(static_cast<double>(work.sealed.count()) /
                                             crypto.sealing_bytes_per_second);
    return total;
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
        device.crypto = read_crypto(*crypto);
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
