#include "results/text_file.hpp"

#include <cerrno>
#include <fstream>
#include <system_error>

#include "sim/error.hpp"

namespace fleetsim::results {

namespace {
[[noreturn]] void refuse(const std::filesystem::path& file, int error) {
    throw sim::SystemError("write", file.string(), std::generic_category().message(error),
                           "name a file in a folder that can be written");
}

/// `file` is what the user asked for, `place` where the text goes first.
void write_all(const std::filesystem::path& place, const std::filesystem::path& file,
               const std::function<void(std::ostream&)>& write) {
    errno = 0;
    std::ofstream out(place, std::ios::binary | std::ios::trunc);
    if (!out) refuse(file, errno);
    write(out);
    out.close();
    if (!out) refuse(file, errno);
}
}  // namespace

void write_text_file(const std::filesystem::path& file, std::string_view text) {
    write_text_file(file, [&](std::ostream& out) {
        out.write(text.data(), static_cast<std::streamsize>(text.size()));
    });
}

void write_text_file(const std::filesystem::path& file,
                     const std::function<void(std::ostream&)>& write) {
    std::error_code error;
    // A device, such as /dev/stdout, cannot be replaced, only written.
    if (std::filesystem::exists(file, error) && !std::filesystem::is_regular_file(file, error)) {
        write_all(file, file, write);
        return;
    }
    const std::filesystem::path unfinished = file.string() + ".part";
    try {
        write_all(unfinished, file, write);
    } catch (...) {
        std::filesystem::remove(unfinished, error);
        throw;
    }
    std::filesystem::rename(unfinished, file, error);
    if (error) refuse(file, error.value());
}

}  // namespace fleetsim::results
