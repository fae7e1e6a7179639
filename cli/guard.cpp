#include "cli/guard.hpp"

#include <cerrno>
#include <cstdio>
#include <exception>
#include <new>
#include <string>
#include <system_error>

#include "sim/error.hpp"

namespace fleetsim::cli {

void complain(const std::string& text) {
    std::fputs(text.c_str(), stderr);
    std::fputc('\n', stderr);
}

ExitCode guarded(const std::function<ExitCode()>& work) {
    try {
        return work();
    } catch (const sim::InputError& error) {
        complain(error.what());
        return ExitCode::BadInput;
    } catch (const sim::SystemError& error) {
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

}  // namespace fleetsim::cli
