// fleetsim gui: gives the terminal to the desktop application, a program of its own so that this
// one needs no Qt.
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <string>
#include <unistd.h>

#include "cli/commands.hpp"
#include "cli/program_files.hpp"
#include "sim/error.hpp"

namespace fleetsim::cli {

namespace {
bool is_set(const char* variable) {
    const char* value = std::getenv(variable);
    return value != nullptr && *value != '\0';
}

/// Qt's own words for this are to install it anew.
void refuse_without_display(const std::string& program) {
    if (is_set("DISPLAY") || is_set("WAYLAND_DISPLAY") || is_set("QT_QPA_PLATFORM")) return;
    throw sim::SystemError("start the desktop application", program, "there is no display",
                           "start it on a desktop, or over ssh -X; `fleetsim report` needs none");
}

ExitCode gui(const Arguments& arguments) {
    const std::string program = gui_program().string();
    refuse_without_display(program);
    std::string file = arguments.maybe("FILE").value_or("");
    std::string name = "fleetsim-gui";
    char* words[] = {name.data(), file.empty() ? nullptr : file.data(), nullptr};
    execv(program.c_str(), words);
    const int error = errno;
    throw sim::SystemError(
        "start the desktop application", program, std::strerror(error),
        error == ENOENT ? "`./fleetsim gui` in fleetsim's folder installs Qt and builds it" : "");
}
}  // namespace

Command gui_command() {
    return {"gui",
            "open the desktop application",
            {{.name = "FILE", .help = "a results file, or a scenario (.toml)"}},
            gui};
}

}  // namespace fleetsim::cli
