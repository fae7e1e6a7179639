// Money: an amount in millionths of a currency unit, so that a bill's lines add up exactly.
// Leaves out which currency: a price book says so for all of its prices.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace fleetsim::cloud {

class Money {
  public:
    constexpr Money() = default;
    static constexpr Money millionths(std::int64_t n) { return Money{n}; }
    static constexpr Money cents(std::int64_t n) { return Money{n * 10'000}; }
    static constexpr Money units(std::int64_t n) { return Money{n * 1'000'000}; }

    constexpr std::int64_t count() const { return millionths_; }
    constexpr double to_units() const { return static_cast<double>(millionths_) * 1e-6; }
    /// "30940.00", halves of a cent away from zero.
    std::string to_text() const;

    constexpr auto operator<=>(const Money&) const = default;
    constexpr Money operator+(Money other) const { return Money{millionths_ + other.millionths_}; }
    constexpr Money& operator+=(Money other) { return *this = *this + other; }

  private:
    explicit constexpr Money(std::int64_t n) : millionths_(n) {}
    std::int64_t millionths_ = 0;
};

}  // namespace fleetsim::cloud
