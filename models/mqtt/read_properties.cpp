#include "models/mqtt/read_properties.hpp"

#include "models/mqtt/property_rules.hpp"
#include "models/mqtt/topic.hpp"

namespace fleetsim::mqtt::detail {

namespace {

void refuse_value(Reader& reader, std::string_view clause, std::string_view text) {
    reader.refuse(ReasonCode::ProtocolError, {clause, clause}, text);
}

template <class Value>
bool is_new(Reader& reader, const std::optional<Value>& slot) {
    reader.refuse_if(slot.has_value(), ReasonCode::ProtocolError, {"2.2.2.2", "2.2.2.2"},
                     "a property stands twice");
    return reader.ok();
}

void take(Reader& reader, std::optional<bool>& slot) {
    if (!is_new(reader, slot)) return;
    const std::uint8_t value = reader.octet();
    if (value > 1) return refuse_value(reader, "3.1.2.11", "a property is neither 0 nor 1");
    slot = value == 1;
}
void take(Reader& reader, std::optional<std::uint16_t>& slot) {
    if (is_new(reader, slot)) slot = reader.u16();
}
void take(Reader& reader, std::optional<std::uint32_t>& slot) {
    if (is_new(reader, slot)) slot = reader.u32();
}
void take(Reader& reader, std::optional<std::string_view>& slot) {
    if (is_new(reader, slot)) slot = reader.text();
}
void take_binary(Reader& reader, std::optional<std::string_view>& slot) {
    if (is_new(reader, slot)) slot = reader.binary();
}

template <class Value>
void take_positive(Reader& reader, std::optional<Value>& slot, ReasonCode reason,
                   std::string_view clause, std::string_view text) {
    take(reader, slot);
    reader.refuse_if(reader.ok() && *slot == 0, reason, {clause, clause}, text);
}

void take_response_topic(Reader& reader, Properties& out) {
    take(reader, out.response_topic);
    if (!reader.ok()) return;
    reader.refuse_if(check_topic_name(*out.response_topic) != TopicFault::None,
                     ReasonCode::ProtocolError, {"MQTT-3.3.2-14", "MQTT-3.3.2-14"},
                     "the response topic is empty or has wildcards");
}

void take_subscription_identifier(Reader& reader, std::uint32_t where, Sender sender,
                                  Properties& out) {
    const bool in_publish = where == place(PacketType::Publish);
    reader.refuse_if(in_publish && sender == Sender::Client, ReasonCode::ProtocolError,
                     {"MQTT-3.3.4-6", "MQTT-3.3.4-6"},
                     "a client's PUBLISH carries a subscription identifier");
    reader.refuse_if(!in_publish && !out.subscription_identifiers.empty(),
                     ReasonCode::ProtocolError, {"3.8.2.1.2", "3.8.2.1.2"},
                     "SUBSCRIBE carries two subscription identifiers");
    const std::uint32_t identifier = reader.variable_integer();
    reader.refuse_if(identifier == 0, ReasonCode::ProtocolError, {"3.8.2.1.2", "3.8.2.1.2"},
                     "a subscription identifier is 0");
    if (reader.ok()) out.subscription_identifiers.push_back(identifier);
}

void take_user_property(Reader& reader, Properties& out) {
    UserProperty property;
    property.name = reader.text();
    property.value = reader.text();
    if (reader.ok()) out.user.push_back(property);
}

void take_one(Reader& r, PropertyId id, std::uint32_t where, Sender sender, Properties& out) {
    switch (id) {
        case PropertyId::PayloadFormat:
            return take(r, out.payload_is_text);
        case PropertyId::MessageExpiry:
            return take(r, out.message_expiry);
        case PropertyId::ContentType:
            return take(r, out.content_type);
        case PropertyId::ResponseTopic:
            return take_response_topic(r, out);
        case PropertyId::CorrelationBytes:
            return take_binary(r, out.correlation_bytes);
        case PropertyId::SubscriptionIdentifier:
            return take_subscription_identifier(r, where, sender, out);
        case PropertyId::SessionExpiry:
            return take(r, out.session_expiry);
        case PropertyId::AssignedClientId:
            return take(r, out.assigned_client_id);
        case PropertyId::ServerKeepAlive:
            return take(r, out.server_keep_alive);
        case PropertyId::AuthenticationMethod:
            return take(r, out.authentication_method);
        case PropertyId::AuthenticationBytes:
            return take_binary(r, out.authentication_bytes);
        case PropertyId::RequestProblem:
            return take(r, out.wants_problem_text);
        case PropertyId::WillDelay:
            return take(r, out.will_delay);
        case PropertyId::RequestResponse:
            return take(r, out.wants_response_topic);
        case PropertyId::ResponsePrefix:
            return take(r, out.response_prefix);
        case PropertyId::ServerReference:
            return take(r, out.server_reference);
        case PropertyId::ReasonText:
            return take(r, out.reason_text);
        case PropertyId::ReceiveMaximum:
            return take_positive(r, out.receive_maximum, ReasonCode::ProtocolError, "3.1.2.11.3",
                                 "receive maximum is 0");
        case PropertyId::TopicAliasMaximum:
            return take(r, out.topic_alias_maximum);
        case PropertyId::TopicAlias:
            return take_positive(r, out.topic_alias, ReasonCode::TopicAliasInvalid, "MQTT-3.3.2-8",
                                 "topic alias is 0");
        case PropertyId::MaximumQos:
            return take(r, out.serves_qos1);
        case PropertyId::RetainAvailable:
            return take(r, out.retain_available);
        case PropertyId::User:
            return take_user_property(r, out);
        case PropertyId::MaximumPacketSize:
            return take_positive(r, out.maximum_packet_size, ReasonCode::ProtocolError,
                                 "3.1.2.11.4", "maximum packet size is 0");
        case PropertyId::WildcardAvailable:
            return take(r, out.wildcard_available);
        case PropertyId::SubscriptionIdentifierAvailable:
            return take(r, out.subscription_identifier_available);
        case PropertyId::SharedAvailable:
            return take(r, out.shared_available);
    }
}

}  // namespace

void read_properties(Reader& reader, std::uint32_t where, Sender sender, Properties& out) {
    if (!reader.is_v5()) return;
    const std::uint32_t length = reader.variable_integer();
    Reader block = reader.part(length);
    while (!block.done()) {
        const std::uint32_t number = block.variable_integer();
        const auto id = static_cast<PropertyId>(number);
        const bool known = number <= kLastPropertyId && (allowed_places(id) & where) != 0;
        block.refuse_if(!known, ReasonCode::MalformedPacket, {"2.2.2.2", "2.2.2.2"},
                        "a property is unknown or not allowed in this packet");
        if (block.ok()) take_one(block, id, where, sender, out);
    }
    block.refuse_if(out.authentication_bytes && !out.authentication_method,
                    ReasonCode::ProtocolError, {"3.1.2.11.10", "3.1.2.11.10"},
                    "authentication data stands without a method");
    reader.adopt_fault(block);
}

}  // namespace fleetsim::mqtt::detail
