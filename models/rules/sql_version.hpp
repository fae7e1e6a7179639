// SqlVersion: the two versions of the rules language a rule can ask for.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace fleetsim::rules {

enum class SqlVersion : std::uint8_t { V2015_10_08, V2016_03_23 };

constexpr std::string_view to_text(SqlVersion version) {
    return version == SqlVersion::V2015_10_08 ? "2015-10-08" : "2016-03-23";
}

/// "beta" is the service's word for the newest version.
constexpr std::optional<SqlVersion> parse_sql_version(std::string_view text) {
    if (text == "2015-10-08") return SqlVersion::V2015_10_08;
    if (text == "2016-03-23" || text == "beta") return SqlVersion::V2016_03_23;
    return std::nullopt;
}

}  // namespace fleetsim::rules
