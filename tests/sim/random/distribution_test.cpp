#include "sim/random/distribution.hpp"

#include <bit>
#include <cmath>
#include <gtest/gtest.h>
#include <string>

#include "sim/random/draw.hpp"

namespace fleetsim::sim {
namespace {

struct Moments {
    double mean = 0;
    double deviation = 0;
};

Moments moments(const Distribution& distribution, int samples = 200'000) {
    Philox4x32 engine(20'260'101);
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < samples; ++i) {
        const double value = distribution.sample(engine);
        sum += value;
        squares += value * value;
    }
    const double mean = sum / samples;
    return {mean, std::sqrt(squares / samples - mean * mean)};
}

TEST(NormalQuantile, InvertsTheDistributionFunction) {
    for (double p : {1e-300, 1e-100, 1e-20, 1e-10, 1e-5, 0.001, 0.07, 0.08, 0.3, 0.5}) {
        const double back = 0.5 * std::erfc(-normal_quantile(p) / std::sqrt(2.0));
        EXPECT_NEAR(back / p, 1, 2e-13 * std::max(1.0, -std::log10(p))) << p;
    }
    EXPECT_EQ(normal_quantile(0.5), 0);
    EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
    EXPECT_NEAR(normal_quantile(0.999), 3.090232306167813, 1e-13);
    EXPECT_NEAR(normal_quantile(0.25), -0.6744897501960817, 1e-14);
}

TEST(Distribution, AConstantTakesNoNumberFromTheEngine) {
    Philox4x32 engine(1);
    EXPECT_EQ(Distribution::constant(3.5).sample(engine), 3.5);
    EXPECT_EQ(engine, Philox4x32(1));
    EXPECT_EQ(Distribution().mean(), 0);
}

TEST(Distribution, SamplesHaveTheMeanAndDeviationOfTheirLaw) {
    const auto expect = [](const Distribution& distribution, double mean, double deviation) {
        const Moments seen = moments(distribution);
        const double error = deviation / std::sqrt(200'000.0);
        EXPECT_NEAR(seen.mean, mean, 4 * error);
        EXPECT_NEAR(seen.deviation / deviation, 1, 0.02);
        EXPECT_NEAR(distribution.mean(), mean, 1e-12 * mean);
    };
    expect(Distribution::uniform(2, 8), 5, 6 / std::sqrt(12.0));
    expect(Distribution::exponential(4), 4, 4);
    expect(Distribution::normal(230, 2), 230, 2);
    const double s2 = 0.25;  // the square of the logarithm's deviation
    expect(Distribution::lognormal(10, 0.5), 10 * std::exp(s2 / 2),
           10 * std::exp(s2 / 2) * std::sqrt(std::exp(s2) - 1));
    const double g1 = std::tgamma(1.5);
    const double g2 = std::tgamma(2.0);
    expect(Distribution::weibull(3, 2), 3 * g1, 3 * std::sqrt(g2 - g1 * g1));
    expect(Distribution::empirical({0, 10}), 5, 10 / std::sqrt(12.0));
}

TEST(Distribution, AWeibullOfShapeOneIsExponential) {
    for (double p : {0.01, 0.5, 0.999})
        EXPECT_NEAR(Distribution::weibull(7, 1).quantile(p),
                    Distribution::exponential(7).quantile(p), 1e-12);
}

TEST(Distribution, QuantilesAreThoseOfTheLaw) {
    EXPECT_DOUBLE_EQ(Distribution::exponential(1).quantile(0.5), std::log(2.0));
    EXPECT_DOUBLE_EQ(Distribution::lognormal(42, 1.7).quantile(0.5), 42);
    EXPECT_DOUBLE_EQ(Distribution::weibull(5, 3).quantile(1 - std::exp(-1.0)), 5);
    const auto steps = Distribution::empirical({1, 2, 4, 8, 16});
    EXPECT_EQ(steps.quantile(0), 1);
    EXPECT_EQ(steps.quantile(0.5), 4);
    EXPECT_EQ(steps.quantile(0.625), 6);
    EXPECT_LT(steps.quantile(std::nextafter(1.0, 0.0)), 16.0000001);
    EXPECT_EQ(Distribution::empirical({9}).quantile(0.7), 9);
}

TEST(Distribution, ASampleBeyondACutOffIsMovedOntoIt) {
    const auto cut = Distribution::normal(0, 1).cut_off(-0.5, 2);
    EXPECT_EQ(cut.minimum(), -0.5);
    EXPECT_EQ(cut.maximum(), 2);
    EXPECT_EQ(cut.quantile(0.01), -0.5);
    EXPECT_EQ(cut.quantile(0.999), 2);
    EXPECT_EQ(cut.quantile(0.5), 0);
    // The mean of a normal number censored at a and b: a Phi(a) + phi(a) - phi(b) + b (1 - Phi(b)).
    const auto density = [](double x) {
        return std::exp(-x * x / 2) / std::sqrt(2 * 3.141592653589793);
    };
    const auto below = [](double x) { return 0.5 * std::erfc(-x / std::sqrt(2.0)); };
    const double mean = -0.5 * below(-0.5) + density(-0.5) - density(2) + 2 * (1 - below(2));
    EXPECT_NEAR(cut.mean(), mean, 1e-4);
    EXPECT_NEAR(moments(cut).mean, mean, 0.006);
    EXPECT_EQ(Distribution::constant(5).cut_off(6, {}).mean(), 6);
}

TEST(Distribution, ExtremesAreThoseOfTheLaw) {
    EXPECT_EQ(Distribution::uniform(2, 3).minimum(), 2);
    EXPECT_EQ(Distribution::uniform(2, 3).maximum(), 3);
    EXPECT_EQ(Distribution::exponential(1).minimum(), 0);
    EXPECT_TRUE(std::isinf(Distribution::exponential(1).maximum()));
    EXPECT_TRUE(std::isinf(Distribution::normal(0, 1).minimum()));
    EXPECT_EQ(Distribution::empirical({1, 5}).maximum(), 5);
    EXPECT_EQ(Distribution::lognormal(1, 1).cut_off({}, 10).maximum(), 10);
}

// Golden: the bits a seed gives. They may change only with a word in CHANGELOG.md, because every
// stored digest changes with them.
TEST(Distribution, TheBitsOfADrawAreFixed) {
    const auto bits = [](const Distribution& distribution) {
        DrawEngine engine = draw(7, EntityId::device(123), 4, 5);
        return std::bit_cast<std::uint64_t>(distribution.sample(engine));
    };
    EXPECT_EQ(bits(Distribution::uniform(0, 1)), 0x3fe6912720c24ff8ull);
    EXPECT_EQ(bits(Distribution::exponential(60)), 0x405252a50ee16aa9ull);
    EXPECT_EQ(bits(Distribution::normal(230, 2)), 0x406ce286aefd4591ull);
    EXPECT_EQ(bits(Distribution::lognormal(10, 0.5)), 0x402a313e08119717ull);
    EXPECT_EQ(bits(Distribution::weibull(3, 2)), 0x400a868073ba2189ull);
}

TEST(DurationDistribution, NeverGivesANegativeSpan) {
    const DurationDistribution spans(Distribution::normal(0, 1));
    Philox4x32 engine(5);
    for (int i = 0; i < 1'000; ++i) EXPECT_GE(spans.sample(engine), Duration{});
    EXPECT_EQ(spans.minimum(), Duration{});
    EXPECT_EQ(spans.maximum(), DurationDistribution::kLongest);
}

TEST(DurationDistribution, AConstantIsExactToTheNanosecond) {
    using namespace literals;
    Philox4x32 engine(5);
    const DurationDistribution exact(1_ns);
    EXPECT_EQ(exact.sample(engine), 1_ns);
    EXPECT_EQ(exact.mean(), 1_ns);
    EXPECT_TRUE(exact.is_constant());
    EXPECT_EQ(DurationDistribution(Distribution::constant(0.25)).mean(), 250_ms);
    EXPECT_EQ(DurationDistribution(Distribution::uniform(1, 3)).mean(), 2_s);
}

// 400 years: further than virtual time reaches, so it must not wrap to the past.
TEST(DurationDistribution, ASpanBeyondVirtualTimeSaturates) {
    Philox4x32 engine(5);
    const DurationDistribution long_spans(Distribution::uniform(1.2e10, 1.3e10));
    EXPECT_EQ(long_spans.sample(engine), DurationDistribution::kLongest);
    EXPECT_EQ(long_spans.mean(), DurationDistribution::kLongest);
    EXPECT_GT(Time::at(Duration::days(36'500)) + long_spans.sample(engine), Time::zero());
}

}  // namespace
}  // namespace fleetsim::sim
