// fleetsim export: a results file as CSV, its goals as a JUnit test report.
#include <filesystem>
#include <fmt/core.h>
#include <optional>
#include <string>

#include "cli/commands.hpp"
#include "cli/junit_option.hpp"
#include "results/export_csv.hpp"

namespace fleetsim::cli {

namespace {
ExitCode export_results(const Arguments& arguments) {
    const std::optional<std::string> folder = arguments.maybe("--csv");
    const std::optional<std::filesystem::path> junit = junit_file(arguments);
    if (!folder && !junit)
        refuse_option("--csv", "it is missing, and --junit too",
                      "say what to write: --csv DIR, --junit FILE or both");
    const results::Query query(arguments.text("RESULTS"));
    if (folder)
        for (const auto& file : results::export_csv(query, *folder))
            fmt::print("{}\n", file.string());
    write_junit(junit, query, query.runs());
    if (junit) fmt::print("{}\n", junit->string());
    return ExitCode::Done;
}
}  // namespace

Command export_command() {
    return {"export",
            "write a results file as CSV files, or its goals as a JUnit test report",
            {{.name = "RESULTS", .help = "a results file", .required = true},
             {.name = "--csv",
              .value = "DIR",
              .help = "the folder, made where it is missing; its files of our names are replaced"},
             junit_option()},
            export_results};
}

}  // namespace fleetsim::cli
