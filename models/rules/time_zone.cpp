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

constexpr bool is_two_digits(std::string_view text) {
    return text.size() >= 2 && text[0] >= '0' && text[0] <= '9' && text[1] >= '0' && text[1] <= '9';
}

/// An offset of at most 18 hours in a form of Java's appendOffset: two digits where the form has
/// two letters, which may be missing where they are small.
std::optional<seconds> offset_in(std::string_view form, std::string_view text) {
    if (text.empty() || (text.front() != '+' && text.front() != '-')) return std::nullopt;
    const int sign = text.front() == '-' ? -1 : 1;
    text.remove_prefix(1);
    std::array<int, 3> parts{};
    std::size_t part = 0;
    for (std::size_t i = 1; i < form.size(); i += 2) {
        const bool has_colon = form[i] == ':';
        if (has_colon) ++i;
        const bool may_miss = form[i] >= 'a';
        if (may_miss && text.empty()) break;
        if (has_colon && !text.starts_with(':')) return std::nullopt;
        if (has_colon) text.remove_prefix(1);
        if (!is_two_digits(text)) return std::nullopt;
        parts[part++] = (text[0] - '0') * 10 + text[1] - '0';
        text.remove_prefix(2);
    }
    const seconds size{(parts[0] * 60 + parts[1]) * 60 + parts[2]};
    if (!text.empty() || parts[1] > 59 || parts[2] > 59 || size > std::chrono::hours{18}) {
        return std::nullopt;
    }
    return sign * size;
}

/// "GMT+8" or, in full, "GMT+08:00"
std::optional<seconds> localized_offset(std::string_view text, bool is_full) {
    if (!text.starts_with("GMT")) return std::nullopt;
    text.remove_prefix(3);
    if (text.empty()) return seconds{0};
    if (is_full) return offset_in("+HH:MM", text);
    std::string padded(text);
    if (text.size() == 2 || (text.size() > 2 && text[2] == ':')) padded.insert(1, 1, '0');
    return offset_in("+HH:mm", padded);
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

std::optional<TimeZone> TimeZone::fixed(std::optional<seconds> offset) {
    if (!offset) return std::nullopt;
    TimeZone zone;
    zone.fixed_ = *offset;
    zone.name_ = zone.abbreviation_at({});
    return zone;
}

std::optional<TimeZone> TimeZone::read(std::string_view name) {
    if (name == "Z" || name == "UTC" || name == "GMT" || name == "UT") return fixed(seconds{0});
    std::string_view offset = name;
    for (const std::string_view prefix : {"UTC", "GMT", "UT"}) {
        if (!offset.starts_with(prefix)) continue;
        offset.remove_prefix(prefix.size());
        break;
    }
    if (const auto zone = fixed(offset_in("+HH:MM:ss", offset))) return zone;
    const auto letters = std::find_if(kLetters.begin(), kLetters.end(),
                                      [&](const auto& pair) { return pair.first == name; });
    return locate(name, letters == kLetters.end() ? name : letters->second);
}

std::optional<TimeZone> TimeZone::find_joda(std::string_view id) {
    if (id == "UTC") return fixed(seconds{0});
    if (!id.starts_with('+') && !id.starts_with('-')) return locate(id, id);
    const auto with_colon = fixed(offset_in("+HH:mm", id));
    return with_colon ? with_colon : fixed(offset_in("+HHmm", id));
}

std::optional<TimeZone> TimeZone::read_offset(std::string_view text, char letter,
                                              std::size_t letters) {
    constexpr std::array<std::string_view, 5> kForms = {"+HHmm", "+HHMM", "+HH:MM", "+HHMMss",
                                                        "+HH:MM:ss"};
    if (letters > kForms.size()) return std::nullopt;
    const bool is_localized = letter == 'O' || (letter == 'Z' && letters == 4);
    if (is_localized) return fixed(localized_offset(text, letters == 4));
    const bool says_z = letter == 'X' || letters == 5;
    if (text == "Z") return says_z ? fixed(seconds{0}) : std::nullopt;
    const bool is_old_z = letter == 'Z' && letters < 4;
    return fixed(offset_in(is_old_z ? "+HHMM" : kForms[letters - 1], text));
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
