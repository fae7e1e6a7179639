// The functions of the rules language, as a table the parser looks names up in.
// Models     every function of the AWS IoT SQL reference but cast(), which is syntax.
// Leaves out nothing knowingly; disputed points are listed in docs/models/rules.md.
// Source     AWS IoT developer guide, "Functions".     Error none.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "models/rules/basic_ingest.hpp"
#include "models/rules/json_reader.hpp"
#include "models/rules/message.hpp"
#include "models/rules/regex.hpp"
#include "models/rules/sql_version.hpp"
#include "models/rules/value.hpp"

namespace fleetsim::rules {

/// What a function may use besides its arguments.
struct CallScope {
    const Message& message;
    const Context& context;
    SqlVersion version;
    Arena& arena;
    JsonReader& json;
    RegexCache& regexes;
    std::uint64_t& draws;  ///< how many random numbers this evaluation has taken

    WholeNumbers whole_numbers() const {
        return version == SqlVersion::V2016_03_23 ? WholeNumbers::Collapse : WholeNumbers::Keep;
    }
    /// A number as this SQL version has it: 10.0 is 10 from 2016-03-23 on.
    Value number(const std::optional<Decimal>& value) const;
    /// The shortest decimal of a double; NaN and infinities are Undefined.
    Value number(double value) const;
    /// A copy of `text` in the arena; Undefined beyond kMostText bytes.
    Value text(std::string_view text) const;
};

/// Longest text a function makes. The service's messages end at 128 KiB; this only stops growth.
inline constexpr std::size_t kMostText = 1024 * 1024;

struct Function {
    std::string_view name;  ///< in lower case
    std::uint8_t fewest;
    std::uint8_t most;  ///< kAnyCount: no limit
    SqlVersion since;
    /// Called with a number of arguments in range; with any other the result is Undefined.
    Value (*apply)(const CallScope& scope, std::span<const Value> arguments);

    static constexpr std::uint8_t kAnyCount = 255;
};

// What the tables write for `since`.
inline constexpr SqlVersion kOld = SqlVersion::V2015_10_08;
inline constexpr SqlVersion kNew = SqlVersion::V2016_03_23;

/// nullptr for a name that is none. Case does not matter.
const Function* find_function(std::string_view name);
/// The known name nearest to a misspelt one; empty if none is near.
std::string_view nearest_function(std::string_view name);

// The groups the table is made of, one source file each.
std::span<const Function> math_functions();
std::span<const Function> text_functions();
std::span<const Function> regex_functions();
std::span<const Function> codec_functions();
std::span<const Function> time_functions();
std::span<const Function> message_functions();
std::span<const Function> collection_functions();

}  // namespace fleetsim::rules
