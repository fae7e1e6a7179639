// fleetsim list: the scenarios that come with fleetsim.
#include <algorithm>
#include <filesystem>
#include <fmt/core.h>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/program_files.hpp"
#include "cli/scenario_names.hpp"
#include "scenarios/language/loader.hpp"
#include "sim/error.hpp"

namespace fleetsim::cli {

namespace {

namespace fs = std::filesystem;

struct Line {
    std::string path;
    std::string description;
};

Line line_of(const fs::path& file, const language::KnownNames& known) {
    std::error_code ignored;
    const fs::path near = fs::proximate(file, ignored);
    try {
        const language::Loaded loaded = language::load(file.string(), {}, known);
        return {near.string(), loaded.scenario.description};
    } catch (const sim::InputError&) {
        return {near.string(), "(has mistakes; see fleetsim check)"};
    }
}

ExitCode list(const Arguments&) {
    const language::KnownNames known = known_names();
    const fs::path folder = scenario_folder();
    std::vector<Line> lines;
    std::error_code error;
    for (const fs::directory_entry& entry : fs::directory_iterator(folder, error)) {
        if (entry.path().extension() == ".toml") lines.push_back(line_of(entry.path(), known));
    }
    if (error) {
        throw sim::SystemError("list the scenarios in", folder.string(), error.message(),
                               "run fleetsim where it was built or installed");
    }
    std::sort(lines.begin(), lines.end(),
              [](const Line& a, const Line& b) { return a.path < b.path; });
    std::size_t width = 0;
    for (const Line& line : lines) width = std::max(width, line.path.size());
    for (const Line& line : lines) fmt::print("{:<{}}  {}\n", line.path, width, line.description);
    return ExitCode::Done;
}

}  // namespace

Command list_command() { return {"list", "list the scenarios that come with fleetsim", {}, list}; }

}  // namespace fleetsim::cli
