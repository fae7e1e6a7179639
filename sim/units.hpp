// Quantities with their unit in the type, and the few products this project's physics needs.
//
// Bytes, BitRate and Joules are integers, so that ledgers close exactly whatever the order of the
// additions: 1 W for 1 ns is 1 nJ, rounded once and booked as the same integer on both sides.
// Watts, Volts, Amperes and Coulombs come from profiles and are doubles.
#pragma once

#include <compare>
#include <cstdint>

#include "sim/time.hpp"

namespace fleetsim::sim {

namespace detail {
__extension__ using Int128 = __int128;
/// A number that only mixes with its own kind. Tag names the quantity, Rep stores it.
template <class Tag, class Rep>
class Quantity {
  public:
    constexpr Quantity() = default;
    explicit constexpr Quantity(Rep value) : value_(value) {}
    constexpr Rep count() const { return value_; }
    constexpr auto operator<=>(const Quantity&) const = default;
    constexpr Quantity operator+(Quantity o) const { return Quantity{value_ + o.value_}; }
    constexpr Quantity operator-(Quantity o) const { return Quantity{value_ - o.value_}; }
    constexpr Quantity operator*(Rep k) const { return Quantity{value_ * k}; }
    constexpr Quantity& operator+=(Quantity o) { return *this = *this + o; }
    constexpr Quantity& operator-=(Quantity o) { return *this = *this - o; }

  private:
    Rep value_{};
};
}  // namespace detail

// Tags live here and not in detail, so that the operators below are found from any namespace.
struct BytesTag;
struct BitRateTag;
struct JoulesTag;
struct WattsTag;
struct VoltsTag;
struct AmperesTag;
struct CoulombsTag;

using Bytes = detail::Quantity<BytesTag, std::int64_t>;
using BitRate = detail::Quantity<BitRateTag, std::int64_t>;  ///< bit/s
using Joules = detail::Quantity<JoulesTag, std::int64_t>;    ///< nanojoules
/// A fleet's sum of what each counts in 64 bits: 2^63 nJ are 9.2 GJ, which ten thousand boxes on
/// the mains draw in ten days.
using WideSum = __int128;
using Watts = detail::Quantity<WattsTag, double>;
using Volts = detail::Quantity<VoltsTag, double>;
using Amperes = detail::Quantity<AmperesTag, double>;
using Coulombs = detail::Quantity<CoulombsTag, double>;

/// The nearest integer, halves away from zero, as std::llround gives it, which is not inlined; the
/// nearest of 64 bits. What is no number is INT64_MAX.
constexpr std::int64_t rounded(double x) {
    constexpr double kBelowHalf = 0x1.fffffffffffffp-2;  // a half would carry its neighbour over 1
    const double near = x + (x < 0 ? -kBelowHalf : kBelowHalf);
    if (!(near < 0x1p63)) [[unlikely]]
        return INT64_MAX;
    return static_cast<std::int64_t>(near > -0x1p63 ? near : -0x1p63);
}

constexpr Joules nanojoules(std::int64_t n) { return Joules{n}; }
constexpr Joules joules(double j) { return Joules{rounded(j * 1e9)}; }
constexpr double to_joules(Joules e) { return static_cast<double>(e.count()) * 1e-9; }

constexpr Watts operator*(Volts v, Amperes a) { return Watts{v.count() * a.count()}; }
constexpr Amperes operator/(Watts p, Volts v) { return Amperes{p.count() / v.count()}; }

/// Energy of a constant power over a span, rounded to the nearest nanojoule.
constexpr Joules operator*(Watts p, Duration d) {
    return Joules{rounded(p.count() * static_cast<double>(d.count()))};
}
/// Charge at a constant voltage.
constexpr Joules operator*(Coulombs q, Volts v) { return joules(q.count() * v.count()); }

/// Time to send `size` at `rate`, rounded up to a nanosecond. The rate must be positive, the size
/// not negative.
constexpr Duration operator/(Bytes size, BitRate rate) {
    constexpr std::int64_t kByteAtOneBit = 8'000'000'000;  // ns
    constexpr std::int64_t kFits = INT64_MAX / 2;
    const auto rounded_up = [&](auto total) { return (total + rate.count() - 1) / rate.count(); };
    // Usually it takes one division of the processor's.
    if (size.count() <= kFits / kByteAtOneBit && rate.count() <= kFits)
        return Duration::nanoseconds(rounded_up(size.count() * kByteAtOneBit));
    return Duration::nanoseconds(static_cast<std::int64_t>(
        rounded_up(static_cast<detail::Int128>(size.count()) * kByteAtOneBit)));
}

}  // namespace fleetsim::sim
