// HTTP/1.1 requests and responses as text, for their sizes to the byte.
// Models     a publish by POST as clients of AWS IoT write it, its answer, a long-polling GET and
//            its answers; WebSocket's upgrade and frames.
// Leaves out HTTP/2, chunked bodies, compression, cookies.
// Source     RFC 9110, 9112, 6455. Header sets: curl 7.88, Python 3.11 http.client, requests 2.31,
//            nginx 1.22; AWS IoT developer guide, "HTTPS publish" (POST /topics/<topic>?qos=).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/units.hpp"

namespace fleetsim::wire::http {

enum class Client : std::uint8_t {
    Curl,            ///< command line, --data
    PythonClient,    ///< http.client of the standard library
    PythonRequests,  ///< requests 2.31
};

struct Post {
    Client client = Client::Curl;
    std::string_view host;  ///< with ":8443" where it is not the default port
    std::string_view target;
    std::int64_t body = 0;           ///< bytes
    std::string_view extra_lines{};  ///< further headers, each with its CR LF
};

/// Request line and headers to the empty line, without the body.
std::string head(const Post& post);
/// "/topics/<topic>?qos=1", with the topic's reserved characters but for '/' escaped.
std::string publish_target(std::string_view topic, int qos);

/// "/topics/<topic>?wait=30": a GET for what comes to a topic.
std::string poll_target(std::string_view topic, std::int64_t wait_seconds);

/// The answer of an nginx in front of AWS's contract: 200 with a small JSON body and a request id.
std::string publish_answer_head(std::int64_t body);
inline constexpr std::int64_t kPublishAnswerBody = 65;

/// A GET that the server holds until there is a message or its patience ends.
std::string poll_head(std::string_view host, std::string_view target);
/// 204 without, 200 with a body.
std::string poll_answer_head(std::int64_t body);

/// WebSocket: the upgrade request and answer for the subprotocol "mqtt", and what a frame adds to
/// its payload; a client's frames are masked (RFC 6455 5.2, 5.3).
std::string websocket_request(std::string_view host, std::string_view target);
std::string websocket_answer();
enum class Masked : std::uint8_t { No, Yes };
std::int64_t websocket_frame(std::int64_t payload, Masked masked);

}  // namespace fleetsim::wire::http
