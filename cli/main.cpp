// fleetsim: parses the line, runs the command, and turns every error into words and an exit code.
#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fmt/core.h>
#include <string>
#include <variant>
#include <vector>

#include "cli/all_commands.hpp"
#include "cli/exit_code.hpp"
#include "cli/guard.hpp"
#include "cli/parser.hpp"

namespace {
using fleetsim::cli::ExitCode;

ExitCode run(const std::vector<std::string>& words) {
    const auto parsed = fleetsim::cli::parse(fleetsim::cli::all_commands(), words);
    if (const auto* page = std::get_if<std::string>(&parsed)) {
        fmt::print("{}", *page);
        return ExitCode::Done;
    }
    const auto& invocation = std::get<fleetsim::cli::Invocation>(parsed);
    return invocation.command.run(invocation.arguments);
}

volatile std::sig_atomic_t reader_is_gone = 0;

/// `fleetsim list | head -1`: the reader had enough. Writing on fails, but nothing is wrong.
void remember_broken_pipe(int) { reader_is_gone = 1; }

/// Answers may sit in the stream's buffer: only now is it known whether they arrived.
ExitCode flush_answers(ExitCode code) {
    errno = 0;
    const bool arrived = std::fflush(stdout) == 0 && std::ferror(stdout) == 0;
    if (arrived || reader_is_gone != 0) return code;
    if (code == ExitCode::SystemError) return code;  // why was told
    // An earlier write may have failed, and its reason is forgotten by now.
    const char* reason = errno != 0 ? std::strerror(errno) : "is the disk full?";
    fleetsim::cli::complain(std::string("fleetsim: cannot write to standard output: ") + reason);
    return ExitCode::SystemError;
}
}  // namespace

int main(int argc, char** argv) {
    struct sigaction action {};
    action.sa_handler = remember_broken_pipe;
    action.sa_flags = SA_RESTART;
    sigaction(SIGPIPE, &action, nullptr);
    std::signal(SIGXFSZ, SIG_IGN);  // a limit on files is told like a full disk
    const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
    using fleetsim::cli::Complaints;
    const bool wants_json = std::find(words.begin(), words.end(), "--json") != words.end();
    return static_cast<int>(flush_answers(fleetsim::cli::guarded(
        [&] { return run(words); }, wants_json ? Complaints::Json : Complaints::Words)));
}
