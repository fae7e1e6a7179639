#include "models/broker/net/doorkeeper.hpp"

namespace fleetsim::broker::net {

using core::ConnectionId;
using mqtt::ReasonCode;

Doorkeeper::Doorkeeper(const IdentityOptions& options) : certificate_(options.certificate) {
    if (!options.password_file.empty()) passwords_ = PasswordFile::read(options.password_file);
}

void Doorkeeper::meet(ConnectionId connection, std::string certificate_name) {
    if (!certificate_name.empty()) names_[connection] = std::move(certificate_name);
}

ReasonCode Doorkeeper::admit(ConnectionId connection, const mqtt::Connect& packet) {
    if (certificate_ == CertificateUse::Identity) {
        const auto known = names_.find(connection);
        // A user name is not needed, but one that is given must be the certificate's.
        if (known != names_.end()) {
            const bool is_other = packet.user_name && *packet.user_name != known->second;
            return is_other ? ReasonCode::NotAuthorized : ReasonCode::Success;
        }
        if (!passwords_) return ReasonCode::NotAuthorized;
    }
    if (!passwords_) return ReasonCode::Success;
    if (!packet.user_name) return ReasonCode::NotAuthorized;
    const bool is_right = passwords_->accepts(*packet.user_name, packet.password.value_or(""));
    return is_right ? ReasonCode::Success : ReasonCode::BadUserNameOrPassword;
}

}  // namespace fleetsim::broker::net
