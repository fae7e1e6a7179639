// A whole text written to a file, or nothing of it.
#pragma once

#include <filesystem>
#include <functional>
#include <iosfwd>
#include <string_view>

namespace fleetsim::results {

/// Replaces what the file held, only once all is written. Throws sim::SystemError.
void write_text_file(const std::filesystem::path& file, std::string_view text);
/// The same for a text that is too long to be held: what `write` throws leaves the file as it was.
void write_text_file(const std::filesystem::path& file,
                     const std::function<void(std::ostream&)>& write);

}  // namespace fleetsim::results
