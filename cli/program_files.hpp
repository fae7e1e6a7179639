// What belongs to the program, found from where the program itself is: beside it once it is
// installed (cmake/install.cmake), otherwise in the folders of the build and of its sources.
#pragma once

#include <filesystem>

namespace fleetsim::cli {

/// The running program. Throws sim::SystemError where /proc does not say.
std::filesystem::path this_program();

/// Where the desktop application would be; it need not have been built.
std::filesystem::path gui_program();

/// Where the scenarios that come with fleetsim would be; the folder may be gone.
std::filesystem::path scenario_folder();

}  // namespace fleetsim::cli
