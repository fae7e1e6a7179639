#include "cli/text_table.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace fleetsim::cli {

namespace {
constexpr std::size_t kLabelWidth = 26;  ///< at least, so that neighbouring tables line up
constexpr std::size_t kCellWidth = 12;
}  // namespace

std::string TextTable::text() const {
    std::size_t label = kLabelWidth;
    std::size_t cell = kCellWidth;
    for (const Row& row : rows_) {
        label = std::max(label, row.label.size() + 1);
        for (const std::string& text : row.cells) cell = std::max(cell, text.size() + 2);
    }
    std::string out = "\n";
    for (const Row& row : rows_) {
        std::string line = fmt::format("{:<{}}", row.label, label);
        for (const std::string& text : row.cells) line += fmt::format("{:>{}}", text, cell);
        line += row.note;
        line.erase(line.find_last_not_of(' ') + 1);
        out += line + "\n";
    }
    return out;
}

}  // namespace fleetsim::cli
