// Service tables: what shadows, jobs, models and readers of streams came to, for summary and
// report.
// Models     one table a kind of service, a row for each of its components that the run stored.
// Leaves out series and distributions: they stand with the others.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "results/query.hpp"

namespace fleetsim::results {

struct ServiceCell {
    std::optional<double> value;  ///< absent: nothing that could be measured has happened
    std::string unit;
    std::string figure;  ///< "job/update.succeeded"
};

struct ServiceTable {
    struct Row {
        std::string name;
        std::vector<ServiceCell> cells;
    };
    std::string title;
    std::vector<std::string> columns;
    std::vector<Row> rows;
};

/// Those that have rows. A training that has not been judged by any alarm or failure has no ratios.
std::vector<ServiceTable> service_tables(const Query& query, RunId run);

}  // namespace fleetsim::results
