#include "models/broker/net/text_file.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "sim/error.hpp"

namespace fleetsim::broker::net {

std::string read_text_file(const std::string& file, std::string_view what, std::string_view hint) {
    const auto refuse = [&](const std::string& reason) {
        throw sim::InputError(
            sim::Diagnostic{{file, 0, 0},
                            "no-such-file",
                            "cannot read the " + std::string(what) + ": " + reason,
                            std::string(hint)});
    };
    std::error_code ignored;
    if (std::filesystem::is_directory(file, ignored)) refuse("it is a folder");
    errno = 0;
    std::ifstream stream(file);
    if (!stream.is_open()) refuse(std::strerror(errno));
    std::ostringstream text;
    text << stream.rdbuf();
    return std::move(text).str();
}

}  // namespace fleetsim::broker::net
