// Doorkeeper: who may connect to the server.
// Models     anybody, a password from a file, or the certificate of the TLS handshake.
// Leaves out what a client may publish or subscribe to: core::Settings::denied_filters.
// Source     MQTT 3.1.1 section 3.2.2.3, MQTT 5.0 section 3.2.2.2 for what a refused client is
//            told.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "models/broker/core/attachments.hpp"
#include "models/broker/net/password_file.hpp"

namespace fleetsim::broker::net {

/// Does a certificate's common name stand for user name and password?
enum class CertificateUse : std::uint8_t { Encryption, Identity };

struct IdentityOptions {
    std::string password_file;  ///< empty: anybody
    CertificateUse certificate = CertificateUse::Encryption;
};

class Doorkeeper : public core::Gate {
  public:
    explicit Doorkeeper(const IdentityOptions& options);

    /// The common name of the certificate the connection came with, if it has one.
    void meet(core::ConnectionId connection, std::string certificate_name);
    void forget(core::ConnectionId connection) { names_.erase(connection); }

    mqtt::ReasonCode admit(core::ConnectionId connection, const mqtt::Connect& packet) override;
    bool asks_for_passwords() const { return passwords_.has_value(); }

  private:
    std::optional<PasswordFile> passwords_;
    CertificateUse certificate_;
    std::unordered_map<core::ConnectionId, std::string> names_;
};

}  // namespace fleetsim::broker::net
