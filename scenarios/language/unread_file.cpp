#include "scenarios/language/unread_file.hpp"

#include <filesystem>
#include <system_error>

namespace fleetsim::language {

std::string unread_code(const std::string& path) {
    std::error_code error;
    const bool is_absent = !std::filesystem::exists(path, error) && !error && path != "-";
    return is_absent ? "no-such-file" : "unreadable-file";
}

}  // namespace fleetsim::language
