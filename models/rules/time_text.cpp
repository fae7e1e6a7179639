#include "models/rules/time_text.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <date/date.h>
#include <fmt/format.h>
#include <vector>

#include "models/rules/time_zone.hpp"

namespace fleetsim::rules {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr std::array<std::string_view, 12> kMonths = {
    "January", "February", "March",     "April",   "May",      "June",
    "July",    "August",   "September", "October", "November", "December"};
constexpr std::array<std::string_view, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};
constexpr std::size_t kShortName = 3;
constexpr int kLastYear = 9999;
constexpr std::size_t kMostLetters = 32;

/// A run of one letter, or a text to be taken as it stands (letter 0).
struct Field {
    char letter = 0;
    std::size_t count = 0;
    std::string literal;
};

constexpr bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Both pattern languages quote alike: 'text', and '' for one quote. nullopt: a quote left open.
std::optional<std::vector<Field>> split(std::string_view pattern) {
    std::vector<Field> fields;
    const auto literal = [&](char c) {
        if (fields.empty() || fields.back().letter != 0) fields.push_back({});
        fields.back().literal += c;
    };
    bool is_quoted = false;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const char c = pattern[i];
        if (c == '\'' && i + 1 < pattern.size() && pattern[i + 1] == '\'') {
            literal(c);
            ++i;
        } else if (c == '\'') {
            is_quoted = !is_quoted;
        } else if (is_quoted || !is_letter(c)) {
            literal(c);
        } else if (!fields.empty() && fields.back().letter == c) {
            ++fields.back().count;
        } else {
            fields.push_back({c, 1, {}});
        }
    }
    const bool is_sane = std::all_of(fields.begin(), fields.end(), [](const Field& field) {
        return field.count <= kMostLetters;
    });
    if (is_quoted || !is_sane) return std::nullopt;
    return fields;
}

std::string number(std::int64_t value, std::size_t width) {
    return fmt::format("{:0{}}", value, width);
}

/// A moment as a clock and a calendar on the wall show it.
struct WallClock {
    WallClock(std::int64_t unix_ms, const TimeZone& time_zone) : zone(time_zone) {
        const date::sys_time<milliseconds> moment{milliseconds{unix_ms}};
        unix_time = date::floor<seconds>(moment).time_since_epoch();
        offset = zone.offset_at(unix_time);
        const auto local = moment + offset;
        days = date::floor<date::days>(local);
        day = date::year_month_day{days};
        time = date::hh_mm_ss<milliseconds>{local - days};
    }
    int year() const { return static_cast<int>(day.year()); }
    int hour() const { return static_cast<int>(time.hours().count()); }
    int weekday() const { return static_cast<int>(date::weekday{days}.c_encoding()); }
    int iso_weekday() const { return (weekday() + 6) % 7 + 1; }
    std::int64_t day_of_year() const {
        return (days - date::sys_days{day.year() / date::January / 1}).count() + 1;
    }
    /// The Thursday of the same ISO 8601 week decides the week's year.
    date::sys_days thursday() const { return days + date::days{4 - iso_weekday()}; }

    const TimeZone& zone;
    seconds unix_time{};
    seconds offset{};
    date::sys_days days;
    date::year_month_day day;
    date::hh_mm_ss<milliseconds> time;
};

std::string name(std::string_view full, std::size_t letters) {
    return std::string(letters >= 4 ? full : full.substr(0, kShortName));
}

std::string year_text(int year, std::size_t letters) {
    return letters == 2 ? number(year % 100, 2) : number(year, letters);
}

std::string offset_text(const WallClock& clock, std::size_t letters) {
    if (letters >= 3) return clock.zone.name();
    const auto minutes = std::chrono::abs(clock.offset).count() / 60;
    return fmt::format("{}{:02}{}{:02}", clock.offset < seconds{0} ? '-' : '+', minutes / 60,
                       letters == 2 ? ":" : "", minutes % 60);
}

std::string fraction_text(const WallClock& clock, std::size_t letters) {
    std::string digits = number(clock.time.subseconds().count(), 3);
    digits.resize(letters, '0');
    return digits;
}

/// nullopt for a letter that Joda-Time does not have.
std::optional<std::string> format_calendar(const Field& field, const WallClock& clock) {
    const std::size_t count = field.count;
    const auto month = static_cast<unsigned>(clock.day.month());
    switch (field.letter) {
        case 'G':
            return "AD";
        case 'C':
            return number(clock.year() / 100, count);
        case 'Y':
        case 'y':
            return year_text(clock.year(), count);
        case 'x': {
            const date::year_month_day thursday{clock.thursday()};
            return year_text(static_cast<int>(thursday.year()), count);
        }
        case 'w': {
            const date::year_month_day thursday{clock.thursday()};
            const date::sys_days first{thursday.year() / date::January / 1};
            return number((clock.thursday() - first).count() / 7 + 1, count);
        }
        case 'e':
            return number(clock.iso_weekday(), count);
        case 'E':
            return name(kDays[static_cast<std::size_t>(clock.weekday())], count);
        case 'D':
            return number(clock.day_of_year(), count);
        case 'M':
            return count >= 3 ? name(kMonths[month - 1], count) : number(month, count);
        case 'd':
            return number(static_cast<unsigned>(clock.day.day()), count);
        default:
            return std::nullopt;
    }
}

std::optional<std::string> format_field(const Field& field, const WallClock& clock) {
    const std::size_t count = field.count;
    switch (field.letter) {
        case 0:
            return field.literal;
        case 'a':
            return clock.hour() < 12 ? "AM" : "PM";
        case 'K':
            return number(clock.hour() % 12, count);
        case 'h':
            return number((clock.hour() + 11) % 12 + 1, count);
        case 'H':
            return number(clock.hour(), count);
        case 'k':
            return number((clock.hour() + 23) % 24 + 1, count);
        case 'm':
            return number(clock.time.minutes().count(), count);
        case 's':
            return number(clock.time.seconds().count(), count);
        case 'S':
            return fraction_text(clock, count);
        case 'z':
            return clock.zone.abbreviation_at(clock.unix_time);
        case 'Z':
            return offset_text(clock, count);
        default:
            return format_calendar(field, clock);
    }
}

/// Reads a text field by field; what the fields say is put together at the end.
class TimeReader {
  public:
    explicit TimeReader(std::string_view text) : rest_(text) {}

    bool read(const Field& field, bool is_before_digits);
    std::optional<std::int64_t> finish() const;

  private:
    std::optional<date::sys_days> days() const;
    std::optional<seconds> time_of_day() const;
    bool read_literal(std::string_view literal) {
        if (!rest_.starts_with(literal)) return false;
        rest_.remove_prefix(literal.size());
        return true;
    }
    bool read_number(std::size_t least, std::size_t most, std::int64_t& value);
    bool read_year(const Field& field, bool is_before_digits);
    bool read_fraction(std::size_t digits);
    bool read_half();
    bool read_zone(const Field& field);
    template <std::size_t Count>
    bool read_name(const std::array<std::string_view, Count>& names, std::size_t letters,
                   std::int64_t& value);

    std::string_view rest_;
    std::int64_t year_ = 1970;
    std::int64_t month_ = 1;
    std::int64_t day_ = 1;
    std::optional<std::int64_t> day_of_year_;
    std::int64_t hour_ = 0;
    bool counts_to_24_ = true;
    std::optional<std::int64_t> half_;     // of the day
    std::optional<std::int64_t> weekday_;  // Sunday is 1
    std::int64_t minute_ = 0;
    std::int64_t second_ = 0;
    std::int64_t millisecond_ = 0;
    std::optional<TimeZone> zone_;
};

bool TimeReader::read_number(std::size_t least, std::size_t most, std::int64_t& value) {
    std::size_t digits = 0;
    value = 0;
    while (digits < std::min(most, rest_.size()) && is_digit(rest_[digits])) {
        value = value * 10 + (rest_[digits] - '0');
        ++digits;
    }
    rest_.remove_prefix(digits);
    return digits >= least;
}

bool TimeReader::read_year(const Field& field, bool is_before_digits) {
    if (field.count == 2) {
        const bool is_good = read_number(2, 2, year_);
        year_ += 2000;
        return is_good;
    }
    return read_number(field.count, is_before_digits ? field.count : 9, year_);
}

bool TimeReader::read_fraction(std::size_t digits) {
    std::int64_t value = 0;
    if (digits > 9 || !read_number(digits, digits, value)) return false;
    for (std::size_t i = digits; i < 3; ++i) value *= 10;
    for (std::size_t i = 3; i < digits; ++i) value /= 10;
    millisecond_ = value;
    return true;
}

bool TimeReader::read_half() {
    if (read_literal("AM")) {
        half_ = 0;
    } else if (read_literal("PM")) {
        half_ = 1;
    }
    return half_.has_value();
}

bool TimeReader::read_zone(const Field& field) {
    const auto ends_name = [](char c) {
        return !is_letter(c) && !is_digit(c) &&
               std::string_view("/_+-:").find(c) == std::string_view::npos;
    };
    const auto end = std::find_if(rest_.begin(), rest_.end(), ends_name);
    const auto length = static_cast<std::size_t>(end - rest_.begin());
    const std::string_view name = rest_.substr(0, length);
    if (field.letter == 'z' || field.letter == 'v') {
        zone_ = TimeZone::read(name);
    } else if (field.letter == 'V') {
        zone_ = TimeZone::find(name);
    } else {
        zone_ = TimeZone::read_offset(name, field.letter, field.count);
    }
    rest_.remove_prefix(length);
    return zone_.has_value();
}

template <std::size_t Count>
bool TimeReader::read_name(const std::array<std::string_view, Count>& names, std::size_t letters,
                           std::int64_t& value) {
    for (std::size_t i = 0; i < Count; ++i) {
        if (!read_literal(letters >= 4 ? names[i] : names[i].substr(0, kShortName))) continue;
        value = static_cast<std::int64_t>(i) + 1;
        return true;
    }
    return false;
}

bool TimeReader::read(const Field& field, bool is_before_digits) {
    const std::size_t most = field.count > 1 || is_before_digits ? field.count : 19;
    switch (field.letter) {
        case 0:
            return read_literal(field.literal);
        case 'G':
            return read_literal("AD");
        case 'y':
        case 'u':
            return read_year(field, is_before_digits);
        case 'M':
        case 'L':
            if (field.count >= 3) return read_name(kMonths, field.count, month_);
            return read_number(field.count, most, month_);
        case 'd':
            return read_number(field.count, most, day_);
        case 'D':
            return read_number(field.count, most, day_of_year_.emplace());
        case 'E':
            return read_name(kDays, field.count, weekday_.emplace());
        case 'a':
            return read_half();
        case 'H':
        case 'K':
        case 'k':
        case 'h': {
            if (!read_number(field.count, most, hour_)) return false;
            if ((field.letter == 'h' && hour_ == 12) || (field.letter == 'k' && hour_ == 24)) {
                hour_ = 0;
            }
            counts_to_24_ = field.letter == 'H' || field.letter == 'k';
            return counts_to_24_ ? hour_ <= 24 : hour_ < 12;
        }
        case 'm':
            return read_number(field.count, most, minute_);
        case 's':
            return read_number(field.count, most, second_);
        case 'S':
            return read_fraction(field.count);
        case 'z':
        case 'V':
        case 'v':
        case 'O':
        case 'X':
        case 'x':
        case 'Z':
            return read_zone(field);
        default:
            return false;
    }
}

/// Java's SMART way: a 31st of April is its last day, a 32nd no day.
std::optional<date::sys_days> TimeReader::days() const {
    if (year_ < 1 || year_ > kLastYear) return std::nullopt;
    const date::year year{static_cast<int>(year_)};
    if (day_of_year_) {
        if (*day_of_year_ < 1 || *day_of_year_ > (year.is_leap() ? 366 : 365)) return std::nullopt;
        return date::sys_days{year / date::January / 1} + date::days{*day_of_year_ - 1};
    }
    if (month_ < 1 || month_ > 12 || day_ < 1 || day_ > 31) return std::nullopt;
    const auto month = year / date::month{static_cast<unsigned>(month_)};
    const date::day last = (month / date::last).day();
    return date::sys_days{month / std::min(date::day{static_cast<unsigned>(day_)}, last)};
}

/// 24:00 is the midnight that follows. AM and PM may stand behind an hour of 0 to 23 if they agree.
std::optional<seconds> TimeReader::time_of_day() const {
    if (minute_ > 59 || second_ > 59) return std::nullopt;
    if (hour_ == 24 && minute_ + second_ + millisecond_ > 0) return std::nullopt;
    if (counts_to_24_ && half_ && hour_ / 12 != *half_) return std::nullopt;
    const std::int64_t hour = hour_ + (counts_to_24_ ? 0 : half_.value_or(0) * 12);
    return seconds{(hour * 60 + minute_) * 60 + second_};
}

std::optional<std::int64_t> TimeReader::finish() const {
    const auto date = days();
    const auto time = time_of_day();
    if (!rest_.empty() || !date || !time) return std::nullopt;
    if (weekday_ && date::weekday{*date}.c_encoding() + 1 != *weekday_) return std::nullopt;
    const seconds local = seconds{date->time_since_epoch()} + *time;
    const seconds unix_time = zone_ ? zone_->to_unix(local) : local;
    return unix_time.count() * 1000 + millisecond_;
}

/// Whether a field's text begins with digits, so that digits before it must be counted.
bool is_numeric(const Field& field) {
    if (field.letter == 'M' || field.letter == 'L') return field.count < 3;
    return field.letter != 0 &&
           std::string_view("yudDHKkhmsS").find(field.letter) != std::string_view::npos;
}

}  // namespace

std::optional<std::string> format_time(std::string_view pattern, std::int64_t unix_ms,
                                       std::string_view zone) {
    constexpr std::int64_t kFirst = -62'135'510'400'000;  // 0001-01-02, in every zone of year one
    constexpr std::int64_t kLast = 253'402'214'400'000;   // 9999-12-31
    const auto fields = split(pattern);
    if (!fields || unix_ms < kFirst || unix_ms > kLast) return std::nullopt;
    const auto time_zone = TimeZone::find_joda(zone);
    if (!time_zone) return std::nullopt;
    const WallClock clock(unix_ms, *time_zone);
    std::string text;
    for (const Field& field : *fields) {
        const auto part = format_field(field, clock);
        if (!part) return std::nullopt;
        text += *part;
    }
    return text;
}

std::optional<std::int64_t> read_time(std::string_view text, std::string_view pattern) {
    const auto fields = split(pattern);
    if (!fields) return std::nullopt;
    TimeReader reader(text);
    for (std::size_t i = 0; i < fields->size(); ++i) {
        const bool is_before_digits = i + 1 < fields->size() && is_numeric((*fields)[i + 1]);
        if (!reader.read((*fields)[i], is_before_digits)) return std::nullopt;
    }
    return reader.finish();
}

}  // namespace fleetsim::rules
