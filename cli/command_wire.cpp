#include <fmt/format.h>
#include <iostream>

#include "cli/cases_text.hpp"
#include "cli/commands.hpp"
#include "cli/wire_cases.hpp"
#include "cli/wire_question.hpp"

namespace fleetsim::cli {

namespace {

ExitCode predict_cases(const std::string& path) {
    const CasesAnswer answer = answer_cases(cases_text(path), path);
    std::cout << answer.csv;
    for (const sim::Diagnostic& one : answer.unknown)
        std::cerr << fmt::format("{}:{}: {}\n", one.place.file, one.place.line, one.text);
    if (!answer.tally) return ExitCode::Done;
    std::cerr << fmt::format("{} exact, {} within 1 %, {} off", answer.tally->exact,
                             answer.tally->close, answer.tally->off);
    if (answer.tally->unknown > 0)
        std::cerr << fmt::format(", {} not predicted", answer.tally->unknown);
    std::cerr << '\n';
    return ExitCode::Done;
}

ExitCode show_exchange(const Arguments& arguments) {
    const auto cases = arguments.maybe("--cases");
    if (cases && arguments.has("--json")) {
        refuse_option("--json", "it does not go with --cases", "cases answer in CSV");
    }
    if (cases) return predict_cases(*cases);
    const WireAnswer answer = answer_question(arguments);
    std::cout << (arguments.has("--json") ? wire_json(answer) : wire_tables(answer));
    return ExitCode::Done;
}

}  // namespace

Command wire_command() {
    std::vector<Option> options = {
        {"--cases", Arity::One, "FILE.csv", "predict captured operations, a row each"},
        {"--json", Arity::Flag, "", "one JSON object instead of tables"},
    };
    for (const Option& option : wire_question_options()) options.push_back(option);
    return {"wire", "bytes and packets of an exchange", std::move(options), show_exchange};
}

}  // namespace fleetsim::cli
