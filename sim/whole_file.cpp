#include "sim/whole_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace fleetsim::sim {

WholeFile read_whole_file(const std::string& path) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return {{}, "it is a folder"};
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) return {{}, std::strerror(errno)};
    std::ostringstream text;
    text << file.rdbuf();  // which fails where there is nothing to read: that is no mistake
    if (file.bad()) return {{}, std::strerror(errno)};
    return {std::move(text).str()};
}

}  // namespace fleetsim::sim
