// A file of the user's read whole, or why it cannot be.
// Leaves out a limit of its size: it is for files that people write.
#pragma once

#include <optional>
#include <string>

namespace fleetsim::sim {

struct WholeFile {
    std::optional<std::string> text;
    std::string reason{};  ///< why there is none: "it is a folder", "No such file or directory"
};

WholeFile read_whole_file(const std::string& path);

}  // namespace fleetsim::sim
