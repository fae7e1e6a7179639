#include "cli/program_files.hpp"

#include <system_error>

#include "sim/error.hpp"

namespace fleetsim::cli {

namespace fs = std::filesystem;

fs::path this_program() {
    std::error_code error;
    fs::path self = fs::read_symlink("/proc/self/exe", error);
    if (error) throw sim::SystemError("find this program", "/proc/self/exe", error.message(), "");
    return self;
}

fs::path gui_program() {
    const fs::path folder = this_program().parent_path();
    const fs::path installed = folder / "fleetsim-gui";
    std::error_code ignored;
    return fs::exists(installed, ignored) ? installed
                                          : folder.parent_path() / "gui" / "fleetsim-gui";
}

fs::path scenario_folder() {
    const fs::path installed = this_program().parent_path() / FLEETSIM_INSTALLED_SCENARIOS;
    std::error_code ignored;
    return fs::exists(installed, ignored) ? installed.lexically_normal()
                                          : fs::path(FLEETSIM_SCENARIO_FOLDER);
}

}  // namespace fleetsim::cli
