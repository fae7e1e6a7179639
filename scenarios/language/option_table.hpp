// The option table: every key of the scenario language, once. The loader checks against it, and
// the JSON Schema, the reference page and the hints in messages are written from it.
// Models     type, unit, limits, default, help and example of each key, and the tables they stand
//            in.
// Leaves out what concerns several keys at once: scenarios/language/read_*.cpp checks that.
#pragma once

#include <optional>
#include <span>
#include <string_view>
#include <vector>

#include "sim/quantity_text.hpp"

namespace fleetsim::language {

enum class Type {
    Text,             ///< any text
    Name,             ///< a name this table gives to itself: a to z, digits, "-" and "_"
    Flag,             ///< true or false
    Whole,            ///< a whole number, in [least, most]
    Factor,           ///< a number without a unit, in [least, most]
    Ratio,            ///< "10 %" or 0.1, in [least, most]
    Duration,         ///< "20 min"
    Instant,          ///< "6 h", "06:00:00" or 06:00:00, since the start
    Size,             ///< "128 KiB"
    BitRate,          ///< "10 Mbit/s"
    Frequency,        ///< "10 /min"
    VaryingDuration,  ///< a duration, or a table with a distribution of them
    VaryingSize,      ///< the same for sizes
    Choice,           ///< one of `choices`
    Profile,          ///< the name of a profile of kind `profile_kind`, or of a file of one
    SizeList,         ///< ["535 B", "766 B"]
    Texts,            ///< a text, or a list of them
    Profiles,         ///< a profile, or a list of them
    Pairs,            ///< a table of texts under keys of the user's
    Table,            ///< a [table] of its own
    Tables,           ///< [[tables]], one after the other
    // The rest is checked by its reader alone.
    Figure,   ///< of a distribution: a quantity of the dimension it stands for
    Action,   ///< { stream = "alerts" }
    Actions,  ///< a list of them
    Items,    ///< a list of tables with keys of the user's, of any type
    Grid,     ///< paths with lists of values or ranges
    Grids,    ///< [[tables]] of paths with lists
};

enum class Presence { Optional, Required };

struct Section;

struct Option {
    std::string_view key;
    Type type = Type::Text;
    Presence presence = Presence::Optional;
    /// What holds where the key is absent, as the text or number in the file; empty: nothing does.
    /// "{}" for a table: its defaults.
    std::string_view fallback{};
    std::string_view help{};
    /// As it stands in a file, with quotes.
    std::string_view example{};
    std::vector<std::string_view> choices{};
    std::string_view profile_kind{};
    /// In base units. Durations, sizes and rates are never negative.
    std::optional<double> least{};
    std::optional<double> most{};
    const Section* table = nullptr;  ///< of Table and Tables
    /// Of a Table: the key that a bare text or list in its place stands for.
    std::string_view short_for{};
};

/// A table of the language with its keys.
struct Section {
    std::string_view title;  ///< "[fleet.mqtt]", "[[fleet]]"
    std::string_view help;
    std::vector<Option> options;

    const Option* find(std::string_view key) const;
};

/// A long table's keys, told by subject.
std::vector<Option> all_of(const std::vector<std::vector<Option>>& parts);

/// The file itself: its options are the top-level tables.
const Section& file_section();
/// The table in which a distribution is written.
const Section& distribution_section();

/// "a duration such as \"20 min\"", for messages.
std::string describe_type(const Option& option);
/// The unit of a quantity; nothing for other types.
std::optional<sim::Dimension> dimension_of(Type type);

}  // namespace fleetsim::language
