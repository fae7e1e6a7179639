#include "cli/junit_option.hpp"

#include "results/report/junit.hpp"
#include "results/text_file.hpp"

namespace fleetsim::cli {

Option junit_option() {
    return {.name = "--junit",
            .value = "FILE",
            .help =
                "write what became of each goal as a JUnit test report, FILE.xml, for "
                "continuous integration to show"};
}

std::optional<std::filesystem::path> junit_file(const Arguments& arguments) {
    const std::optional<std::filesystem::path> file = arguments.maybe("--junit");
    if (file && file->extension() != ".xml")
        refuse_value("--junit", file->string(), "name a file that ends in .xml");
    return file;
}

void write_junit(const std::optional<std::filesystem::path>& file, const results::Query& query,
                 std::span<const results::Run> runs) {
    if (file) results::write_text_file(*file, results::report::junit(query, runs));
}

}  // namespace fleetsim::cli
