// HttpConversation: messages published over HTTP, on one connection.
// Models     POST /topics/<topic, percent-encoded>?qos=0|1[&retain=true], answered in JSON; several
//            requests one after another; Basic authentication where passwords are asked for.
// Leaves out every other service of AWS IoT's data plane (shadows, retained messages), HTTP/2.
// Source     AWS IoT Core developer guide, "HTTPS"; RFC 9110, RFC 9112, RFC 7617.
// Error      a request that cannot be served gets its HTTP status and {"message", "traceId"}; one
//            that is no HTTP also ends the connection.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "models/broker/core/message.hpp"

namespace fleetsim::broker::net {

struct Credentials {
    std::string user;
    std::string password;
};

/// What the server decides about one publication.
enum class Verdict : std::uint8_t {
    Published,
    NeedsPassword,
    Forbidden,
    ServersTopic,   ///< clients may not write there
    TopicTooLarge,  ///< for this server: too long, or too many levels
    TooLarge
};

class HttpConversation {
  public:
    using Publish = std::function<Verdict(core::Message message,
                                          const std::optional<Credentials>& credentials)>;

    /// Bodies above `body_limit` octets are refused with 413.
    HttpConversation(std::size_t body_limit, Publish publish);
    ~HttpConversation();

    enum class Next : std::uint8_t { Continue, Close };
    /// Appends what is to be sent to `out`; then the connection goes on or is closed.
    Next on_bytes(std::string_view bytes, std::string& out);

  private:
    struct Parser;
    struct Answer;
    Answer serve();
    Answer publish_to(std::string_view target);
    void write(const Answer& answer, std::string& out);

    std::size_t body_limit_;
    Publish publish_;
    std::unique_ptr<Parser> parser_;
    std::string unread_;
};

}  // namespace fleetsim::broker::net
