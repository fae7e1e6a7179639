#include "models/device/device_class.hpp"

#include <cmath>

#include "models/device/turn.hpp"

namespace fleetsim::device {

namespace {

/// Where in its ramp a device starts, 0..1, from its position in the fleet.
double ramp_position(Ramp ramp, double share) {
    if (ramp == Ramp::Linear) return share;
    // The inverse of the smooth step 3x^2 - 2x^3.
    return 0.5 - std::sin(std::asin(1 - 2 * share) / 3);
}

}  // namespace

std::vector<std::string> DeviceClass::consumers() const {
    std::vector<std::string> names = {"sleep", "processing", "cryptography"};
    if (meter) {
        for (const std::string_view charge : power::kChargeNames)
            names.push_back("powertutor " + std::string(charge));
        return names;
    }
    for (const std::string& state : radio.consumers()) names.push_back("radio " + state);
    return names;
}

std::vector<std::uint16_t> patterns_of(const DeviceClass& type) {
    std::vector<std::uint16_t> patterns;
    for (const PublishProgram& program : type.programs) patterns.push_back(program.pattern);
    return patterns;
}

sim::Time start_in(const DeviceClass& type, std::uint64_t seed, std::uint32_t device) {
    if (type.start_over == sim::Duration{}) return type.start;
    sim::DrawEngine draw = sim::draw(seed, sim::EntityId::device(device),
                                     static_cast<std::uint32_t>(Purpose::Start), 0);
    const double share = (device - type.devices.first + draw.uniform()) / type.devices.count;
    const double position = ramp_position(type.ramp, share);
    return type.start + sim::Duration::from_seconds(type.start_over.to_seconds() * position);
}

}  // namespace fleetsim::device
