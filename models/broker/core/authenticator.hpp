// Authenticator: enhanced authentication, the exchange of AUTH packets.
// Models     MQTT 5.0 section 4.12: as many steps as the method needs, and again on a live
//            connection. A broker without one refuses every method with 0x8C.
// Leaves out the methods themselves, but for one that shows and tests the exchange.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace fleetsim::broker::core {

enum class Verdict : std::uint8_t { Continue, Accept, Reject };

struct AuthStep {
    Verdict verdict = Verdict::Reject;
    std::string bytes{};  ///< Authentication Data for the client; not sent on Reject
};

/// One exchange with one client.
class AuthExchange {
  public:
    virtual ~AuthExchange() = default;
    /// First what came with CONNECT (or the AUTH that begins anew), then each AUTH's data.
    virtual AuthStep answer(std::string_view bytes) = 0;
};

class Authenticator {
  public:
    virtual ~Authenticator() = default;
    /// Null if the method is not known here.
    virtual std::unique_ptr<AuthExchange> begin(std::string_view method,
                                                std::string_view client_id) = 0;
};

/// "CHALLENGE": the server sends a number, the client answers with "secret:number". It protects
/// nothing on an open wire; it is there to try clients and this broker with.
class ChallengeAuthenticator final : public Authenticator {
  public:
    static constexpr std::string_view kMethod = "CHALLENGE";
    explicit ChallengeAuthenticator(std::string secret) : secret_(std::move(secret)) {}
    std::unique_ptr<AuthExchange> begin(std::string_view method,
                                        std::string_view client_id) override;

  private:
    std::string secret_;
    std::uint64_t last_number_ = 0;
};

}  // namespace fleetsim::broker::core
