#include <fmt/core.h>

#include "cli/all_commands.hpp"
#include "cli/commands.hpp"
#include "cli/completion.hpp"
#include "sim/error.hpp"

namespace fleetsim::cli {

namespace {
Shell shell_named(const std::string& name) {
    if (name == "bash") return Shell::Bash;
    if (name == "zsh") return Shell::Zsh;
    if (name == "fish") return Shell::Fish;
    throw sim::InputError(
        sim::Diagnostic{.place = {"command line", 0, 0},
                        .code = "unknown-shell",
                        .text = "there is no completion for the shell \"" + name + '"',
                        .hint = "it is bash, zsh or fish"});
}

ExitCode print_completion(const Arguments& arguments) {
    fmt::print("{}", completion_script(all_commands(), shell_named(arguments.text("SHELL"))));
    return ExitCode::Done;
}
}  // namespace

Command completion_command() {
    return {.name = "completion",
            .summary = "print a shell's completion script: source <(fleetsim completion bash)",
            .options = {{.name = "SHELL", .help = "bash, zsh or fish", .required = true}},
            .run = print_completion};
}

}  // namespace fleetsim::cli
