#include "models/wire/http.hpp"

#include <cctype>

namespace fleetsim::wire::http {

namespace {

std::string line(std::string_view name, std::string_view value) {
    std::string text(name);
    text += ": ";
    text += value;
    text += "\r\n";
    return text;
}

std::string request_line(std::string_view method, std::string_view target) {
    std::string text(method);
    text += ' ';
    text += target;
    text += " HTTP/1.1\r\n";
    return text;
}

// Fixed-length headers whose value does not matter for the size.
constexpr std::string_view kDate = "Thu, 01 Jan 1970 00:00:00 GMT";
constexpr std::string_view kRequestId = "00000000-0000-0000-0000-000000000000";
constexpr std::string_view kNonce = "AAAAAAAAAAAAAAAAAAAAAA==";
constexpr std::string_view kNonceAnswer = "AAAAAAAAAAAAAAAAAAAAAAAAAAA=";

}  // namespace

std::string head(const Post& post) {
    const std::string length = line("Content-Length", std::to_string(post.body));
    std::string text = request_line("POST", post.target) + line("Host", post.host);
    switch (post.client) {
        case Client::Curl:
            text += line("User-Agent", "curl/7.88.1") + line("Accept", "*/*") + length +
                    line("Content-Type", "application/x-www-form-urlencoded");
            break;
        case Client::PythonClient:
            text += line("Accept-Encoding", "identity") + length;
            break;
        case Client::PythonRequests:
            text += line("User-Agent", "python-requests/2.31.0") +
                    line("Accept-Encoding", "gzip, deflate") + line("Accept", "*/*") +
                    line("Connection", "keep-alive") + length;
            break;
    }
    text += post.extra_lines;
    return text + "\r\n";
}

std::string publish_target(std::string_view topic, int qos) {
    std::string target = "/topics/";
    for (const char c : topic) {
        const auto octet = static_cast<unsigned char>(c);
        const bool plain =
            std::isalnum(octet) != 0 || std::string_view("-._~/").find(c) != std::string_view::npos;
        if (plain) {
            target += c;
            continue;
        }
        constexpr std::string_view kDigits = "0123456789ABCDEF";
        target += '%';
        target += kDigits[octet >> 4];
        target += kDigits[octet & 15u];
    }
    return target + "?qos=" + std::to_string(qos);
}

std::string poll_target(std::string_view topic, std::int64_t wait_seconds) {
    std::string target = publish_target(topic, 0);
    target.resize(target.rfind('?'));
    return target + "?wait=" + std::to_string(wait_seconds);
}

std::string publish_answer_head(std::int64_t body) {
    return "HTTP/1.1 200 OK\r\n" + line("Server", "nginx/1.22.1") + line("Date", kDate) +
           line("Content-Type", "application/json") + line("Content-Length", std::to_string(body)) +
           line("Connection", "keep-alive") + line("x-amzn-RequestId", kRequestId) + "\r\n";
}

std::string poll_head(std::string_view host, std::string_view target) {
    return request_line("GET", target) + line("Host", host) + line("User-Agent", "curl/7.88.1") +
           line("Accept", "*/*") + "\r\n";
}

std::string poll_answer_head(std::int64_t body) {
    if (body == 0) {
        return "HTTP/1.1 204 No Content\r\n" + line("Date", kDate) +
               line("Connection", "keep-alive") + "\r\n";
    }
    return "HTTP/1.1 200 OK\r\n" + line("Date", kDate) + line("Content-Type", "application/json") +
           line("Content-Length", std::to_string(body)) + line("Connection", "keep-alive") + "\r\n";
}

std::string websocket_request(std::string_view host, std::string_view target) {
    return request_line("GET", target) + line("Host", host) + line("Upgrade", "websocket") +
           line("Connection", "Upgrade") + line("Sec-WebSocket-Key", kNonce) +
           line("Sec-WebSocket-Protocol", "mqtt") + line("Sec-WebSocket-Version", "13") + "\r\n";
}

std::string websocket_answer() {
    return "HTTP/1.1 101 Switching Protocols\r\n" + line("Upgrade", "websocket") +
           line("Connection", "Upgrade") + line("Sec-WebSocket-Accept", kNonceAnswer) +
           line("Sec-WebSocket-Protocol", "mqtt") + "\r\n";
}

std::int64_t websocket_frame(std::int64_t payload, Masked masked) {
    const std::int64_t length = payload < 126 ? 0 : payload < 65'536 ? 2 : 8;
    return 2 + length + (masked == Masked::Yes ? 4 : 0);
}

}  // namespace fleetsim::wire::http
