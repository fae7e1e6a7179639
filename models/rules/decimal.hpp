// Decimal: a number of the rules language, exact to 34 significant digits.
// Models     coefficient * 10^exponent with |coefficient| < 10^34, rounding half to even; the scale
//            a number was written with is kept (1.50 stays 1.50), as Java's BigDecimal does.
// Leaves out NaN, infinities and a signed zero: what has no value is std::nullopt.
// Source     AWS IoT developer guide, "Data types" (34 digits, 1E-999 to 9.99E999); IEEE 754-2008
//            decimal128 for the precision and the rounding.
// Error      none within 34 digits; sqrt and its like go through double (docs/models/rules.md).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace fleetsim::rules {

__extension__ using Int128 = __int128;

/// Which writing of a number is meant. Json: RFC 8259, section 6. SqlText: what a text must look
/// like to be taken as a number, `-?\d+(\.\d+)?(E-?\d+)?` in either case of E.
enum class NumberForm { Json, SqlText };

constexpr bool is_digit(char c) { return c >= '0' && c <= '9'; }

enum class Rounding { Down, Up, TowardZero, HalfAwayFromZero };

class Decimal {
  public:
    constexpr Decimal() = default;
    static Decimal from_integer(std::int64_t value) { return Decimal{value, 0}; }
    /// digits / 10^places, for at most 18 digits and places.
    static Decimal scaled(std::int64_t digits, int places) { return Decimal{digits, -places}; }
    /// The shortest decimal that reads back as this double; nullopt for NaN and infinities.
    static std::optional<Decimal> from_double(double value);
    /// nullopt if `text` has another form or its magnitude exceeds 9.99E999. Below 1E-999 a number
    /// of JSON is 0, and a text is no number.
    static std::optional<Decimal> parse(std::string_view text, NumberForm form);
    /// Any coefficient and exponent, brought to 34 digits and into range.
    static std::optional<Decimal> make(Int128 coefficient, std::int64_t exponent);

    bool is_zero() const { return high_ == 0 && low_ == 0; }
    int sign() const { return high_ < 0 ? -1 : (is_zero() ? 0 : 1); }
    /// No digits after the decimal point that are not zero.
    bool is_whole() const;
    /// A whole number written without decimal point or exponent when it has at most 34 digits.
    Decimal collapsed() const;
    Decimal negated() const { return Decimal{-coefficient(), exponent_}; }
    /// To `places` digits (0 to 34) after the decimal point; shorter numbers stay as they are.
    Decimal rounded(int places, Rounding mode) const;
    Decimal without_trailing_zeros() const;

    /// The whole number, if it is one and its magnitude is below 2^63.
    std::optional<std::int64_t> to_integer() const;
    /// A whole number as 128-bit integer; nullopt when it has a fraction or over 37 digits.
    std::optional<Int128> to_wide_integer() const;
    double to_double() const;
    /// As BigDecimal.toString: plain, or scientific ("1.5E-7") for small and large exponents.
    std::string to_text() const;
    void append_to(std::string& text) const;

    friend std::optional<Decimal> add(const Decimal& a, const Decimal& b);
    friend std::optional<Decimal> subtract(const Decimal& a, const Decimal& b);
    friend std::optional<Decimal> multiply(const Decimal& a, const Decimal& b);
    /// nullopt for a zero divisor.
    friend std::optional<Decimal> divide(const Decimal& a, const Decimal& b);
    /// a - trunc(a / b) * b, with the sign of a; nullopt for a zero divisor.
    friend std::optional<Decimal> remainder(const Decimal& a, const Decimal& b);
    /// Negative, zero or positive as a is below, equal to or above b, by value.
    friend int compare(const Decimal& a, const Decimal& b);

  private:
    constexpr Decimal(Int128 coefficient, std::int32_t exponent)
        : high_(static_cast<std::int64_t>(coefficient >> 64)),
          low_(static_cast<std::uint64_t>(coefficient)),
          exponent_(exponent) {}
    constexpr Int128 coefficient() const {
        return (static_cast<Int128>(high_) << 64) | static_cast<Int128>(low_);
    }

    /// Fits in 64 bits, where division is many times faster.
    constexpr bool is_short() const { return high_ == static_cast<std::int64_t>(low_) >> 63; }

    // Two words rather than one __int128: alignment 8, so Value is 32 bytes.
    std::int64_t high_ = 0;
    std::uint64_t low_ = 0;
    std::int32_t exponent_ = 0;
};

std::optional<Decimal> add(const Decimal& a, const Decimal& b);
std::optional<Decimal> subtract(const Decimal& a, const Decimal& b);
std::optional<Decimal> multiply(const Decimal& a, const Decimal& b);
std::optional<Decimal> divide(const Decimal& a, const Decimal& b);
std::optional<Decimal> remainder(const Decimal& a, const Decimal& b);
int compare(const Decimal& a, const Decimal& b);

}  // namespace fleetsim::rules
