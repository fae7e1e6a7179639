// Distribution: a number that varies, in the forms planners know.
// Models     constant, uniform, exponential, normal, lognormal, Weibull and empirical (straight
//            lines between the given values), each with optional cut-offs: a sample beyond one is
//            moved onto it.
// Leaves out correlation between samples; mixtures (give an empirical table).
// Source     all by inversion of the distribution function; the normal one by Wichura's AS 241
//            (Applied Statistics 37, 1988).
// Error      below 1e-14 of the quantile (tests/sim/random/distribution_test.cpp). The bits depend
//            on the C library's log, exp and pow.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "sim/random/philox.hpp"
#include "sim/time.hpp"

namespace fleetsim::sim {

class Distribution {
  public:
    /// The constant zero.
    Distribution() = default;
    static Distribution constant(double value);
    static Distribution uniform(double least, double most);
    static Distribution exponential(double mean);
    static Distribution normal(double mean, double deviation);
    /// exp(normal): `median` of the variable, `deviation` of its logarithm.
    static Distribution lognormal(double median, double deviation);
    static Distribution weibull(double scale, double shape);
    /// `values` in rising order, at least one; each is as likely as any other.
    static Distribution empirical(std::vector<double> values);

    Distribution cut_off(std::optional<double> least, std::optional<double> most) const;

    double sample(Philox4x32& engine) const {
        return shape_ == Shape::Constant ? location_ : quantile(engine.uniform());
    }
    /// The value that a share `p` in [0, 1) of all samples lies below.
    double quantile(double p) const;

    bool is_constant() const { return shape_ == Shape::Constant; }
    /// With the cut-offs; averaged over 4096 equally likely samples where there is no closed form.
    double mean() const;
    double minimum() const;  ///< may be -infinity
    double maximum() const;  ///< may be +infinity

  private:
    enum class Shape { Constant, Uniform, Exponential, Normal, Lognormal, Weibull, Empirical };
    Distribution(Shape shape, double location, double spread)
        : shape_(shape), location_(location), spread_(spread) {}
    double uncut(double p) const;

    Shape shape_ = Shape::Constant;
    double location_ = 0;
    double spread_ = 0;
    std::optional<double> least_;
    std::optional<double> most_;
    std::shared_ptr<const std::vector<double>> values_;
};

/// A span of time that varies: a Distribution of seconds, never negative.
class DurationDistribution {
  public:
    /// 146 years. Longer samples become this, so that adding one to any Time of a run stays in
    /// range.
    static constexpr Duration kLongest = Duration::max() / 2;

    DurationDistribution() = default;
    explicit DurationDistribution(Duration value) : constant_(value) {}
    explicit DurationDistribution(const Distribution& seconds);

    Duration sample(Philox4x32& engine) const {
        return seconds_.is_constant() ? constant_ : span(seconds_.sample(engine));
    }
    bool is_constant() const { return seconds_.is_constant(); }
    Duration mean() const;
    Duration minimum() const;
    Duration maximum() const;

  private:
    static Duration span(double seconds) {
        return seconds < kLongest.to_seconds() ? Duration::from_seconds(seconds) : kLongest;
    }

    Duration constant_{};
    Distribution seconds_;
};

/// The inverse of the standard normal distribution function, for p in (0, 1).
double normal_quantile(double p);

}  // namespace fleetsim::sim
