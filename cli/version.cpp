#include "cli/version.hpp"

namespace fleetsim::cli {

// version() and commit() are written by cmake/version.cmake into the build folder.
std::string version_line() {
    return "fleetsim " + std::string(version()) + " (" + std::string(commit()) + ")\n";
}

}  // namespace fleetsim::cli
