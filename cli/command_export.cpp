// fleetsim export: a results file as CSV.
#include <fmt/core.h>

#include "cli/commands.hpp"
#include "results/export_csv.hpp"

namespace fleetsim::cli {

namespace {
ExitCode export_results(const Arguments& arguments) {
    const results::Query query(arguments.text("RESULTS"));
    for (const auto& file : results::export_csv(query, arguments.text("--csv")))
        fmt::print("{}\n", file.string());
    return ExitCode::Done;
}
}  // namespace

Command export_command() {
    return {"export",
            "write a results file as CSV files",
            {{.name = "RESULTS", .help = "a results file", .required = true},
             {.name = "--csv",
              .value = "DIR",
              .help = "the folder, made where it is missing; its files of our names are replaced",
              .required = true}},
            export_results};
}

}  // namespace fleetsim::cli
