#include "models/rules/time_zone.hpp"

#include <algorithm>
#include <array>
#include <date/tz.h>
#include <fmt/format.h>
#include <stdexcept>

namespace fleetsim::rules {

namespace {

using std::chrono::seconds;

/// Java's zones for the letters people write (ZoneId.SHORT_IDS and the names of CLDR).
constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kLetters = {{
    {"PST", "America/Los_Angeles"},
    {"PDT", "America/Los_Angeles"},
    {"MST", "America/Denver"},
    {"MDT", "America/Denver"},
    {"CST", "America/Chicago"},
    {"CDT", "America/Chicago"},
    {"EST", "America/New_York"},
    {"EDT", "America/New_York"},
    {"CET", "Europe/Paris"},
    {"CEST", "Europe/Paris"},
    {"EET", "Europe/Athens"},
    {"EEST", "Europe/Athens"},
    {"WET", "Europe/Lisbon"},
    {"BST", "Europe/London"},
    {"IST", "Asia/Kolkata"},
    {"JST", "Asia/Tokyo"},
}};

/// "+01:00", "-0330", "+1"; at most 18 hours, as Java.
std::optional<seconds> read_offset(std::string_view text) {
    if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
    const int sign = text.front() == '-' ? -1 : 1;
    std::string digits;
    for (const char c : text.substr(1)) {
        if (c == ':') continue;
        if (c < '0' || c > '9') return std::nullopt;
        digits += c;
    }
    if (digits.size() == 1 || digits.size() == 3) digits.insert(0, 1, '0');
    if (digits.empty() || digits.size() > 6 || digits.size() % 2 != 0) return std::nullopt;
    digits.append(6 - digits.size(), '0');
    const auto pair = [&](std::size_t at) {
        return (digits[at] - '0') * 10 + digits[at + 1] - '0';
    };
    if (pair(0) > 18 || pair(2) > 59 || pair(4) > 59) return std::nullopt;
    return seconds{sign * ((pair(0) * 60 + pair(2)) * 60 + pair(4))};
}

date::sys_seconds instant(seconds unix_time) { return date::sys_seconds{unix_time}; }

}  // namespace

std::optional<TimeZone> TimeZone::locate(std::string_view name, std::string_view id) {
    TimeZone zone;
    zone.name_ = name;
    try {
        zone.zone_ = date::locate_zone(std::string(id));
    } catch (const std::runtime_error&) {  // no such zone
        return std::nullopt;
    }
    return zone;
}

std::optional<TimeZone> TimeZone::find(std::string_view id) {
    const bool is_fixed = id == "EST" || id == "MST";
    return is_fixed ? locate(id, id) : read(id);
}

std::optional<TimeZone> TimeZone::read(std::string_view name) {
    TimeZone zone;
    zone.name_ = name;
    if (name == "Z" || name == "UTC" || name == "GMT" || name == "UT") return zone;
    std::string_view offset = name;
    for (const std::string_view prefix : {"UTC", "GMT", "UT"}) {
        if (!offset.starts_with(prefix)) continue;
        offset.remove_prefix(prefix.size());
        break;
    }
    if (const auto fixed = read_offset(offset)) {
        zone.fixed_ = *fixed;
        return zone;
    }
    const auto letters = std::find_if(kLetters.begin(), kLetters.end(),
                                      [&](const auto& pair) { return pair.first == name; });
    return locate(name, letters == kLetters.end() ? name : letters->second);
}

seconds TimeZone::offset_at(seconds unix_time) const {
    return zone_ == nullptr ? fixed_ : zone_->get_info(instant(unix_time)).offset;
}

std::string TimeZone::abbreviation_at(seconds unix_time) const {
    if (zone_ != nullptr) return zone_->get_info(instant(unix_time)).abbrev;
    if (fixed_ == seconds{0}) return "UTC";
    const auto minutes = std::chrono::abs(fixed_).count() / 60;
    return fmt::format("{}{:02}:{:02}", fixed_ < seconds{0} ? '-' : '+', minutes / 60,
                       minutes % 60);
}

seconds TimeZone::to_unix(seconds local_time) const {
    if (zone_ == nullptr) return local_time - fixed_;
    const auto there = zone_->get_info(date::local_seconds{local_time});
    return local_time - there.first.offset;
}

}  // namespace fleetsim::rules
