#include <array>
#include <cmath>

#include "models/rules/functions.hpp"

namespace fleetsim::rules {

namespace {

using Arguments = std::span<const Value>;

/// "Decimal arguments are rounded to double precision before function application."
template <double (*Function)(double)>
Value in_double(const CallScope& scope, Arguments arguments) {
    const auto number = to_decimal(arguments[0]);
    return number ? scope.number(Function(number->to_double())) : Value{};
}

template <double (*Function)(double, double)>
Value in_double_pair(const CallScope& scope, Arguments arguments) {
    const auto first = to_decimal(arguments[0]);
    const auto second = to_decimal(arguments[1]);
    if (!first || !second) return {};
    return scope.number(Function(first->to_double(), second->to_double()));
}

template <Rounding mode>
Value to_nearest(const CallScope&, Arguments arguments) {
    const auto number = to_decimal(arguments[0]);
    return number ? Value::number(number->rounded(0, mode).collapsed()) : Value{};
}

Value abs_of(const CallScope& scope, Arguments arguments) {
    const auto number = to_decimal(arguments[0]);
    if (!number) return {};
    return scope.number(number->sign() < 0 ? number->negated() : *number);
}

Value sign_of(const CallScope&, Arguments arguments) {
    const auto number = to_decimal(arguments[0]);
    return number ? Value::integer(number->sign()) : Value{};
}

Value remainder_of(const CallScope& scope, Arguments arguments) {
    const auto first = to_decimal(arguments[0]);
    const auto second = to_decimal(arguments[1]);
    return first && second ? scope.number(remainder(*first, *second)) : Value{};
}

Value nanvl(const CallScope&, Arguments arguments) {
    return arguments[0].is_missing() ? arguments[1] : arguments[0];
}

/// The places are a number, not a text, and clamped to 0 ... 34; the zeros at the end go.
Value trunc_of(const CallScope& scope, Arguments arguments) {
    const auto number = to_decimal(arguments[0]);
    if (!number || !arguments[1].is(Value::Kind::Number)) return {};
    const Decimal places = arguments[1].as_number().rounded(0, Rounding::Down);
    constexpr int kMostPlaces = 34;
    int kept = places.sign() < 0 ? 0 : kMostPlaces;
    if (const auto small = places.to_integer(); small && *small >= 0 && *small < kMostPlaces) {
        kept = static_cast<int>(*small);
    }
    return scope.number(
        number->rounded(kept, Rounding::TowardZero).without_trailing_zeros().collapsed());
}

struct BitAnd {
    static std::int64_t apply(std::int64_t a, std::int64_t b) { return a & b; }
};
struct BitOr {
    static std::int64_t apply(std::int64_t a, std::int64_t b) { return a | b; }
};
struct BitXor {
    static std::int64_t apply(std::int64_t a, std::int64_t b) { return a ^ b; }
};

std::optional<std::int64_t> to_bits(const Value& value) {
    const auto whole = to_whole_down(value);
    return whole ? whole->to_integer() : std::nullopt;
}

template <class Operation>
Value bitwise(const CallScope&, Arguments arguments) {
    const auto first = to_bits(arguments[0]);
    const auto second = to_bits(arguments[1]);
    if (!first || !second) return {};
    return Value::integer(Operation::apply(*first, *second));
}

/// The guide's "bitnot(13) = 2" flips the four bits that 13 has; two's complement gives -14. The
/// guide's example is followed (docs/models/rules.md, disputed points).
Value bitnot(const CallScope&, Arguments arguments) {
    const auto bits = to_bits(arguments[0]);
    if (!bits) return {};
    if (*bits <= 0) return Value::integer(~*bits);
    const int width = 64 - __builtin_clzll(static_cast<unsigned long long>(*bits));
    const auto mask = static_cast<std::int64_t>((std::uint64_t{1} << width) - 1);
    return Value::integer(*bits ^ mask);
}

double power(double base, double exponent) { return std::pow(base, exponent); }
double natural_log(double x) { return x > 0 ? std::log(x) : NAN; }
double decimal_log(double x) { return x > 0 ? std::log10(x) : NAN; }

constexpr std::array kMath = {
    Function{"abs", 1, 1, kOld, abs_of},
    Function{"acos", 1, 1, kOld, in_double<std::acos>},
    Function{"asin", 1, 1, kOld, in_double<std::asin>},
    Function{"atan", 1, 1, kOld, in_double<std::atan>},
    Function{"atan2", 2, 2, kOld, in_double_pair<std::atan2>},
    Function{"bitand", 2, 2, kOld, bitwise<BitAnd>},
    Function{"bitor", 2, 2, kOld, bitwise<BitOr>},
    Function{"bitxor", 2, 2, kOld, bitwise<BitXor>},
    Function{"bitnot", 1, 1, kOld, bitnot},
    Function{"ceil", 1, 1, kOld, to_nearest<Rounding::Up>},
    Function{"cos", 1, 1, kOld, in_double<std::cos>},
    Function{"cosh", 1, 1, kOld, in_double<std::cosh>},
    Function{"exp", 1, 1, kOld, in_double<std::exp>},
    Function{"floor", 1, 1, kOld, to_nearest<Rounding::Down>},
    Function{"ln", 1, 1, kOld, in_double<natural_log>},
    Function{"log", 1, 1, kOld, in_double<decimal_log>},
    Function{"mod", 2, 2, kOld, remainder_of},
    Function{"nanvl", 2, 2, kOld, nanvl},
    Function{"power", 2, 2, kOld, in_double_pair<power>},
    Function{"remainder", 2, 2, kOld, remainder_of},
    Function{"round", 1, 1, kOld, to_nearest<Rounding::HalfAwayFromZero>},
    Function{"sign", 1, 1, kOld, sign_of},
    Function{"sin", 1, 1, kOld, in_double<std::sin>},
    Function{"sinh", 1, 1, kOld, in_double<std::sinh>},
    Function{"sqrt", 1, 1, kOld, in_double<std::sqrt>},
    Function{"tan", 1, 1, kOld, in_double<std::tan>},
    Function{"tanh", 1, 1, kOld, in_double<std::tanh>},
    Function{"trunc", 2, 2, kOld, trunc_of},
};

}  // namespace

std::span<const Function> math_functions() { return kMath; }

}  // namespace fleetsim::rules
