// Evaluator: runs a Program over messages.
// Models     the order of the service (topic filter, SET, WHERE, SELECT); a payload is parsed when
//            something first asks for a field of it, and not at all otherwise.
// Leaves out actions: what becomes of the result is the caller's.
// Source     AWS IoT developer guide, "AWS IoT SQL reference".
// Error      never throws, whatever the message; what cannot be computed is Undefined.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/rules/json_reader.hpp"
#include "models/rules/message.hpp"
#include "models/rules/program.hpp"
#include "models/rules/regex.hpp"

namespace fleetsim::rules {

class Evaluation;

/// Whether a message on `topic` reaches the rule: through the broker by the rule's filter, or
/// through Basic Ingest by its name.
bool reaches(const Program& statement, std::string_view topic, const Context& context);

/// Memory and caches of evaluations, one for each thread. What it returns is valid until its next
/// call.
class Evaluator {
  public:
    /// The outgoing bytes; nullopt if the rule does not fire. Callers that have routed the message
    /// by topic already skip that test with evaluate_routed().
    std::optional<std::string_view> evaluate(const Program& statement, const Message& message,
                                             const Context& context);
    std::optional<std::string_view> evaluate_routed(const Program& statement,
                                                    const Message& message, const Context& context);
    /// A template's text for the message the statement was evaluated on. `$$` stays as it is.
    std::string_view expand(const Program& text, const Program& statement, const Message& message,
                            const Context& context);
    /// The same for the statement and the message that were evaluated last: the statement's
    /// variables keep their values, so the services that they ask are asked once.
    std::string_view expand_after_evaluate(const Program& text, const Message& message,
                                           const Context& context);

  private:
    std::string_view write_pieces(const Program& text, Evaluation& evaluation);

    friend class Evaluation;
    Arena arena_;
    JsonReader json_;
    RegexCache regexes_;
    std::vector<Value> variables_;
    std::string output_;
};

}  // namespace fleetsim::rules
