// Export: a results file as CSV files, one for each table a spreadsheet or a script wants.
// Models     RFC 4180 with a header line, numbers with as many digits as bring them back exactly,
//            an empty field where nothing was measured.
// Errors     sim::SystemError where a file cannot be written.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "results/query.hpp"

namespace fleetsim::results {

/// Writes run.csv, scalar.csv, sample.csv, bucket.csv, parameter.csv, assumption.csv, point.csv
/// (of studies), goal.csv, claim.csv, ledger.csv and log.csv of all runs into `folder`, which is
/// created where it is missing. Files of these names are replaced, each as a whole or not at all.
/// Returns what was written.
std::vector<std::filesystem::path> export_csv(const Query& query,
                                              const std::filesystem::path& folder);

/// One field as CSV writes it: in quotes where it has to be.
std::string csv_field(std::string_view text);

/// The shortest decimal text that reads back as the same number.
std::string exact_text(double number);

}  // namespace fleetsim::results
