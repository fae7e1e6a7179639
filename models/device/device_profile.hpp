// DeviceProfile: a device's processor in figures - its powers, and how long cryptography takes.
// Models     whose TCP it runs; a processor that sleeps or is active; one time for each public-key
//            operation; a rate for sealing records; a fixed active time for each packet.
// Leaves out sensors and actuators; clock scaling; memory.
// Source     each figure names its own: models/device/profiles/*.toml.
#pragma once

#include <string>

#include "models/profile/profile.hpp"
#include "models/wire/crypto_times.hpp"
#include "models/wire/exchange.hpp"
#include "models/wire/stack.hpp"
#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::device {

enum class SignatureKey { Rsa2048, EcdsaP256 };

struct DeviceProfile {
    std::string name;
    std::string summary;
    sim::Watts sleep;
    sim::Watts active;
    /// Active for each packet sent or received. Fleets spend it once for packets that leave or
    /// arrive together (Processor::per_transfer), the claims' phones for each (field_device.cpp).
    sim::Duration per_packet;
    wire::CryptoTimes crypto;
    bool has_crypto = false;  ///< otherwise cryptography takes no time
    wire::TcpKind tcp = wire::TcpKind::Linux;

    /// Processor time of the cryptography of one exchange.
    sim::Duration crypto_time(const wire::CryptoWork& work, SignatureKey key) const;
};

/// Reads a profile of kind "device". Throws sim::InputError with every mistake in the file.
DeviceProfile read_device(const profile::Profile& file);
/// A shipped device by name, or a .toml file of the user's.
DeviceProfile open_device(const std::string& name);

}  // namespace fleetsim::device
