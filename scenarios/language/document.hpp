// Document: the tree of a TOML text, each value with its place, in the order it was written.
// Models     TOML 1.0 through toml++, which only document.cpp knows.
// Leaves out dates: a scenario's clock starts at zero. A time of day is a Duration since midnight.
// Error      a broken TOML is an InputError with the place of its first mistake.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/error.hpp"
#include "sim/time.hpp"

namespace fleetsim::language {

struct Node;
struct Member;

struct Table {
    std::vector<Member> members;

    const Node* find(std::string_view key) const;
    Node* find(std::string_view key);
};
using List = std::vector<Node>;

/// A value of a type that no option has: a date, or a date with a time.
struct Date {};

/// Where a value came from.
enum class Origin { File, CommandLine, Default };

struct Node {
    std::variant<Date, bool, std::int64_t, double, std::string, sim::Duration, List, Table> content;
    sim::Place place;
    Origin origin = Origin::File;
    std::string raw;  ///< from the command line: the value as typed

    const Table* table() const { return std::get_if<Table>(&content); }
    const List* list() const { return std::get_if<List>(&content); }
    const std::string* text() const { return std::get_if<std::string>(&content); }
};

struct Member {
    std::string key;
    sim::Place place;  ///< of the key
    Node value;
};

/// `file` is what messages call the text. Throws sim::InputError ("bad-toml").
Node parse_document(std::string_view text, const std::string& file);

/// The value of `--set path=value`: TOML if it is any, else a text. `option` is its place.
Node parse_override(std::string_view value, const std::string& option);

/// "a text", "a whole number", "a table".
std::string_view describe_type(const Node& node);

/// The value in TOML, on one line: what a person would write in a file.
std::string to_toml(const Node& node);

}  // namespace fleetsim::language
