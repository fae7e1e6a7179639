#include <chrono>
#include <fmt/format.h>
#include <iostream>

#include "cli/cases_text.hpp"
#include "cli/commands.hpp"
#include "cli/rule_cases.hpp"
#include "models/rules/evaluator.hpp"

namespace fleetsim::cli {

namespace {

ExitCode try_cases(const std::string& path) {
    const RuleCasesAnswer answer = run_rule_cases(cases_text(path), path);
    for (const auto& failure : answer.failures) {
        std::cout << fmt::format("FAILED {}\n  expected {}\n  found    {}\n", failure.id,
                                 failure.expected, failure.found);
    }
    std::cout << fmt::format("{} passed, {} failed\n", answer.passed, answer.failures.size());
    return answer.failures.empty() ? ExitCode::Done : ExitCode::GoalMissed;
}

rules::TopicProfile topic_profile_of(const Arguments& arguments) {
    const std::string name = arguments.maybe("--profile").value_or("aws");
    if (name == "aws") return rules::TopicProfile::Aws;
    if (name == "mqtt") return rules::TopicProfile::Mqtt;
    refuse_option("--profile", fmt::format("there is no profile \"{}\"", name), "mqtt or aws");
}

rules::SqlVersion version_of(const Arguments& arguments) {
    const std::string text = arguments.maybe("--sql-version").value_or("2016-03-23");
    const auto version = rules::parse_sql_version(text);
    if (!version) {
        refuse_option("--sql-version", fmt::format("there is no SQL version \"{}\"", text),
                      "2015-10-08 or 2016-03-23");
    }
    return *version;
}

std::string needed(const Arguments& arguments, std::string_view option) {
    const auto value = arguments.maybe(option);
    if (!value) {
        throw sim::InputError(sim::Diagnostic{{"command line", 0, 0},
                                              "missing-argument",
                                              "fleetsim rule needs " + std::string(option),
                                              "give --sql and --topic, or --cases FILE.json"});
    }
    return *value;
}

std::int64_t unix_ms_now() {
    const auto now = std::chrono::system_clock::now().time_since_epoch();
    return std::chrono::duration_cast<std::chrono::milliseconds>(now).count();
}

std::string_view why_silent(const rules::Program& program, std::string_view topic,
                            const rules::Context& context) {
    if (rules::reaches(program, topic, context)) return "WHERE is not true";
    if (program.filter) return "the topic does not match";
    return "it has no FROM, so only $aws/rules/NAME/... reaches it";
}

ExitCode try_rule(const Arguments& arguments) {
    if (const auto path = arguments.maybe("--cases")) return try_cases(*path);
    const std::string sql = needed(arguments, "--sql");
    const std::string topic = needed(arguments, "--topic");
    const std::string payload = arguments.maybe("--payload").value_or("{}");
    const auto client = arguments.maybe("--client-id");
    const auto program = rules::Program::parse(sql, version_of(arguments), "--sql");
    rules::Message message{.topic = topic, .payload = payload};
    if (client) message.client_id = *client;
    rules::Context context;
    context.profile = topic_profile_of(arguments);
    context.now_ms = arguments.integer("--now-ms", unix_ms_now());
    context.draw_key = static_cast<std::uint64_t>(arguments.integer("--seed", 1, 0));
    message.trace_key = context.draw_key;
    rules::Evaluator evaluator;
    if (const auto source = arguments.maybe("--template")) {
        const auto text = rules::Program::parse_template(*source, program, "--template");
        std::cout << evaluator.expand(text, program, message, context) << '\n';
        return ExitCode::Done;
    }
    const auto output = evaluator.evaluate(program, message, context);
    if (output) {
        std::cout << *output << '\n';
    } else {
        std::cerr << "the rule does not fire: " << why_silent(program, topic, context) << '\n';
    }
    return ExitCode::Done;
}

}  // namespace

Command rule_command() {
    return {
        "rule",
        "what a rule makes of a message",
        {
            {"--sql", Arity::One, "SQL", "the rule's statement"},
            {"--topic", Arity::One, "TOPIC", "the topic the message is published on"},
            {"--payload", Arity::One, "TEXT", "the message's payload; {} if not given"},
            {"--template", Arity::One, "TEXT", "expand a text with ${expression} parts instead"},
            {"--client-id", Arity::One, "ID", "the publisher; none: not sent over MQTT"},
            {"--now-ms", Arity::One, "N", "what timestamp() gives; the clock's time otherwise"},
            {"--profile", Arity::One, "mqtt|aws", "how topic filters match; aws if not given"},
            {"--sql-version", Arity::One, "DATE", "2015-10-08 or 2016-03-23 (if not given)"},
            {"--seed", Arity::One, "N", "of rand(), newuuid() and traceid(); 1 if not given"},
            {"--cases", Arity::One, "FILE.json", "run cases and compare their answers"},
        },
        try_rule};
}

}  // namespace fleetsim::cli
