// The parsed form of a profile: plain tables with places, so that TOML stays in one file.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "models/profile/profile.hpp"
#include "sim/error.hpp"

namespace fleetsim::profile::detail {

struct Quantity {
    double value = 0;
    std::string unit;
    std::size_t figure = 0;  ///< its index in Document::figures
};

struct Table;

struct Entry {
    sim::Place place;
    std::variant<std::string, Quantity, std::unique_ptr<Table>, std::vector<std::unique_ptr<Table>>>
        content;
    bool was_read = false;
};

struct Table {
    sim::Place place;
    std::string path;  ///< dotted, "phase.dch"; empty for the file itself
    mutable std::map<std::string, Entry, std::less<>> entries;
};

struct Document {
    std::string file;
    std::string name;
    std::string kind;
    std::string summary;
    Table root;
    std::vector<Figure> figures;
    std::vector<sim::Diagnostic> mistakes;
};

/// Fills `document` from TOML text, noting mistakes of form. Throws sim::InputError if it is not
/// TOML at all.
void parse(std::string_view text, Document& document);

}  // namespace fleetsim::profile::detail
