// The properties of MQTT 5 packets, all 27 of them, as one plain value.
// Models     every property of MQTT 5.0 section 2.2.2.2; absent unless set.
// Leaves out which packet may carry which: codec.hpp checks that while decoding.
// Text and binary members are views: of the caller's memory when encoding, of the input when
// decoded. MQTT 3.1.1 packets have no properties; the encoder then ignores them.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace fleetsim::mqtt {

struct UserProperty {
    std::string_view name{};
    std::string_view value{};
    bool operator==(const UserProperty&) const = default;
};

struct Properties {
    std::optional<bool> payload_is_text{};                    ///< 1: Payload Format Indicator
    std::optional<std::uint32_t> message_expiry{};            ///< 2: seconds
    std::optional<std::string_view> content_type{};           ///< 3
    std::optional<std::string_view> response_topic{};         ///< 8
    std::optional<std::string_view> correlation_bytes{};      ///< 9: Correlation Data
    std::vector<std::uint32_t> subscription_identifiers{};    ///< 11: several in PUBLISH only
    std::optional<std::uint32_t> session_expiry{};            ///< 17: seconds; 2^32-1 is for ever
    std::optional<std::string_view> assigned_client_id{};     ///< 18
    std::optional<std::uint16_t> server_keep_alive{};         ///< 19: seconds
    std::optional<std::string_view> authentication_method{};  ///< 21
    std::optional<std::string_view> authentication_bytes{};   ///< 22: Authentication Data
    std::optional<bool> wants_problem_text{};                 ///< 23: Request Problem Information
    std::optional<std::uint32_t> will_delay{};                ///< 24: seconds
    std::optional<bool> wants_response_topic{};               ///< 25: Request Response Information
    std::optional<std::string_view> response_prefix{};        ///< 26: Response Information
    std::optional<std::string_view> server_reference{};       ///< 28
    std::optional<std::string_view> reason_text{};            ///< 31: Reason String
    std::optional<std::uint16_t> receive_maximum{};           ///< 33: 1..65535
    std::optional<std::uint16_t> topic_alias_maximum{};       ///< 34
    std::optional<std::uint16_t> topic_alias{};               ///< 35: 1..65535
    std::optional<bool> serves_qos1;                          ///< 36: Maximum QoS, 0 or 1
    std::optional<bool> retain_available{};                   ///< 37
    std::vector<UserProperty> user{};                         ///< 38: any number, order kept
    std::optional<std::uint32_t> maximum_packet_size{};       ///< 39: bytes, at least 1
    std::optional<bool> wildcard_available{};                 ///< 40
    std::optional<bool> subscription_identifier_available{};  ///< 41
    std::optional<bool> shared_available{};                   ///< 42

    bool operator==(const Properties&) const = default;
};

}  // namespace fleetsim::mqtt
