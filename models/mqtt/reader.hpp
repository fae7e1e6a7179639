// Reads MQTT's primitive types off a packet body and remembers the first rule broken. Internal to
// the codec. After a fault every read gives zero or nothing, so callers check once, at the end.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "models/mqtt/packet.hpp"
#include "models/mqtt/utf8.hpp"

namespace fleetsim::mqtt::detail {

/// The same rule has a number in each standard.
struct Clause {
    std::string_view v311;
    std::string_view v5;
};

class Reader {
  public:
    Reader(std::string_view body, Version version) : rest_(body), version_(version) {}

    bool ok() const { return violation_.reason == ReasonCode::Success; }
    bool done() const { return rest_.empty() || !ok(); }
    Version version() const { return version_; }
    bool is_v5() const { return version_ == Version::V5; }
    void set_version(Version version) { version_ = version; }
    const Violation& violation() const { return violation_; }

    /// Keeps the first fault only.
    void refuse(ReasonCode reason, Clause clause, std::string_view text) {
        if (!ok()) return;
        violation_ = {reason, is_v5() ? clause.v5 : clause.v311, text};
        rest_ = {};
    }
    void refuse_if(bool broken, ReasonCode reason, Clause clause, std::string_view text) {
        if (broken) refuse(reason, clause, text);
    }

    std::uint8_t octet() {
        if (!has(1)) return 0;
        const auto value = static_cast<std::uint8_t>(rest_.front());
        rest_.remove_prefix(1);
        return value;
    }
    std::uint16_t u16() {
        if (!has(2)) return 0;
        const unsigned high = octet();
        return static_cast<std::uint16_t>(high << 8 | octet());
    }
    std::uint32_t u32() {
        const std::uint32_t high = u16();
        return high << 16 | u16();
    }
    std::string_view binary() {
        const std::size_t length = u16();
        if (!has(length)) return {};
        const std::string_view value = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return value;
    }
    std::string_view text() {
        const std::string_view value = binary();
        const Utf8Fault fault = check_utf8(value);
        refuse_if(fault == Utf8Fault::IllFormed, ReasonCode::MalformedPacket,
                  {"MQTT-1.5.3-1", "MQTT-1.5.4-1"}, "a text is not well-formed UTF-8");
        refuse_if(fault == Utf8Fault::NullCharacter, ReasonCode::MalformedPacket,
                  {"MQTT-1.5.3-2", "MQTT-1.5.4-2"}, "a text contains the character U+0000");
        return ok() ? value : std::string_view{};
    }
    std::uint32_t variable_integer() {
        std::uint32_t value = 0;
        for (unsigned shift = 0; shift <= 21; shift += 7) {
            const std::uint32_t part = octet();
            value |= (part & 0x7Fu) << shift;
            if (part >= 0x80u) continue;
            refuse_if(part == 0 && shift > 0, ReasonCode::MalformedPacket, kMinimal,
                      "an integer takes more octets than it needs");
            return value;
        }
        refuse(ReasonCode::MalformedPacket, {"2.2.3", "1.5.5"}, "an integer has over four octets");
        return 0;
    }
    /// The next `length` octets as a reader of their own.
    Reader part(std::size_t length) {
        Reader inner({}, version_);
        if (!has(length)) return inner;
        inner.rest_ = rest_.substr(0, length);
        rest_.remove_prefix(length);
        return inner;
    }
    void adopt_fault(const Reader& inner) {
        if (!inner.ok()) refuse_with(inner.violation_);
    }
    std::string_view take_rest() {
        const std::string_view value = rest_;
        rest_ = {};
        return value;
    }
    void expect_end() {
        refuse_if(!rest_.empty(), ReasonCode::MalformedPacket, {"2.2.3", "2.1.4"},
                  "octets follow the end of the packet's content");
    }

  private:
    static constexpr Clause kMinimal{"2.2.3", "MQTT-1.5.5-1"};

    bool has(std::size_t length) {
        refuse_if(rest_.size() < length, ReasonCode::MalformedPacket, {"2.2.3", "2.1.4"},
                  "the packet ends before its content does");
        return ok();
    }
    void refuse_with(const Violation& violation) {
        if (!ok()) return;
        violation_ = violation;
        rest_ = {};
    }

    std::string_view rest_;
    Version version_;
    Violation violation_;
};

}  // namespace fleetsim::mqtt::detail
