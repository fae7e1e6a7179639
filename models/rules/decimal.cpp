#include "models/rules/decimal.hpp"

#include <algorithm>
#include <array>
#include <boost/multiprecision/cpp_int.hpp>
#include <charconv>
#include <cmath>
#include <cstring>

namespace fleetsim::rules {

namespace {

// Room for a 34-digit coefficient shifted by 110 digits; only operations that leave 128 bits pay.
using Wide = boost::multiprecision::number<boost::multiprecision::cpp_int_backend<
    512, 512, boost::multiprecision::signed_magnitude, boost::multiprecision::unchecked, void>>;

constexpr int kPrecision = 34;
constexpr int kMaxExponent = 999;
constexpr int kMinExponent = -999;
constexpr int kInt128Digits = 38;  // 10^38 fits in a signed 128-bit integer

constexpr std::array<Int128, kInt128Digits + 1> kPowers = [] {
    std::array<Int128, kInt128Digits + 1> powers{};
    powers[0] = 1;
    for (std::size_t i = 1; i < powers.size(); ++i) powers[i] = powers[i - 1] * 10;
    return powers;
}();

constexpr Int128 power_of_ten(int digits) { return kPowers[static_cast<std::size_t>(digits)]; }

constexpr int kShortDigits = 18;  // 10^18 fits in a signed 64-bit integer
constexpr std::int64_t short_power(int digits) {
    return static_cast<std::int64_t>(power_of_ten(digits));
}

constexpr Int128 magnitude(Int128 value) { return value < 0 ? -value : value; }

int digit_count(Int128 value) {
    const Int128 size = magnitude(value);
    if (static_cast<std::uint64_t>(size) == size) {
        // 1233 / 4096 approximates log10(2); one comparison corrects it.
        const int bits = 64 - __builtin_clzll(static_cast<std::uint64_t>(size) | 1);
        const int guess = (bits * 1233) >> 12;
        return guess + (size >= power_of_ten(guess) ? 1 : 0) + (size == 0 ? 1 : 0);
    }
    const auto* above =
        std::upper_bound(kPowers.data() + 19, kPowers.data() + kPowers.size(), size);
    return static_cast<int>(above - kPowers.data());
}

Wide wide_power(int digits) {
    return boost::multiprecision::pow(Wide{10}, static_cast<unsigned>(digits));
}

/// Quotient rounded half to even; `divisor` is positive.
template <class Number>
Number divide_half_even(const Number& value, const Number& divisor) {
    Number quotient = value / divisor;
    const Number rest = value - quotient * divisor;
    const Number twice = (rest < 0 ? Number(-rest) : rest) * 2;
    const bool is_odd = quotient % 2 != 0;
    if (twice > divisor || (twice == divisor && is_odd)) quotient += value < 0 ? -1 : 1;
    return quotient;
}

std::optional<Decimal> narrow(Wide value, std::int64_t exponent) {
    const Wide limit = wide_power(kPrecision);
    const Wide size = value < 0 ? Wide(-value) : value;
    if (size >= limit) {
        int excess = 1;
        while (size >= limit * wide_power(excess)) ++excess;
        value = divide_half_even<Wide>(value, wide_power(excess));
        exponent += excess;
    }
    return Decimal::make(value.convert_to<Int128>(), exponent);
}

}  // namespace

std::optional<Decimal> Decimal::make(Int128 coefficient, std::int64_t exponent) {
    while (magnitude(coefficient) >= power_of_ten(kPrecision)) {
        const int excess = std::max(1, digit_count(coefficient) - kPrecision);
        coefficient = divide_half_even<Int128>(coefficient, power_of_ten(excess));
        exponent += excess;
    }
    if (coefficient == 0) {
        return Decimal{
            0, static_cast<std::int32_t>(std::clamp<std::int64_t>(exponent, -kPrecision, 0))};
    }
    const std::int64_t adjusted = exponent + digit_count(coefficient) - 1;
    if (adjusted > kMaxExponent) return std::nullopt;
    if (adjusted < kMinExponent) return Decimal{};
    return Decimal{coefficient, static_cast<std::int32_t>(exponent)};
}

bool Decimal::is_whole() const {
    if (exponent_ >= 0 || is_zero()) return true;
    if (-exponent_ > kPrecision) return false;
    if (is_short() && exponent_ >= -kShortDigits) {
        return static_cast<std::int64_t>(low_) % short_power(-exponent_) == 0;
    }
    return coefficient() % power_of_ten(-exponent_) == 0;
}

Decimal Decimal::collapsed() const {
    if (exponent_ == 0 || !is_whole()) return *this;
    if (is_zero()) return Decimal{};
    if (is_short() && exponent_ < 0 && exponent_ >= -kShortDigits) {
        return Decimal{static_cast<std::int64_t>(low_) / short_power(-exponent_), 0};
    }
    if (exponent_ < 0) return Decimal{coefficient() / power_of_ten(-exponent_), 0};
    if (digit_count(coefficient()) + exponent_ > kPrecision) return *this;
    return Decimal{coefficient() * power_of_ten(exponent_), 0};
}

Decimal Decimal::without_trailing_zeros() const {
    if (is_zero()) return Decimal{};
    Int128 digits = coefficient();
    std::int32_t exponent = exponent_;
    while (digits % 10 == 0) {
        digits /= 10;
        ++exponent;
    }
    return Decimal{digits, exponent};
}

Decimal Decimal::rounded(int places, Rounding mode) const {
    const int surplus = -exponent_ - places;
    if (surplus <= 0) return *this;
    const Int128 digits = coefficient();
    Int128 quotient = 0;
    Int128 rest = digits;
    bool at_least_half = false;
    if (surplus <= kPrecision) {
        const Int128 unit = power_of_ten(surplus);
        quotient = digits / unit;
        rest = digits % unit;
        at_least_half = magnitude(rest) >= unit / 2;
    }
    if (rest != 0) {
        if (mode == Rounding::Down && rest < 0) --quotient;
        if (mode == Rounding::Up && rest > 0) ++quotient;
        if (mode == Rounding::HalfAwayFromZero && at_least_half) quotient += rest < 0 ? -1 : 1;
    }
    return Decimal{quotient, -places};
}

std::optional<std::int64_t> Decimal::to_integer() const {
    const auto wide = to_wide_integer();
    if (!wide || *wide > INT64_MAX || *wide < INT64_MIN) return std::nullopt;
    return static_cast<std::int64_t>(*wide);
}

std::optional<Int128> Decimal::to_wide_integer() const {
    if (!is_whole()) return std::nullopt;
    if (is_zero()) return Int128{0};
    if (exponent_ <= 0) return coefficient() / power_of_ten(-exponent_);
    if (digit_count(coefficient()) + exponent_ > kInt128Digits - 1) return std::nullopt;
    return coefficient() * power_of_ten(exponent_);
}

double Decimal::to_double() const {
    constexpr std::array<double, 23> kExact = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,
                                               1e8,  1e9,  1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
                                               1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const Int128 digits = coefficient();
    // Both factors are exact doubles, so one rounding gives the nearest double (Clinger 1990).
    if (magnitude(digits) < (Int128{1} << 53) && exponent_ >= -22 && exponent_ <= 22) {
        const auto base = static_cast<double>(static_cast<std::int64_t>(digits));
        return exponent_ < 0 ? base / kExact[static_cast<std::size_t>(-exponent_)]
                             : base * kExact[static_cast<std::size_t>(exponent_)];
    }
    const std::string text = to_text();
    double value = 0;
    const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
    if (result.ec != std::errc::result_out_of_range) return value;
    const int adjusted = exponent_ + digit_count(digits);
    return adjusted < 0 ? 0.0 : std::copysign(HUGE_VAL, sign());
}

void Decimal::append_to(std::string& text) const {
    std::array<char, 48> digits;
    char* end = digits.data() + digits.size();
    char* begin = end;
    Int128 rest = magnitude(coefficient());
    while (static_cast<std::uint64_t>(rest) != rest) {
        *--begin = static_cast<char>('0' + static_cast<int>(rest % 10));
        rest /= 10;
    }
    auto low = static_cast<std::uint64_t>(rest);
    do {
        *--begin = static_cast<char>('0' + low % 10);
        low /= 10;
    } while (low != 0);
    const auto count = static_cast<int>(end - begin);
    const int adjusted = exponent_ + count - 1;
    if (sign() < 0) text += '-';
    if (exponent_ == 0) {
        text.append(begin, end);
    } else if (exponent_ < 0 && adjusted >= -6) {
        if (adjusted < 0) {
            text += "0.";
            text.append(static_cast<std::size_t>(-adjusted - 1), '0');
            text.append(begin, end);
        } else {
            text.append(begin, begin + adjusted + 1);
            text += '.';
            text.append(begin + adjusted + 1, end);
        }
    } else {
        text += *begin;
        if (count > 1) {
            text += '.';
            text.append(begin + 1, end);
        }
        text += adjusted < 0 ? "E-" : "E+";
        text += std::to_string(std::abs(adjusted));
    }
}

std::string Decimal::to_text() const {
    std::string text;
    append_to(text);
    return text;
}

std::optional<Decimal> add(const Decimal& a, const Decimal& b) {
    if (a.exponent_ == b.exponent_) {
        return Decimal::make(a.coefficient() + b.coefficient(), a.exponent_);
    }
    const Decimal& high = a.exponent_ > b.exponent_ ? a : b;
    const Decimal& low = a.exponent_ > b.exponent_ ? b : a;
    if (high.is_zero()) return low;
    const int shift = high.exponent_ - low.exponent_;
    if (digit_count(high.coefficient()) + shift < kInt128Digits) {
        return Decimal::make(high.coefficient() * power_of_ten(shift) + low.coefficient(),
                             low.exponent_);
    }
    // Beyond 110 digits apart the small number only decides the rounding: its sign is enough.
    constexpr int kExactShift = 110;
    if (shift <= kExactShift) {
        return narrow(Wide{high.coefficient()} * wide_power(shift) + Wide{low.coefficient()},
                      low.exponent_);
    }
    return narrow(Wide{high.coefficient()} * wide_power(kExactShift) + low.sign(),
                  high.exponent_ - kExactShift);
}

std::optional<Decimal> subtract(const Decimal& a, const Decimal& b) { return add(a, b.negated()); }

std::optional<Decimal> multiply(const Decimal& a, const Decimal& b) {
    const Int128 x = a.coefficient();
    const Int128 y = b.coefficient();
    const std::int64_t exponent = std::int64_t{a.exponent_} + b.exponent_;
    if (digit_count(x) + digit_count(y) < kInt128Digits) return Decimal::make(x * y, exponent);
    return narrow(Wide{x} * Wide{y}, exponent);
}

std::optional<Decimal> divide(const Decimal& a, const Decimal& b) {
    if (b.is_zero()) return std::nullopt;
    const std::int32_t preferred = a.exponent_ - b.exponent_;
    const Int128 x = a.coefficient();
    const Int128 y = b.coefficient();
    if (x % y == 0) return Decimal::make(x / y, preferred);
    // At least 35 digits of quotient, then one more that stands for all that follow.
    const int shift = kPrecision + 1 + std::max(0, digit_count(y) - digit_count(x) + 1);
    const Wide scaled = Wide{x} * wide_power(shift);
    Wide quotient = scaled / Wide{y};
    const bool is_exact = quotient * Wide{y} == scaled;
    if (!is_exact) {
        quotient = quotient * 10 + ((x < 0) != (y < 0) ? -1 : 1);
        return narrow(quotient, std::int64_t{preferred} - shift - 1);
    }
    std::int64_t exponent = std::int64_t{preferred} - shift;
    while (exponent < preferred && quotient % 10 == 0) {
        quotient /= 10;
        ++exponent;
    }
    return narrow(quotient, exponent);
}

std::optional<Decimal> remainder(const Decimal& a, const Decimal& b) {
    if (b.is_zero()) return std::nullopt;
    const Int128 x = a.coefficient();
    const Int128 y = b.coefficient();
    const int shift = a.exponent_ - b.exponent_;
    if (shift >= 0) {
        Wide factor = 1;
        for (int i = 0; i < shift; ++i) factor = factor * 10 % Wide{magnitude(y)};
        const Wide rest = Wide{x} % Wide{y} * factor % Wide{y};
        return narrow(rest, b.exponent_);
    }
    if (digit_count(y) - shift > kPrecision + 1) return a;  // the divisor is larger than a
    return narrow(Wide{x} % (Wide{y} * wide_power(-shift)), a.exponent_);
}

int compare(const Decimal& a, const Decimal& b) {
    const Int128 x = a.coefficient();
    const Int128 y = b.coefficient();
    if (a.exponent_ == b.exponent_) return x < y ? -1 : (x > y ? 1 : 0);
    if (a.sign() != b.sign() || a.is_zero()) return a.sign() - b.sign();
    const int high_a = a.exponent_ + digit_count(x);
    const int high_b = b.exponent_ + digit_count(y);
    if (high_a != high_b) return (high_a < high_b ? -1 : 1) * a.sign();
    // Same number of digits before the point: the shift is below 34 and the product below 10^35.
    const int shift = a.exponent_ - b.exponent_;
    const Int128 left = shift > 0 ? x * power_of_ten(shift) : x;
    const Int128 right = shift < 0 ? y * power_of_ten(-shift) : y;
    return left < right ? -1 : (left > right ? 1 : 0);
}

std::optional<Decimal> Decimal::from_double(double value) {
    if (!std::isfinite(value)) return std::nullopt;
    std::array<char, 32> text;
    // Java writes a double with a digit after the point (3.0), which 2015-10-08 shows.
    const auto end = std::to_chars(text.data(), text.data() + text.size(), value).ptr;
    const auto parsed =
        parse({text.data(), static_cast<std::size_t>(end - text.data())}, NumberForm::Json);
    if (!parsed || parsed->exponent_ < 0) return parsed;
    return parsed->exponent_ == 0 && magnitude(parsed->coefficient()) < power_of_ten(17)
               ? Decimal{parsed->coefficient() * 10, -1}
               : *parsed;
}

namespace {

/// Walks over the digits of a number and keeps the first 34 of them exactly, the rest for rounding.
class DigitReader {
  public:
    void take(char digit) {
        const int value = digit - '0';
        if (low_count_ < 18) {
            low_ = low_ * 10 + static_cast<std::uint64_t>(value);
            low_count_ += low_ != 0 ? 1 : 0;
            return;
        }
        if (digits_ == 0) digits_ = static_cast<Int128>(low_);
        if (low_count_ < kPrecision + 1) {
            digits_ = digits_ * 10 + value;
            ++low_count_;
            return;
        }
        ++dropped_;
        is_inexact_ |= value != 0;
    }

    bool is_zero() const { return low_ == 0 && digits_ == 0; }

    std::optional<Decimal> finish(bool is_negative, std::int64_t exponent) const {
        Int128 value = digits_ != 0 ? digits_ : static_cast<Int128>(low_);
        exponent += dropped_;
        if (is_inexact_) {  // a digit that breaks ties upwards stands for all dropped ones
            value = value * 10 + 1;
            --exponent;
        }
        return Decimal::make(is_negative ? -value : value, exponent);
    }

  private:
    std::uint64_t low_ = 0;
    Int128 digits_ = 0;
    int low_count_ = 0;
    std::int64_t dropped_ = 0;
    bool is_inexact_ = false;
};

}  // namespace

std::optional<Decimal> Decimal::parse(std::string_view text, NumberForm form) {
    const char* at = text.data();
    const char* const end = at + text.size();
    const bool is_negative = at != end && *at == '-';
    if (is_negative) ++at;
    if (at == end || !is_digit(*at)) return std::nullopt;
    if (form == NumberForm::Json && *at == '0' && end - at > 1 && is_digit(at[1])) {
        return std::nullopt;
    }
    DigitReader reader;
    std::int64_t exponent = 0;
    for (; at != end && is_digit(*at); ++at) reader.take(*at);
    if (at != end && *at == '.') {
        ++at;
        if (at == end || !is_digit(*at)) return std::nullopt;
        for (; at != end && is_digit(*at); ++at) {
            reader.take(*at);
            --exponent;
        }
    }
    if (at != end && (*at == 'e' || *at == 'E')) {
        ++at;
        const bool is_down = at != end && *at == '-';
        if (is_down || (form == NumberForm::Json && at != end && *at == '+')) ++at;
        if (at == end || !is_digit(*at)) return std::nullopt;
        std::int64_t power = 0;
        constexpr std::int64_t kFarOut = 1'000'000'000;
        for (; at != end && is_digit(*at); ++at)
            power = std::min(power * 10 + (*at - '0'), kFarOut);
        exponent += is_down ? -power : power;
    }
    if (at != end) return std::nullopt;
    const auto number = reader.finish(is_negative, exponent);
    const bool vanishes = number && number->is_zero() && !reader.is_zero();
    if (vanishes && form == NumberForm::SqlText) return std::nullopt;
    return number;
}

}  // namespace fleetsim::rules
