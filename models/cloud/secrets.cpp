#include "models/cloud/secrets.hpp"

#include <algorithm>

#include "models/rules/json_reader.hpp"

namespace fleetsim::cloud {

namespace {

/// What stands after it in "arn:aws:secretsmanager:REGION:ACCOUNT:secret:NAME-Ab12Cd".
constexpr std::string_view kArn = "arn:";
constexpr std::string_view kBeforeName = ":secret:";
constexpr std::size_t kSuffix = 7;  ///< the service's own six characters, and their hyphen

std::string text_as_json(std::string_view text) {
    std::string json;
    rules::write_json_text(text, json);
    return json;
}

}  // namespace

const Secret* find_secret(const std::vector<Secret>& secrets, std::string_view id) {
    const std::size_t name = id.find(kBeforeName);
    const bool is_arn = id.starts_with(kArn) && name != std::string_view::npos;
    if (is_arn) id.remove_prefix(name + kBeforeName.size());
    const auto named = [&](const Secret& secret) {
        return secret.name == id || (is_arn && id.size() == secret.name.size() + kSuffix &&
                                     id.starts_with(secret.name + "-"));
    };
    const auto found = std::find_if(secrets.begin(), secrets.end(), named);
    return found == secrets.end() ? nullptr : &*found;
}

std::optional<std::string> read_secret(const Secret& secret, std::string_view type,
                                       std::optional<std::string_view> member) {
    if (secret.form == Secret::Form::Binary)
        return type == "SecretBinary" && !member ? std::optional(text_as_json(secret.value))
                                                 : std::nullopt;
    if (type != "SecretString") return std::nullopt;
    rules::Arena arena;
    const auto value = rules::JsonReader().read(secret.value, rules::WholeNumbers::Collapse, arena);
    const bool is_object = value && value->is(rules::Value::Kind::Object);
    if (!member) return is_object ? secret.value : text_as_json(secret.value);
    if (!is_object || value->member(*member).is_undefined()) return std::nullopt;
    std::string json;
    rules::write_json(value->member(*member), json);
    return json;
}

}  // namespace fleetsim::cloud
