// TextTable: rows of text under a title, as wide as what is in them.
#pragma once

#include <string>
#include <vector>

namespace fleetsim::cli {

class TextTable {
  public:
    /// The first column is the title's; the others stand to the right of it.
    explicit TextTable(std::string title, std::vector<std::string> columns = {})
        : rows_{{std::move(title), std::move(columns), {}}} {}

    /// `note` follows the last cell as it is.
    void add(std::string label, std::vector<std::string> cells, std::string note = {}) {
        rows_.push_back({"  " + std::move(label), std::move(cells), std::move(note)});
    }
    bool is_empty() const { return rows_.size() == 1; }

    /// A blank line, the title with the columns' names, the rows; no line ends in a blank.
    std::string text() const;

  private:
    struct Row {
        std::string label;
        std::vector<std::string> cells;
        std::string note;
    };
    std::vector<Row> rows_;
};

}  // namespace fleetsim::cli
