#include "cli/guard.hpp"

#include <cerrno>
#include <cstdio>
#include <exception>
#include <new>
#include <system_error>
#include <vector>

#include "cli/error_json.hpp"
#include "sim/error.hpp"

namespace fleetsim::cli {

namespace {
constexpr const char* kReport =
    "This is a bug in fleetsim. Please report it with this line and the command.";

/// What has no place in a file stands on the command line.
std::vector<sim::Diagnostic> placed(std::vector<sim::Diagnostic> diagnostics) {
    for (sim::Diagnostic& one : diagnostics)
        if (one.place.file.empty()) one.place.file = "command line";
    return diagnostics;
}

void tell_mistakes(const sim::InputError& error, Complaints form) {
    const std::vector<sim::Diagnostic> mistakes = placed(error.diagnostics());
    if (form == Complaints::Json)
        std::fputs(error_json(mistakes).c_str(), stdout);
    else
        complain(sim::InputError(mistakes).what());
}

void tell_failure(const char* code, const std::string& text, const std::string& advice,
                  Complaints form) {
    if (form == Complaints::Json) {
        std::fputs(error_json({{{}, code, text, advice}}).c_str(), stdout);
        return;
    }
    complain("fleetsim: " + text);
    if (!advice.empty()) complain("   " + advice);
}
}  // namespace

void complain(const std::string& text) {
    std::fputs(text.c_str(), stderr);
    std::fputc('\n', stderr);
}

ExitCode guarded(const std::function<ExitCode()>& work, Complaints form) {
    try {
        return work();
    } catch (const sim::InputError& error) {
        tell_mistakes(error, form);
        return ExitCode::BadInput;
    } catch (const sim::SystemError& error) {
        tell_failure("system-error", error.what(), error.advice(), form);
    } catch (const std::bad_alloc&) {
        tell_failure("system-error", "out of memory",
                     "a smaller fleet or a machine with more memory helps", form);
    } catch (const std::system_error& error) {
        if (error.code().value() == EPIPE) return ExitCode::Done;  // the reader had enough
        if (std::ferror(stdout) != 0)
            complain("fleetsim: cannot write to standard output: " + error.code().message());
        else
            tell_failure("system-error", std::string("the system refused: ") + error.what(), {},
                         form);
    } catch (const std::exception& error) {
        tell_failure("internal-error", std::string("internal error: ") + error.what(), kReport,
                     form);
    }
    return ExitCode::SystemError;
}

}  // namespace fleetsim::cli
