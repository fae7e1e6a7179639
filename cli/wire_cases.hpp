// `fleetsim wire --cases FILE.csv`: rows that name captured operations in, predictions out.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/error.hpp"

namespace fleetsim::cli {

/// How the predictions compare with the measured columns of the file, row by row.
struct CaseTally {
    int exact = 0;  ///< every measured figure met, or its range where the capture varied
    int close = 0;  ///< IP bytes within 1 %
    int off = 0;
    int unknown = 0;  ///< rows of a phase that is not known, or not of such a connection
};

struct CasesAnswer {
    std::string csv;  ///< the case columns and the predicted ones, a line for each row
    std::optional<CaseTally> tally;
    std::vector<sim::Diagnostic> unknown;  ///< of each row and column that was left out
};

/// `name` stands for the text in messages. Throws sim::InputError with every bad row.
CasesAnswer answer_cases(std::string_view text, const std::string& name);

}  // namespace fleetsim::cli
