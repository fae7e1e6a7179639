// Virtual time: Time is an instant, Duration a span, both 64-bit integer nanoseconds.
// Models     292 years on either side of the start of the scenario (Time zero).
// Leaves out wall-clock time, dates and zones: cli/ and results/ have those.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>

namespace fleetsim::sim {

class Duration {
  public:
    constexpr Duration() = default;
    static constexpr Duration nanoseconds(std::int64_t n) { return Duration{n}; }
    static constexpr Duration microseconds(std::int64_t n) { return Duration{n * 1'000}; }
    static constexpr Duration milliseconds(std::int64_t n) { return Duration{n * 1'000'000}; }
    static constexpr Duration seconds(std::int64_t n) { return Duration{n * 1'000'000'000}; }
    static constexpr Duration minutes(std::int64_t n) { return seconds(n * 60); }
    static constexpr Duration hours(std::int64_t n) { return seconds(n * 3'600); }
    static constexpr Duration days(std::int64_t n) { return seconds(n * 86'400); }
    /// Rounds to the nearest nanosecond. Beyond 64 bits it is the nearest end of their range; what
    /// is not a number is max().
    static constexpr Duration from_seconds(double s) {
        const double ns = s * 1e9 + (s < 0 ? -0.5 : 0.5);
        if (!(ns < 0x1p63)) [[unlikely]]
            return max();
        return Duration{static_cast<std::int64_t>(ns > -0x1p63 ? ns : -0x1p63)};
    }
    static constexpr Duration max() { return Duration{INT64_MAX}; }

    constexpr std::int64_t count() const { return ns_; }  ///< nanoseconds
    constexpr double to_seconds() const { return static_cast<double>(ns_) * 1e-9; }

    constexpr auto operator<=>(const Duration&) const = default;
    constexpr Duration operator+(Duration o) const { return Duration{ns_ + o.ns_}; }
    constexpr Duration operator-(Duration o) const { return Duration{ns_ - o.ns_}; }
    constexpr Duration operator-() const { return Duration{-ns_}; }
    constexpr Duration operator*(std::int64_t k) const { return Duration{ns_ * k}; }
    constexpr Duration operator/(std::int64_t k) const { return Duration{ns_ / k}; }
    constexpr std::int64_t operator/(Duration o) const { return ns_ / o.ns_; }
    constexpr Duration operator%(Duration o) const { return Duration{ns_ % o.ns_}; }
    constexpr Duration& operator+=(Duration o) { return *this = *this + o; }
    constexpr Duration& operator-=(Duration o) { return *this = *this - o; }

  private:
    explicit constexpr Duration(std::int64_t ns) : ns_(ns) {}
    std::int64_t ns_ = 0;
};

class Time {
  public:
    constexpr Time() = default;
    static constexpr Time zero() { return Time{}; }
    static constexpr Time at(Duration since_start) { return Time{since_start.count()}; }
    static constexpr Time from_nanoseconds(std::int64_t ns) { return Time{ns}; }
    static constexpr Time never() { return Time{INT64_MAX}; }

    constexpr std::int64_t nanoseconds() const { return ns_; }
    constexpr Duration since_start() const { return Duration::nanoseconds(ns_); }
    constexpr double to_seconds() const { return static_cast<double>(ns_) * 1e-9; }

    constexpr auto operator<=>(const Time&) const = default;
    constexpr Time operator+(Duration d) const { return Time{ns_ + d.count()}; }
    constexpr Time operator-(Duration d) const { return Time{ns_ - d.count()}; }
    constexpr Duration operator-(Time o) const { return Duration::nanoseconds(ns_ - o.ns_); }
    constexpr Time& operator+=(Duration d) { return *this = *this + d; }

  private:
    explicit constexpr Time(std::int64_t ns) : ns_(ns) {}
    std::int64_t ns_ = 0;
};

/// `span` after `from`, at the latest Time::never(); `span` is not below zero.
constexpr Time later(Time from, Duration span) {
    return from + std::min(span, Time::never() - from);
}

namespace literals {
constexpr Duration operator""_ns(unsigned long long n) {
    return Duration::nanoseconds(static_cast<std::int64_t>(n));
}
constexpr Duration operator""_us(unsigned long long n) {
    return Duration::microseconds(static_cast<std::int64_t>(n));
}
constexpr Duration operator""_ms(unsigned long long n) {
    return Duration::milliseconds(static_cast<std::int64_t>(n));
}
constexpr Duration operator""_s(unsigned long long n) {
    return Duration::seconds(static_cast<std::int64_t>(n));
}
constexpr Duration operator""_min(unsigned long long n) {
    return Duration::minutes(static_cast<std::int64_t>(n));
}
constexpr Duration operator""_h(unsigned long long n) {
    return Duration::hours(static_cast<std::int64_t>(n));
}
constexpr Duration operator""_d(unsigned long long n) {
    return Duration::days(static_cast<std::int64_t>(n));
}
}  // namespace literals

}  // namespace fleetsim::sim
