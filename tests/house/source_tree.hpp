// The files of the repository, for tests that read it like a text.
#pragma once

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <initializer_list>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace fleetsim::house {

struct SourceFile {
    std::string path;  ///< from the root, with forward slashes
    std::vector<std::string> lines;

    bool is_in(std::string_view folder) const {
        return path.starts_with(folder) && path.size() > folder.size() &&
               path[folder.size()] == '/';
    }
    bool ends_with(std::string_view ending) const { return path.ends_with(ending); }
    bool is_header() const { return ends_with(".hpp"); }
};

inline const std::filesystem::path& root() {
    static const std::filesystem::path folder = FLEETSIM_SOURCE_DIR;
    return folder;
}

inline std::string read_text(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

inline SourceFile read_source(const std::filesystem::path& file) {
    SourceFile source{std::filesystem::relative(file, root()).generic_string(), {}};
    std::istringstream text(read_text(file));
    for (std::string line; std::getline(text, line);) source.lines.push_back(line);
    return source;
}

/// The files below `folders` with one of these endings, in the order of their paths.
inline std::vector<SourceFile> files_below(std::initializer_list<std::string_view> folders,
                                           std::initializer_list<std::string_view> endings) {
    std::vector<SourceFile> files;
    for (const std::string_view folder : folders) {
        if (!std::filesystem::exists(root() / folder)) continue;
        for (const auto& entry : std::filesystem::recursive_directory_iterator(root() / folder)) {
            const std::string name = entry.path().filename().string();
            const bool is_wanted =
                std::any_of(endings.begin(), endings.end(),
                            [&](std::string_view ending) { return name.ends_with(ending); });
            if (entry.is_regular_file() && is_wanted) files.push_back(read_source(entry.path()));
        }
    }
    std::sort(files.begin(), files.end(),
              [](const SourceFile& a, const SourceFile& b) { return a.path < b.path; });
    return files;
}

inline const std::vector<SourceFile>& product_sources() {
    static const auto files =
        files_below({"sim", "models", "scenarios", "results", "cli", "gui"}, {".hpp", ".cpp"});
    return files;
}

inline const std::vector<SourceFile>& all_sources() {
    static const auto files = files_below(
        {"sim", "models", "scenarios", "results", "cli", "gui", "tests"}, {".hpp", ".cpp"});
    return files;
}

/// "sim/time.hpp:12", as editors and terminals link it.
inline std::string place(const SourceFile& file, std::size_t line_index) {
    return file.path + ':' + std::to_string(line_index + 1);
}

}  // namespace fleetsim::house
