// Cases of the rules language: statement, message, expected answer; run and compared.
// Models     one file of JSON, {"cases": [...]}, whose fields are described in
//            docs/models/rules.md.
// Error      throws sim::InputError for a file that is not of this form.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace fleetsim::cli {

struct RuleCasesAnswer {
    struct Failure {
        std::string id;
        std::string expected;
        std::string found;
    };
    std::size_t passed = 0;
    std::vector<Failure> failures;
};

/// `path` names the file in errors.
RuleCasesAnswer run_rule_cases(std::string_view text, const std::string& path);

}  // namespace fleetsim::cli
