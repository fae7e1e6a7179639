// TimeZone: a named zone of the tz database or a fixed offset from UTC.
// Leaves out leap seconds, as Unix time does.
// Source     the system's tz database (Debian package tzdata), read by the date library; the forms
//            of ids and offsets are Java SE 11's, DateTimeFormatterBuilder.appendOffset and
//            appendZoneId, and Joda-Time's, DateTimeZone.forID.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace date {
class time_zone;
}

namespace fleetsim::rules {

class TimeZone {
  public:
    /// By an id of Java: "America/Belize", "UTC", "Z", "+01:00", "UTC+01:00", "CST". "EST" and
    /// "MST" are ids of the tz database, where they have no daylight saving.
    static std::optional<TimeZone> find(std::string_view id);
    /// As a text names it for people: "EST" is New York's too.
    static std::optional<TimeZone> read(std::string_view name);
    /// By an id of Joda-Time: "UTC", one of the tz database, "+05", "+05:30" or "+0530".
    static std::optional<TimeZone> find_joda(std::string_view id);
    /// An offset as so many of the letters X, x, Z or O of Java's DateTimeFormatter write it.
    static std::optional<TimeZone> read_offset(std::string_view text, char letter,
                                               std::size_t letters);

    std::chrono::seconds offset_at(std::chrono::seconds unix_time) const;
    /// "CST", "+01:00"; where the tz database has no letters its digits ("+04")
    std::string abbreviation_at(std::chrono::seconds unix_time) const;
    const std::string& name() const { return name_; }
    /// Where the clock shows a time twice, the earlier; where it never does, as far after the gap.
    std::chrono::seconds to_unix(std::chrono::seconds local_time) const;

  private:
    static std::optional<TimeZone> fixed(std::optional<std::chrono::seconds> offset);
    /// nullopt if the tz database has no such id.
    static std::optional<TimeZone> locate(std::string_view name, std::string_view id);

    std::string name_;
    const date::time_zone* zone_ = nullptr;
    std::chrono::seconds fixed_{0};
};

}  // namespace fleetsim::rules
