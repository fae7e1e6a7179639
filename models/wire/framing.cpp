#include "models/wire/framing.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sim/error.hpp"

namespace fleetsim::wire {

namespace {

// 802.11 data frame: MAC header 24 and QoS control 2, CCMP header 8 and code 8, LLC/SNAP 8, FCS 4.
constexpr std::int64_t kWifi = 24 + 2 + 8 + 8 + 8 + 4;

// LTE user plane: PDCP 2 (12-bit numbers, 36.323 6.2.3), RLC AM 2 (36.322 6.2.1.4), MAC 3 (two-byte
// sub-header with its length and a one-byte one for padding, 36.321 6.1.2), CRC of the block 3
// (36.212 5.1.1).
constexpr std::int64_t kLte = 2 + 2 + 3 + 3;
// NB-IoT: PDCP has 7-bit numbers, one byte (36.323 6.2.4). A packet is cut to transport blocks of
// at most 1000 bits up (36.213 table 16.5.1.2-2, Cat-NB1): 125 bytes with RLC 2 and MAC 3 in them,
// CRC 3 besides.
constexpr std::int64_t kNbIotBlock = 125;
constexpr std::int64_t kNbIotInBlock = 2 + 3;
constexpr std::int64_t kNbIotPerBlock = kNbIotInBlock + 3;
constexpr std::int64_t kNbIotPdcp = 1;

// 802.15.4 frame of 127 bytes: frame control 2, number 1, PAN 2, two short addresses 4, auxiliary
// security header 6, code 4, FCS 2. In it the dispatch byte of an uncompressed IPv6 packet, or a
// fragment header of 5 (RFC 4944 5.1, 5.3); fragments hold multiples of 8 bytes.
constexpr std::int64_t kPersonalAreaFrame = 127;
constexpr std::int64_t kPersonalAreaMac = 2 + 1 + 2 + 4 + 6 + 4 + 2;
constexpr std::int64_t kFragmentPart = (kPersonalAreaFrame - kPersonalAreaMac - 5) / 8 * 8;

Framing wifi() { return {.name = "wifi", .bytes_per_packet = kWifi}; }

Framing lte(std::string name) { return {.name = std::move(name), .bytes_per_packet = kLte}; }

Framing nb_iot() {
    constexpr std::int64_t kPart = kNbIotBlock - kNbIotInBlock;
    return {.name = "nb-iot",
            .bytes_per_packet = kNbIotPdcp + kNbIotPerBlock,
            .largest_frame = kPart - kNbIotPdcp,
            .fragment_payload = kPart,
            .bytes_per_fragment = kNbIotPerBlock,
            .bytes_before_cutting = kNbIotPdcp};
}

Framing thread() {
    return {.name = "802.15.4",
            .bytes_per_packet = kPersonalAreaMac + 1,
            .largest_frame = kPersonalAreaFrame - kPersonalAreaMac - 1,
            .fragment_payload = kFragmentPart,
            .bytes_per_fragment = kPersonalAreaMac + 5};
}

std::array<Framing, 7> all_framings() {
    return {Framing{}, ethernet(), wifi(), lte("lte"), lte("lte-m"), nb_iot(), thread()};
}

}  // namespace

Framing ethernet() {
    // Two addresses 12, type 2, FCS 4; the payload is padded to 46.
    return {.name = "ethernet", .bytes_per_packet = 18, .smallest_packet = 46};
}

std::string framing_choices() {
    std::string names;
    for (const Framing& framing : all_framings()) {
        names += (names.empty() ? "" : ", ") + framing.name;
    }
    return names;
}

Framing framing_named(std::string_view name) {
    const auto framings = all_framings();
    const auto found = std::find_if(framings.begin(), framings.end(),
                                    [&](const Framing& one) { return one.name == name; });
    if (found != framings.end()) return *found;
    throw sim::InputError(
        sim::Diagnostic{{},
                        "bad-framing",
                        "\"" + std::string(name) + "\" is not a framing of a link",
                        "it is one of " + framing_choices()});
}

}  // namespace fleetsim::wire
