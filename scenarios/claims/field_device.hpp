// FieldDevice: one device whose exchanges are played packet by packet on a physical radio.
// Models     the radio's states between and during packets, serialisation at its rates, promotion
//            delays; the processor's active time for cryptography and packets.
// Leaves out loss and the rest of the device.
#pragma once

#include <string>
#include <vector>

#include "models/device/device_profile.hpp"
#include "models/device/messages.hpp"
#include "models/radio/radio_machine.hpp"
#include "models/wire/conversation.hpp"

namespace fleetsim::claims {

/// An exchange as it goes over the air: packets at times since its first one.
struct AirExchange {
    struct Packet {
        sim::Duration at;
        radio::Load load;
    };
    std::vector<Packet> packets;
    wire::CryptoWork crypto;
    sim::Duration takes;  ///< until the last content was read
    sim::Bytes ip_bytes;
};

class FieldDevice {
  public:
    FieldDevice(const std::string& radio, const std::string& device, const wire::Stack& stack);

    /// A connection for these messages alone, closed after them.
    AirExchange whole(wire::Opening opening, const device::Messages& messages) const;
    /// These messages on a connection that stays open.
    AirExchange on_open(const device::Messages& messages) const;

    /// Starts again, the radio at rest at time zero.
    void rest();
    /// One exchange; it waits for the one before. Its energy is booked.
    void carry(sim::Time begin, const AirExchange& exchange);
    /// Energy of the radio and of the processor's work up to `end`.
    sim::Joules energy_until(sim::Time end);
    /// Time of the exchange from a radio that is awake, with its serialisation and cryptography.
    sim::Duration time_of(const AirExchange& exchange) const;

    const radio::RadioMachine& radio() const { return radio_; }

  private:
    AirExchange played(const std::vector<wire::Step>& script, std::size_t phase,
                       std::size_t phases) const;
    sim::Duration on_air(const radio::Load& load) const;
    radio::EnergyBook book() { return {by_consumer_.data(), &drawn_}; }

    device::DeviceProfile device_;
    radio::RadioMachine radio_;
    wire::Stack stack_;
    std::vector<sim::WideSum> by_consumer_;
    std::int64_t drawn_ = 0;  ///< nanojoules
    radio::RadioState state_;
    sim::Time free_;  ///< the exchange before is through
};

}  // namespace fleetsim::claims
