// Policy: who may connect, publish, subscribe and receive.
// Models     AWS IoT Core policies: statements that allow or deny actions on resources, "*" and "?"
//            as wildcards, policy variables, deny before allow, and denied where nothing allows.
// Leaves out conditions (a policy with one is refused), and actions on other services.
// Source     AWS IoT developer guide, "AWS IoT Core policies", "Policy variables"; "+" and "#" of
//            topic filters stand for themselves in a resource.
// Error      a policy that is not one throws sim::InputError when it is read; a decision never
//            throws.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fleetsim::cloud {

enum class PolicyAction : std::uint8_t { Connect, Publish, Subscribe, Receive, RetainPublish };

/// Who asks: the values of the policy variables.
struct Identity {
    std::string client_id;
    std::string thing_name;  ///< empty: the certificate has no thing of the client's name attached
    std::string thing_type;
    std::map<std::string, std::string, std::less<>> thing_attributes;
    std::string certificate_id;
    std::map<std::string, std::string, std::less<>> subject;  ///< "CommonName", "SerialNumber" ...
};

class Policy {
  public:
    /// A policy document in JSON. `name` stands for it in messages.
    static Policy parse(std::string_view json, std::string_view name);
    /// Throws as parse() does where a statement can apply to no request: an action that is a slip
    /// of the pen, or resources of another kind than its actions ask for. The service takes both,
    /// and nobody notices a denial that denies nothing.
    void refuse_idle_statements(std::string_view name) const;

  private:
    friend class Permissions;
    enum class Effect : std::uint8_t { Allow, Deny };
    struct Statement {
        Effect effect = Effect::Allow;
        std::vector<std::string> actions;    ///< "iot:Publish", "iot:*"
        std::vector<std::string> resources;  ///< without the ARN's prefix: "topic/a/*", "*"
    };
    std::vector<Statement> statements_;
};

enum class Decision : std::uint8_t { Allowed, DeniedExplicitly, DeniedImplicitly };

/// The policies that are attached to one certificate.
class Permissions {
  public:
    void attach(Policy policy) { policies_.push_back(std::move(policy)); }
    /// `subject` is a client id, a topic name, or a topic filter, as the action has it.
    Decision decide(PolicyAction action, std::string_view subject, const Identity& identity) const;
    /// Whether a decision may depend on the digits of a number in a name, beyond its being the same
    /// as another one: digits or "?" in a resource, or a variable beside a wildcard or another one.
    bool tells_numbers_apart() const;
    bool allows(PolicyAction action, std::string_view subject, const Identity& identity) const {
        return decide(action, subject, identity) == Decision::Allowed;
    }

  private:
    std::vector<Policy> policies_;
};

}  // namespace fleetsim::cloud
