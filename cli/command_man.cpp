#include <cstdio>

#include "cli/all_commands.hpp"
#include "cli/commands.hpp"
#include "cli/manual.hpp"
#include "cli/version.hpp"

namespace fleetsim::cli {

namespace {
ExitCode print_manual(const Arguments&) {
    std::fputs(manual_page(all_commands(), version()).c_str(), stdout);
    return ExitCode::Done;
}
}  // namespace

Command man_command() {
    return {.name = "man",
            .summary = "print the manual page: fleetsim man | man -l -",
            .options = {},
            .run = print_manual};
}

}  // namespace fleetsim::cli
