// A whole text written to a file, or nothing of it.
#pragma once

#include <filesystem>
#include <string_view>

namespace fleetsim::results {

/// Replaces what the file held, only once all is written. Throws sim::SystemError.
void write_text_file(const std::filesystem::path& file, std::string_view text);

}  // namespace fleetsim::results
