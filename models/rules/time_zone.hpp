// TimeZone: a named zone of the tz database or a fixed offset from UTC.
// Leaves out leap seconds, as Unix time does.
// Source     the system's tz database (Debian package tzdata), read by the date library.
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
    /// By id: "America/Belize", "UTC", "Z", "+01:00", "UTC+1", "CST". "EST" and "MST" are ids of
    /// the tz database, where they have no daylight saving.
    static std::optional<TimeZone> find(std::string_view id);
    /// As a text names it for people: "EST" is New York's too.
    static std::optional<TimeZone> read(std::string_view name);

    std::chrono::seconds offset_at(std::chrono::seconds unix_time) const;
    /// "CST", "+01:00"
    std::string abbreviation_at(std::chrono::seconds unix_time) const;
    const std::string& name() const { return name_; }
    /// Where the clock shows a time twice, the earlier; where it never does, as far after the gap.
    std::chrono::seconds to_unix(std::chrono::seconds local_time) const;

  private:
    /// nullopt if the tz database has no such id.
    static std::optional<TimeZone> locate(std::string_view name, std::string_view id);

    std::string name_;
    const date::time_zone* zone_ = nullptr;
    std::chrono::seconds fixed_{0};
};

}  // namespace fleetsim::rules
