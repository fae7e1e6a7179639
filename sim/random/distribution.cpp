#include "sim/random/distribution.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "sim/check.hpp"

namespace fleetsim::sim {

namespace {

constexpr double kInfinity = std::numeric_limits<double>::infinity();

/// Coefficients lowest power first.
template <std::size_t kCount>
double polynomial(const double (&coefficients)[kCount], double x) {
    double sum = 0;
    for (std::size_t i = kCount; i-- > 0;) sum = sum * x + coefficients[i];
    return sum;
}

// AS 241, routine PPND16: the centre, the near tails, the far tails.
constexpr double kCentreAbove[] = {3.3871328727963666080e0,  1.3314166789178437745e+2,
                                   1.9715909503065514427e+3, 1.3731693765509461125e+4,
                                   4.5921953931549871457e+4, 6.7265770927008700853e+4,
                                   3.3430575583588128105e+4, 2.5090809287301226727e+3};
constexpr double kCentreBelow[] = {1.0,
                                   4.2313330701600911252e+1,
                                   6.8718700749205790830e+2,
                                   5.3941960214247511077e+3,
                                   2.1213794301586595867e+4,
                                   3.9307895800092710610e+4,
                                   2.8729085735721942674e+4,
                                   5.2264952788528545610e+3};
constexpr double kNearAbove[] = {1.42343711074968357734e0,  4.63033784615654529590e0,
                                 5.76949722146069140550e0,  3.64784832476320460504e0,
                                 1.27045825245236838258e0,  2.41780725177450611770e-1,
                                 2.27238449892691845833e-2, 7.74545014278341407640e-4};
constexpr double kNearBelow[] = {1.0,
                                 2.05319162663775882187e0,
                                 1.67638483018380384940e0,
                                 6.89767334985100004550e-1,
                                 1.48103976427480074590e-1,
                                 1.51986665636164571966e-2,
                                 5.47593808499534494600e-4,
                                 1.05075007164441684324e-9};
constexpr double kFarAbove[] = {6.65790464350110377720e0,  5.46378491116411436990e0,
                                1.78482653991729133580e0,  2.96560571828504891230e-1,
                                2.65321895265761230930e-2, 1.24266094738807843860e-3,
                                2.71155556874348757815e-5, 2.01033439929228813265e-7};
constexpr double kFarBelow[] = {1.0,
                                5.99832206555887937690e-1,
                                1.36929880922735805310e-1,
                                1.48753612908506148525e-2,
                                7.86869131145613259100e-4,
                                1.84631831751005468180e-5,
                                1.42151175831644588870e-7,
                                2.04426310338993978564e-15};

}  // namespace

double normal_quantile(double p) {
    const double from_middle = p - 0.5;
    if (std::abs(from_middle) <= 0.425) {
        const double r = 0.180625 - from_middle * from_middle;
        return from_middle * polynomial(kCentreAbove, r) / polynomial(kCentreBelow, r);
    }
    const double tail = std::sqrt(-std::log(from_middle < 0 ? p : 1 - p));
    const double size =
        tail <= 5 ? polynomial(kNearAbove, tail - 1.6) / polynomial(kNearBelow, tail - 1.6)
                  : polynomial(kFarAbove, tail - 5) / polynomial(kFarBelow, tail - 5);
    return from_middle < 0 ? -size : size;
}

Distribution Distribution::constant(double value) { return {Shape::Constant, value, 0}; }
Distribution Distribution::uniform(double least, double most) {
    return {Shape::Uniform, least, most};
}
Distribution Distribution::exponential(double mean) { return {Shape::Exponential, mean, 0}; }
Distribution Distribution::normal(double mean, double deviation) {
    return {Shape::Normal, mean, deviation};
}
Distribution Distribution::lognormal(double median, double deviation) {
    return {Shape::Lognormal, median, deviation};
}
Distribution Distribution::weibull(double scale, double shape) {
    return {Shape::Weibull, scale, shape};
}
Distribution Distribution::empirical(std::vector<double> values) {
    FLEET_CHECK(!values.empty(), "an empirical distribution needs a value");
    Distribution result(Shape::Empirical, 0, 0);
    result.values_ = std::make_shared<const std::vector<double>>(std::move(values));
    return result;
}

Distribution Distribution::cut_off(std::optional<double> least, std::optional<double> most) const {
    Distribution result = *this;
    result.least_ = least;
    result.most_ = most;
    if (result.is_constant()) result.location_ = result.quantile(0);
    return result;
}

double Distribution::uncut(double p) const {
    switch (shape_) {
        case Shape::Constant:
            return location_;
        case Shape::Uniform:
            return location_ + (spread_ - location_) * p;
        case Shape::Exponential:
            return -location_ * std::log1p(-p);
        case Shape::Normal:
            return p > 0 ? location_ + spread_ * normal_quantile(p) : -kInfinity;
        case Shape::Lognormal:
            return p > 0 ? location_ * std::exp(spread_ * normal_quantile(p)) : 0;
        case Shape::Weibull:
            return location_ * std::pow(-std::log1p(-p), 1 / spread_);
        case Shape::Empirical:
            break;
    }
    const double place = p * static_cast<double>(values_->size() - 1);
    const auto below = static_cast<std::size_t>(place);
    const std::size_t above = std::min(below + 1, values_->size() - 1);
    const double share = place - static_cast<double>(below);
    return (*values_)[below] * (1 - share) + (*values_)[above] * share;
}

double Distribution::quantile(double p) const {
    double value = uncut(p);
    if (least_) value = std::max(value, *least_);
    if (most_) value = std::min(value, *most_);
    // Only an uncut normal reaches this, once in 2^53 draws.
    return std::isinf(value) ? location_ : value;
}

double Distribution::mean() const {
    const bool is_cut = least_ || most_;
    if (shape_ == Shape::Constant) return location_;
    if (!is_cut && shape_ == Shape::Uniform) return (location_ + spread_) / 2;
    if (!is_cut && (shape_ == Shape::Exponential || shape_ == Shape::Normal)) return location_;
    if (!is_cut && shape_ == Shape::Lognormal) return location_ * std::exp(spread_ * spread_ / 2);
    if (!is_cut && shape_ == Shape::Weibull) return location_ * std::tgamma(1 + 1 / spread_);
    constexpr int kSamples = 4096;
    double sum = 0;
    for (int i = 0; i < kSamples; ++i) sum += quantile((i + 0.5) / kSamples);
    return sum / kSamples;
}

double Distribution::minimum() const {
    double least = 0;
    if (shape_ == Shape::Constant || shape_ == Shape::Uniform) least = location_;
    if (shape_ == Shape::Normal) least = -kInfinity;
    if (shape_ == Shape::Empirical) least = values_->front();
    if (least_) least = std::max(least, *least_);
    if (most_) least = std::min(least, *most_);
    return least;
}

double Distribution::maximum() const {
    double most = kInfinity;
    if (shape_ == Shape::Constant) most = location_;
    if (shape_ == Shape::Uniform) most = spread_;
    if (shape_ == Shape::Empirical) most = values_->back();
    if (least_) most = std::max(most, *least_);
    if (most_) most = std::min(most, *most_);
    return most;
}

DurationDistribution::DurationDistribution(const Distribution& seconds)
    : seconds_(seconds.minimum() < 0 ? seconds.cut_off(0, seconds.maximum()) : seconds) {
    if (seconds_.is_constant()) constant_ = span(seconds_.mean());
}

Duration DurationDistribution::mean() const {
    return is_constant() ? constant_ : span(seconds_.mean());
}

Duration DurationDistribution::minimum() const {
    return is_constant() ? constant_ : span(seconds_.minimum());
}

Duration DurationDistribution::maximum() const {
    return is_constant() ? constant_ : span(seconds_.maximum());
}

}  // namespace fleetsim::sim
