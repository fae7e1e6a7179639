// A text file compiled into the program by cmake/embed.cmake.
#pragma once

#include <string_view>

namespace fleetsim::sim {

struct EmbeddedFile {
    std::string_view
        name;  ///< path below the folder it was embedded from, "radio/profiles/lte.toml"
    std::string_view text;
};

}  // namespace fleetsim::sim
