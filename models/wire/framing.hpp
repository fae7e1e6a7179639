// Framing: what a link puts around each IP packet, in bytes.
// Models     a frame around each packet; padding of short ones; packets cut into several frames.
//            Ethernet, Wi-Fi, LTE and LTE-M, NB-IoT, 802.15.4 with 6LoWPAN.
// Leaves out preambles and the times between frames; acknowledgement, control and beacon frames
//            of the link; repetitions by its own error correction; transport blocks that are cut
//            or padded to what the cell grants; compression of TCP headers.
// Source     IEEE 802.3, IEEE 802.11, 3GPP TS 36.321/36.322/36.323, IEEE 802.15.4, RFC 4944; the
//            sums stand with each name in framing.cpp.
// Error      none for Ethernet; the others are the usual header forms, a few bytes a packet.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace fleetsim::wire {

struct Framing {
    std::string name = "none";
    std::int64_t bytes_per_packet = 0;  ///< around a packet that fits into one frame
    std::int64_t smallest_packet = 0;   ///< shorter IP packets are padded to this
    std::int64_t largest_frame = 0;     ///< bytes of a packet one frame holds; 0: any packet
    std::int64_t fragment_payload = 0;  ///< bytes of a longer packet in each of its frames
    std::int64_t bytes_per_fragment = 0;
    std::int64_t bytes_before_cutting = 0;  ///< added once to a packet before it is cut into frames

    constexpr bool is_fragmenting() const { return largest_frame > 0; }
    /// Bytes the link adds to a packet of this size.
    constexpr std::int64_t around(std::int64_t ip_bytes) const {
        if (!is_fragmenting() || ip_bytes <= largest_frame) {
            const std::int64_t short_of = smallest_packet - ip_bytes;
            return bytes_per_packet + (short_of > 0 ? short_of : 0);
        }
        const std::int64_t cut = ip_bytes + bytes_before_cutting;
        const std::int64_t frames = (cut + fragment_payload - 1) / fragment_payload;
        return bytes_before_cutting + frames * bytes_per_fragment;
    }
};

/// Ethernet II with its check sequence.
Framing ethernet();
/// The names of all, "none" first, with commas between.
std::string framing_choices();
/// Throws sim::InputError naming the choices.
Framing framing_named(std::string_view name);

}  // namespace fleetsim::wire
