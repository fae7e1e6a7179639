#include "sim/whole_file.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace fleetsim::sim {

WholeFile read_to_end(std::istream& stream, std::size_t most_bytes) {
    std::string text;
    std::array<char, 65'536> part;
    errno = 0;
    while (stream.read(part.data(), part.size()) || stream.gcount() > 0) {
        text.append(part.data(), static_cast<std::size_t>(stream.gcount()));
        if (text.size() > most_bytes)
            return {{}, "it goes on beyond " + std::to_string(most_bytes >> 20) + " MiB"};
    }
    if (stream.bad()) return {{}, std::strerror(errno)};
    return {std::move(text)};
}

WholeFile read_whole_file(const std::string& path, std::size_t most_bytes) {
    std::error_code ignored;
    if (std::filesystem::is_directory(path, ignored)) return {{}, "it is a folder"};
    errno = 0;
    std::ifstream file(path, std::ios::binary);
    if (!file) return {{}, std::strerror(errno)};
    return read_to_end(file, most_bytes);
}

std::string unread_code(const std::string& path) {
    std::error_code error;
    const bool is_absent = !std::filesystem::exists(path, error) && !error && path != "-";
    return is_absent ? "no-such-file" : "unreadable-file";
}

}  // namespace fleetsim::sim
