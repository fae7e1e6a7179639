#include "models/cloud/policy.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>

#include "models/rules/json_reader.hpp"
#include "sim/error.hpp"
#include "sim/nearest_name.hpp"

namespace fleetsim::cloud {

namespace {

using rules::Value;

constexpr std::array<std::string_view, 5> kActions = {"iot:Connect", "iot:Publish", "iot:Subscribe",
                                                      "iot:Receive", "iot:RetainPublish"};
constexpr std::array<std::string_view, 5> kResources = {"client/", "topic/", "topicfilter/",
                                                        "topic/", "topic/"};

/// A character that stands for itself: what a variable was replaced by may hold "*" and "?".
struct Glyph {
    char character = 0;
    bool is_literal = false;
};
using Pattern = std::vector<Glyph>;

/// "*" any run of characters, "?" any one. Linear memory, no recursion.
bool matches(const Pattern& pattern, std::string_view text) {
    std::size_t p = 0;
    std::size_t t = 0;
    std::optional<std::size_t> star;
    std::size_t star_text = 0;
    const auto is_wild = [&](std::size_t at, char c) {
        return at < pattern.size() && !pattern[at].is_literal && pattern[at].character == c;
    };
    while (t < text.size()) {
        if (is_wild(p, '*')) {
            star = p++;
            star_text = t;
        } else if (p < pattern.size() && (is_wild(p, '?') || pattern[p].character == text[t])) {
            ++p;
            ++t;
        } else if (star) {
            p = *star + 1;
            t = ++star_text;
        } else {
            return false;
        }
    }
    while (is_wild(p, '*')) ++p;
    return p == pattern.size();
}

std::optional<std::string> lookup(const std::map<std::string, std::string, std::less<>>& values,
                                  std::string_view key) {
    const auto found = values.find(key);
    if (found == values.end()) return std::nullopt;
    return found->second;
}

std::optional<std::string> given(const std::string& text) {
    if (text.empty()) return std::nullopt;
    return text;
}

/// nullopt: the variable has no value for this client, and its statement does not apply.
std::optional<std::string> value_of(std::string_view variable, const Identity& identity) {
    constexpr std::string_view kThing = "iot:Connection.Thing.";
    constexpr std::string_view kSubject = "iot:Certificate.Subject.";
    if (variable == "iot:ClientId") return identity.client_id;
    if (variable == "iot:CertificateId") return given(identity.certificate_id);
    if (variable.starts_with(kSubject)) {
        return lookup(identity.subject, variable.substr(kSubject.size()));
    }
    if (!variable.starts_with(kThing)) return std::nullopt;
    variable.remove_prefix(kThing.size());
    if (variable == "ThingName") return given(identity.thing_name);
    if (variable == "ThingTypeName") return given(identity.thing_type);
    constexpr std::string_view kAttributes = "Attributes[";
    if (!variable.starts_with(kAttributes) || !variable.ends_with(']')) return std::nullopt;
    variable.remove_prefix(kAttributes.size());
    variable.remove_suffix(1);
    return lookup(identity.thing_attributes, variable);
}

/// `${*}`, `${?}` and `${$}` are those characters themselves.
std::optional<Pattern> pattern_for(std::string_view resource, const Identity& identity) {
    Pattern pattern;
    for (std::size_t i = 0; i < resource.size(); ++i) {
        const std::size_t close = resource.find('}', i);
        if (!resource.substr(i).starts_with("${") || close == std::string_view::npos) {
            pattern.push_back({resource[i], false});
            continue;
        }
        const std::string_view name = resource.substr(i + 2, close - i - 2);
        const bool is_sign = name == "*" || name == "?" || name == "$";
        const auto value = is_sign ? std::string(name) : value_of(name, identity);
        if (!value) return std::nullopt;
        for (const char c : *value) pattern.push_back({c, true});
        i = close;
    }
    return pattern;
}

Pattern plain_pattern(std::string_view text) {
    Pattern pattern;
    for (const char c : text) pattern.push_back({c, false});
    return pattern;
}

/// "arn:aws:iot:us-east-1:123456789012:topic/a" is "topic/a".
std::string without_arn(std::string_view resource) {
    if (!resource.starts_with("arn:")) return std::string(resource);
    for (int colons = 0; colons < 5; ++colons) {
        const std::size_t at = resource.find(':');
        if (at == std::string_view::npos) return std::string(resource);
        resource.remove_prefix(at + 1);
    }
    return std::string(resource);
}

[[noreturn]] void refuse(std::string_view name, std::string text, std::string hint) {
    throw sim::InputError(
        sim::Diagnostic{{std::string(name), 0, 0}, "bad-policy", std::move(text), std::move(hint)});
}

/// Whether a resource may be one of a kind, "topic/" say, whatever its variables hold.
bool may_be_of(std::string_view resource, std::string_view kind) {
    const std::string_view written = resource.substr(0, resource.find_first_of("*?$"));
    return written.size() < resource.size() ? written.starts_with(kind) || kind.starts_with(written)
                                            : written.starts_with(kind);
}

/// The action that was most likely meant; nothing where the word is no slip of the pen, but one of
/// the many actions that are not modelled.
std::optional<std::string_view> action_meant_by(std::string_view word) {
    if (word.find_first_of("*?") != std::string_view::npos) return std::nullopt;
    const bool has_service = word.find(':') != std::string_view::npos;
    const std::string whole = (has_service ? "" : "iot:") + std::string(word);
    const auto nearest = sim::nearest_name(whole, {kActions.begin(), kActions.end()});
    const bool is_slip =
        nearest && nearest->size() <= whole.size() + 1 && whole.size() <= nearest->size() + 1;
    return is_slip ? nearest : std::nullopt;
}

/// One text or a list of texts.
std::vector<std::string> texts_of(const Value& value, std::string_view key, std::string_view name) {
    if (value.is(Value::Kind::Text)) return {std::string(value.as_text())};
    std::vector<std::string> texts;
    if (value.is(Value::Kind::Array)) {
        for (const Value& item : value.as_array()) {
            if (item.is(Value::Kind::Text)) texts.emplace_back(item.as_text());
        }
    }
    if (texts.empty()) {
        refuse(name, fmt::format("a statement has no {}", key),
               fmt::format("\"{}\": \"...\" or a list of texts", key));
    }
    return texts;
}

}  // namespace

Policy Policy::parse(std::string_view json, std::string_view name) {
    rules::Arena arena;
    const auto document = rules::JsonReader{}.read(json, rules::WholeNumbers::Keep, arena);
    if (!document) refuse(name, "the policy is not JSON", "{\"Statement\": [...]}");
    const Value list = document->member("Statement");
    if (!list.is(Value::Kind::Array) && !list.is(Value::Kind::Object)) {
        refuse(name, "the policy has no Statement", "{\"Statement\": [...]}");
    }
    Policy policy;
    const auto statements =
        list.is(Value::Kind::Array) ? list.as_array() : std::span<const Value>(&list, 1);
    for (const Value& entry : statements) {
        Statement statement;
        const Value effect = entry.member("Effect");
        const std::string_view word = effect.is(Value::Kind::Text) ? effect.as_text() : "";
        if (word != "Allow" && word != "Deny") {
            refuse(name, fmt::format("an Effect is not \"{}\"", word), "Allow or Deny");
        }
        for (const std::string_view key : {"Condition", "NotAction", "NotResource"}) {
            const Value unknown = entry.member(key);
            if (!unknown.is(Value::Kind::Undefined))
                refuse(name, fmt::format("{} is not modelled", key),
                       "write the statement with Action and Resource alone");
        }
        statement.effect = word == "Allow" ? Effect::Allow : Effect::Deny;
        statement.actions = texts_of(entry.member("Action"), "Action", name);
        for (const std::string& resource : texts_of(entry.member("Resource"), "Resource", name)) {
            statement.resources.push_back(without_arn(resource));
        }
        policy.statements_.push_back(std::move(statement));
    }
    return policy;
}

void Policy::refuse_idle_statements(std::string_view name) const {
    for (const Statement& statement : statements_) {
        bool may_apply = false;
        std::string_view kinds;  // of the resources that its actions ask for
        for (const std::string& action : statement.actions) {
            const Pattern pattern = plain_pattern(action);
            bool is_known = false;
            for (std::size_t i = 0; i < kActions.size(); ++i) {
                if (!matches(pattern, kActions[i])) continue;
                is_known = true;
                kinds = kResources[i];
                may_apply |= std::any_of(
                    statement.resources.begin(), statement.resources.end(),
                    [&](const std::string& one) { return may_be_of(one, kResources[i]); });
            }
            if (is_known) continue;
            if (const auto meant = action_meant_by(action))
                refuse(name, fmt::format("there is no action \"{}\"", action),
                       fmt::format("did you mean \"{}\"?", *meant));
            may_apply = true;  // of another part of the service, such as iot:GetThingShadow
        }
        if (!may_apply)
            refuse(name,
                   fmt::format("{} asks for \"{}...\", and never for \"{}\"",
                               statement.actions.front(), kinds, statement.resources.front()),
                   "client/ goes with iot:Connect, topicfilter/ with iot:Subscribe, topic/ with "
                   "iot:Publish, iot:RetainPublish and iot:Receive");
    }
}

bool Permissions::tells_numbers_apart() const {
    const auto shows_digits = [](const std::string& resource) {
        bool after_variable = false;
        bool after_wildcard = false;
        for (std::size_t i = 0; i < resource.size(); ++i) {
            const std::size_t close = resource.find('}', i);
            if (resource.compare(i, 2, "${") == 0 && close != std::string::npos) {
                if (after_variable || after_wildcard) return true;
                after_variable = true;
                i = close;
                continue;
            }
            const char c = resource[i];
            if (c == '?' || (c >= '0' && c <= '9')) return true;
            if (c == '*' && after_variable) return true;
            after_wildcard = c == '*';
            after_variable = false;
        }
        return false;
    };
    return std::any_of(policies_.begin(), policies_.end(), [&](const Policy& policy) {
        return std::any_of(policy.statements_.begin(), policy.statements_.end(),
                           [&](const Policy::Statement& statement) {
                               return std::any_of(statement.resources.begin(),
                                                  statement.resources.end(), shows_digits);
                           });
    });
}

Decision Permissions::decide(PolicyAction action, std::string_view subject,
                             const Identity& identity) const {
    const auto index = static_cast<std::size_t>(action);
    const std::string resource = std::string(kResources[index]) + std::string(subject);
    const auto names_action = [&](const std::string& text) {
        return matches(plain_pattern(text), kActions[index]);
    };
    const auto names_resource = [&](const std::string& text) {
        const auto pattern = pattern_for(text, identity);
        return pattern && matches(*pattern, resource);
    };
    bool is_allowed = false;
    for (const Policy& policy : policies_) {
        for (const Policy::Statement& statement : policy.statements_) {
            if (std::none_of(statement.actions.begin(), statement.actions.end(), names_action) ||
                std::none_of(statement.resources.begin(), statement.resources.end(),
                             names_resource)) {
                continue;
            }
            if (statement.effect == Policy::Effect::Deny) return Decision::DeniedExplicitly;
            is_allowed = true;
        }
    }
    return is_allowed ? Decision::Allowed : Decision::DeniedImplicitly;
}

}  // namespace fleetsim::cloud
