// The option --junit of the commands that know goals: where their test report goes.
#pragma once

#include <filesystem>
#include <optional>
#include <span>

#include "cli/command.hpp"
#include "results/query.hpp"

namespace fleetsim::cli {

Option junit_option();

/// Nothing without the option. Throws sim::InputError for a file that does not end in .xml: the
/// option replaces its file, and must not do so to a scenario or to results.
std::optional<std::filesystem::path> junit_file(const Arguments& arguments);

/// Does nothing without a file. Throws as results/text_file.hpp.
void write_junit(const std::optional<std::filesystem::path>& file, const results::Query& query,
                 std::span<const results::Run> runs);

}  // namespace fleetsim::cli
