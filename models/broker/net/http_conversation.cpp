#include "models/broker/net/http_conversation.hpp"

#include <array>
#include <charconv>
#include <fmt/format.h>
#include <openssl/rand.h>

#include "models/broker/net/beast.hpp"
#include "models/broker/net/refusal.hpp"
#include "models/mqtt/topic.hpp"
#include "models/mqtt/utf8.hpp"
#include "models/rules/base64.hpp"

namespace fleetsim::broker::net {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using boost::system::error_code;
using http::status;

namespace {

constexpr std::size_t kHeaderLimit = 8192;  ///< octets
constexpr std::string_view kTopics = "/topics/";

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

/// RFC 3986 section 2.1; nullopt for a '%' without two hexadecimal digits.
std::optional<std::string> percent_decoded(std::string_view text) {
    std::string decoded;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] != '%') {
            decoded.push_back(text[at]);
            continue;
        }
        if (at + 2 >= text.size()) return std::nullopt;
        unsigned octet = 0;
        const char* const digits = text.data() + at + 1;
        const auto [end, error] = std::from_chars(digits, digits + 2, octet, 16);
        if (error != std::errc() || end != digits + 2) return std::nullopt;
        decoded.push_back(static_cast<char>(octet));
        at += 2;
    }
    return decoded;
}

/// The value of `key` in "a=1&b=2".
std::optional<std::string_view> parameter(std::string_view query, std::string_view key) {
    while (!query.empty()) {
        const std::string_view pair = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), pair.size() + 1));
        const std::size_t equals = std::min(pair.find('='), pair.size());
        if (pair.substr(0, equals) == key) {
            return pair.substr(std::min(pair.size(), equals + 1));
        }
    }
    return std::nullopt;
}

std::optional<Credentials> basic_credentials(std::string_view header) {
    constexpr std::string_view kScheme = "Basic ";
    if (!boost::beast::iequals(
            {header.substr(0, kScheme.size()).data(), std::min(header.size(), kScheme.size())},
            {kScheme.data(), kScheme.size()})) {
        return std::nullopt;
    }
    const auto pair = rules::decode_base64(header.substr(kScheme.size()));
    const std::size_t colon = pair ? pair->find(':') : std::string::npos;
    if (colon == std::string::npos) return std::nullopt;
    return Credentials{pair->substr(0, colon), pair->substr(colon + 1)};
}

/// A random UUID (RFC 9562 section 5.4), by which a user can speak of one answer.
std::string new_trace_id() {
    std::array<unsigned char, 16> octets{};
    RAND_bytes(octets.data(), static_cast<int>(octets.size()));
    octets[6] = static_cast<unsigned char>((octets[6] & 0x0F) | 0x40);
    octets[8] = static_cast<unsigned char>((octets[8] & 0x3F) | 0x80);
    std::string id;
    for (std::size_t at = 0; at < octets.size(); ++at) {
        if (at == 4 || at == 6 || at == 8 || at == 10) id.push_back('-');
        id += fmt::format("{:02x}", octets[at]);
    }
    return id;
}

}  // namespace

struct HttpConversation::Parser {
    explicit Parser(std::size_t body_limit) {
        request.eager(true);
        request.header_limit(kHeaderLimit);
        request.body_limit(body_limit);
    }
    http::request_parser<http::string_body> request;
    bool was_told_to_continue = false;
};

/// `words` are ours, plain ASCII without quotes, so JSON needs no escapes.
struct HttpConversation::Answer {
    status code = status::ok;
    std::string words = "OK";
    bool ends_connection = false;
};

HttpConversation::HttpConversation(std::size_t body_limit, Publish publish)
    : body_limit_(body_limit),
      publish_(std::move(publish)),
      parser_(std::make_unique<Parser>(body_limit)) {}

HttpConversation::~HttpConversation() = default;

HttpConversation::Next HttpConversation::on_bytes(std::string_view bytes, std::string& out) {
    unread_.append(bytes);
    while (!unread_.empty()) {
        auto& request = parser_->request;
        error_code error;
        const std::size_t used = request.put(asio::buffer(unread_), error);
        unread_.erase(0, used);
        if (error && error != http::error::need_more) {
            Answer answer{status::bad_request, "this is not an HTTP request", true};
            if (error == http::error::body_limit) {
                answer = {status::payload_too_large, "the message is too large", true};
            } else if (error == http::error::header_limit) {
                answer = {status::request_header_fields_too_large, "the header is too large", true};
            }
            write(answer, out);
            return Next::Close;
        }
        if (!request.is_done()) {
            const bool waits = request.is_header_done() && !parser_->was_told_to_continue &&
                               request.get()[http::field::expect] == "100-continue";
            if (waits) {
                parser_->was_told_to_continue = true;
                out += "HTTP/1.1 100 Continue\r\n\r\n";
            }
            if (error == http::error::need_more) return Next::Continue;
            continue;
        }
        Answer answer = serve();
        answer.ends_connection |= !request.get().keep_alive();
        write(answer, out);
        if (answer.ends_connection) return Next::Close;
        parser_ = std::make_unique<Parser>(body_limit_);
    }
    return Next::Continue;
}

HttpConversation::Answer HttpConversation::serve() {
    const auto& request = parser_->request.get();
    const std::string_view target = view(request.target());
    if (!target.starts_with(kTopics))
        return {status::not_found, "there is only /topics/TOPIC here"};
    if (request.method() != http::verb::post) {
        return {status::method_not_allowed, "a message is published with POST"};
    }
    return publish_to(target.substr(kTopics.size()));
}

HttpConversation::Answer HttpConversation::publish_to(std::string_view target) {
    auto& request = parser_->request.get();
    const std::size_t mark = std::min(target.find('?'), target.size());
    const auto topic = percent_decoded(target.substr(0, mark));
    const std::string_view query = target.substr(std::min(mark + 1, target.size()));
    if (!topic || mqtt::check_utf8(*topic) != mqtt::Utf8Fault::None) {
        return {status::bad_request, "the topic is not percent-encoded UTF-8"};
    }
    if (const auto fault = mqtt::check_topic_name(*topic); fault != mqtt::TopicFault::None) {
        return {status::bad_request, "the topic " + std::string(mqtt::describe(fault))};
    }
    const std::string_view qos = parameter(query, "qos").value_or("0");
    if (qos != "0" && qos != "1") return {status::bad_request, "qos must be 0 or 1"};
    const std::string_view retain = parameter(query, "retain").value_or("false");
    if (retain != "true" && retain != "false") {
        return {status::bad_request, "retain must be true or false"};
    }
    core::Message message;
    message.topic = *topic;
    message.payload = std::move(request.body());
    message.qos = qos == "1" ? mqtt::Qos::AtLeastOnce : mqtt::Qos::AtMostOnce;
    message.retain = retain == "true";
    const auto credentials = basic_credentials(view(request[http::field::authorization]));
    switch (publish_(std::move(message), credentials)) {
        case Verdict::Published:
            return {};
        case Verdict::NeedsPassword:
            return {status::unauthorized, "a user name and its password are needed"};
        case Verdict::ServersTopic:
            return {status::forbidden, refusal_text(mqtt::ReasonCode::NotAuthorized)};
        case Verdict::TopicTooLarge:
            return {status::bad_request, refusal_text(mqtt::ReasonCode::TopicNameInvalid)};
        case Verdict::TooLarge:
            return {status::payload_too_large, refusal_text(mqtt::ReasonCode::PacketTooLarge)};
        case Verdict::Forbidden:
            break;
    }
    return {status::forbidden, "this client may not publish"};
}

void HttpConversation::write(const Answer& answer, std::string& out) {
    const std::string body =
        fmt::format("{{\"message\":\"{}\",\"traceId\":\"{}\"}}", answer.words, new_trace_id());
    const std::string_view reason = view(http::obsolete_reason(answer.code));
    out += fmt::format("HTTP/1.1 {} {}\r\ncontent-type: application/json\r\ncontent-length: {}\r\n",
                       static_cast<unsigned>(answer.code), reason, body.size());
    if (answer.code == status::method_not_allowed) out += "allow: POST\r\n";
    if (answer.code == status::unauthorized) {
        out += "www-authenticate: Basic realm=\"fleetsim\"\r\n";
    }
    if (answer.ends_connection) out += "connection: close\r\n";
    out += "\r\n";
    // RFC 9110 section 9.3.2: the header alone answers a HEAD, or the next answer is misread.
    if (parser_->request.get().method() != http::verb::head) out += body;
}

}  // namespace fleetsim::broker::net
