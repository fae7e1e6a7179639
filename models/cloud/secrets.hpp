// Secrets: what rules read of a secrets manager.
// Models     AWS Secrets Manager as get_secret() sees it: a secret is a text, a JSON object with
//            members, or bytes; asked for by its name or its ARN.
// Leaves out versions and their change during a run, the rules engine's cache, charges.
// Source     AWS IoT developer guide, "get_secret".     Error none.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace fleetsim::cloud {

struct Secret {
    enum class Form { String, Binary };
    std::string name;
    Form form = Form::String;
    std::string value;  ///< of a binary one, in Base64
};

/// The one that a name or an ARN means, or null.
const Secret* find_secret(const std::vector<Secret>& secrets, std::string_view id);

/// What get_secret() answers, as JSON; nullopt if the secret has another form, or no such member.
/// `type` is "SecretString" or "SecretBinary".
std::optional<std::string> read_secret(const Secret& secret, std::string_view type,
                                       std::optional<std::string_view> member);

}  // namespace fleetsim::cloud
