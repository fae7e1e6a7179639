// PayloadTemplate: the body of a message, written once for a whole fleet.
//
//   {"kwh": {counter(0, 0.25)}, "v": {normal(230.0, 2)}, "state": "{choice(on, off)}"}
//
// Models     {counter(FIRST, STEP)} by the ordinal of the publish; {uniform(LEAST, MOST)},
//            {normal(MEAN, DEVIATION)} and {choice(A, B, ...)} by draws; {wear(HEALTHY, FAILED,
//            DEVIATION)}, normal around a mean that moves as the device wears; {timestamp()} in
//            milliseconds since the start of the scenario; {id} and {fleet}. A number is printed
//            with as many decimals as its most precise argument: normal(230.0, 2) gives 231.4.
//            A brace that opens none of these is an ordinary character, so JSON needs no escapes.
// Leaves out values that depend on one another or on earlier draws.
// Error      size() is the exact length of render() for the same engine and moment.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/random/philox.hpp"
#include "sim/time.hpp"

namespace fleetsim::device {

/// What a message depends on beside the draws.
struct PayloadMoment {
    std::uint32_t device = 0;
    std::uint32_t ordinal = 0;  ///< of the publish, from 0
    sim::Time now{};
    double wear = 0;  ///< of a device that is about to fail, 0 to 1
};

class PayloadTemplate;

/// A template, or why there is none: `offset` counts bytes into the text.
struct ParsedPayload {
    std::vector<PayloadTemplate> value;  ///< one, or none
    std::string reason;
    std::size_t offset = 0;
};

class PayloadTemplate {
  public:
    /// `fleet` stands in for {fleet}.
    static ParsedPayload parse(std::string_view text, std::string_view fleet);

    /// The size of every message, where the template can give only one.
    std::optional<std::uint32_t> fixed_size() const { return fixed_size_; }

    /// The length of what render() would write, without writing it.
    std::uint32_t size(sim::Philox4x32& engine, const PayloadMoment& moment) const;

    /// The same draws give the same text.
    std::string render(sim::Philox4x32& engine, const PayloadMoment& moment) const;

    /// Whether it shows wear, which only fleets with a failure mode have.
    bool shows_wear() const;

    const std::string& written() const { return written_; }

  private:
    friend class PayloadParser;

    /// Numbers are whole multiples of 10^-decimals, so that they print and measure exactly.
    struct Call {
        enum class Kind { Counter, Uniform, Normal, Wear, Choice, Timestamp, Id };
        Kind kind = Kind::Id;
        std::uint8_t decimals = 0;
        std::size_t after = 0;  ///< bytes of literals_ that stand before it
        std::int64_t first = 0;
        std::int64_t second = 0;
        std::int64_t third = 0;
        std::vector<std::string> choices{};
    };

    static std::uint32_t printed_size(std::int64_t scaled, std::uint8_t decimals);
    static void print(std::int64_t scaled, std::uint8_t decimals, std::string& text);
    static const std::string& chosen(const Call& call, sim::Philox4x32& engine);
    static std::int64_t number(const Call& call, sim::Philox4x32& engine,
                               const PayloadMoment& moment);

    std::string written_;
    std::string literals_;  ///< all literal pieces, one after the other
    std::vector<Call> calls_;
    std::uint32_t literal_size_ = 0;
    std::optional<std::uint32_t> fixed_size_;
};

}  // namespace fleetsim::device
