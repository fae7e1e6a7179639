// fleetsim: parses the line, runs the command, and turns every error into words and an exit code.
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fmt/core.h>
#include <new>
#include <string>
#include <system_error>
#include <variant>
#include <vector>

#include "cli/command_list.hpp"
#include "cli/exit_code.hpp"
#include "cli/parser.hpp"
#include "sim/error.hpp"

namespace {
using fleetsim::cli::ExitCode;

ExitCode run(const std::vector<std::string>& words) {
    const auto parsed = fleetsim::cli::parse(fleetsim::cli::command_list(), words);
    if (const auto* page = std::get_if<std::string>(&parsed)) {
        fmt::print("{}", *page);
        return ExitCode::Done;
    }
    const auto& invocation = std::get<fleetsim::cli::Invocation>(parsed);
    return invocation.command.run(invocation.arguments);
}

void complain(const std::string& text) {
    // Standard error may be closed; there is nobody left to tell then.
    std::fputs(text.c_str(), stderr);
    std::fputc('\n', stderr);
}

ExitCode run_and_report(const std::vector<std::string>& words) {
    try {
        return run(words);
    } catch (const fleetsim::sim::InputError& error) {
        complain(error.what());
        return ExitCode::BadInput;
    } catch (const fleetsim::sim::SystemError& error) {
        complain(std::string("fleetsim: ") + error.what());
        if (!error.advice().empty()) complain("   " + error.advice());
    } catch (const std::bad_alloc&) {
        complain("fleetsim: out of memory\n   a smaller fleet or a machine with more memory helps");
    } catch (const std::system_error& error) {
        if (error.code().value() == EPIPE) return ExitCode::Done;  // the reader had enough
        complain(std::string("fleetsim: the system refused: ") + error.what());
    } catch (const std::exception& error) {
        complain(
            std::string("fleetsim: internal error: ") + error.what() +
            "\n   This is a bug in fleetsim. Please report it with this line and the command.");
    }
    return ExitCode::SystemError;
}

/// Answers may sit in the stream's buffer: only now is it known whether they arrived.
ExitCode flush_answers(ExitCode code) {
    errno = 0;
    const bool failed = std::ferror(stdout) != 0;
    const bool unflushed = std::fflush(stdout) != 0;
    if ((!failed && !unflushed) || errno == EPIPE || (failed && errno == 0)) return code;
    complain(std::string("fleetsim: cannot write to standard output: ") + std::strerror(errno));
    return ExitCode::SystemError;
}
}  // namespace

int main(int argc, char** argv) {
    // `fleetsim list | head -1`: writing to a closed pipe becomes an error value, not a killed run.
    std::signal(SIGPIPE, SIG_IGN);
    const std::vector<std::string> words(argv + (argc > 0 ? 1 : 0), argv + argc);
    return static_cast<int>(flush_answers(run_and_report(words)));
}
