// Times as texts and back, by pattern.
// Models     parse_time()'s patterns, which are Joda-Time's, and time_to_epoch()'s, which are those
//            of Java's DateTimeFormatter; zones of the tz database, fixed offsets, and the three
//            letters of North American and European zones. Texts are English.
// Leaves out week-based years and optional sections when reading; long zone names ("zzzz" gives the
//            abbreviation).
// Source     Joda-Time, DateTimeFormat; Java SE 11, java.time.format.DateTimeFormatter.
// Error      none; years 1 to 9999.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fleetsim::rules {

/// nullopt for a broken pattern, an unknown zone, or a time outside the years above.
std::optional<std::string> format_time(std::string_view pattern, std::int64_t unix_ms,
                                       std::string_view zone);
/// Milliseconds since the Unix epoch; nullopt if `text` does not follow the pattern. Without a zone
/// in the text it is UTC, without a time of day midnight.
std::optional<std::int64_t> read_time(std::string_view text, std::string_view pattern);

}  // namespace fleetsim::rules
