// What the tests of the rules language share: a statement over a payload, in one line.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "models/rules/evaluator.hpp"

namespace fleetsim::rules {

struct Given {
    std::string payload = "{}";
    std::string topic = "t";
    SqlVersion version = SqlVersion::V2016_03_23;
    Context context = {};
    std::optional<std::string> client_id = {};
};

/// The outgoing bytes; nullopt if the rule does not fire.
inline std::optional<std::string> run(std::string_view sql, const Given& given = {}) {
    const Program program = Program::parse(sql, given.version);
    Message message{.topic = given.topic, .payload = given.payload};
    if (given.client_id) message.client_id = *given.client_id;
    Evaluator evaluator;
    const auto output = evaluator.evaluate(program, message, given.context);
    if (!output) return std::nullopt;
    return std::string(*output);
}

/// The JSON of one expression; empty if it is Undefined.
inline std::string value_of(std::string_view expression, const std::string& payload = "{}") {
    return run("SELECT VALUE (" + std::string(expression) + ") FROM 't'", {.payload = payload})
        .value_or("does not fire");
}

inline std::string expand(std::string_view text, const std::string& payload = "{}",
                          std::string_view sql = "SELECT * FROM 't'") {
    const Program statement = Program::parse(sql, SqlVersion::V2016_03_23);
    const Program program = Program::parse_template(text, statement);
    const Message message{.topic = "t", .payload = payload};
    Evaluator evaluator;
    return std::string(evaluator.expand(program, statement, message, {}));
}

}  // namespace fleetsim::rules
