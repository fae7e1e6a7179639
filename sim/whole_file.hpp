// A file of the user's read whole, or why it cannot be.
// Models     a limit of what is read, since a device may have no end.
#pragma once

#include <cstddef>
#include <iosfwd>
#include <optional>
#include <string>

namespace fleetsim::sim {

struct WholeFile {
    std::optional<std::string> text;
    std::string reason{};  ///< why there is none: "it is a folder", "No such file or directory"
};

constexpr std::size_t kMostBytesOfFile = std::size_t{1} << 30;

WholeFile read_whole_file(const std::string& path, std::size_t most_bytes = kMostBytesOfFile);
/// The word for a file that could not be read: "no-such-file", or "unreadable-file" for a folder, a
/// device without an end, a lack of rights, standard input ("-").
std::string unread_code(const std::string& path);
/// What is left of a stream.
WholeFile read_to_end(std::istream& stream, std::size_t most_bytes = kMostBytesOfFile);

}  // namespace fleetsim::sim
