#include "scenarios/language/variable.hpp"

#include <gtest/gtest.h>

#include "scenarios/language/override.hpp"

namespace fleetsim::language {
namespace {

TEST(Variable, DurationsAreWrittenInTheLargestUnitThatSaysThemInShort) {
    const Variable duration{"scenario.duration", option_at("scenario.duration"), std::nullopt};
    for (const auto& [seconds, text] : {std::pair{16'200.0, "\"4.5 h\""},
                                        {17'550.0, "\"4.875 h\""},
                                        {18'900.0, "\"5.25 h\""},
                                        {9'600.0, "\"160 min\""},
                                        {45.0, "\"45 s\""},
                                        {16'370.0, "\"4.547 h\""},
                                        {5.123, "\"5.123 s\""},
                                        {400 * 86'400.0, "\"400 d\""}}) {
        const double number = snapped(duration, seconds);
        EXPECT_EQ(text_of(duration, number), text);
        EXPECT_EQ(number_of(duration, text, "--from"), number);
    }
}

TEST(Variable, SeveralDurationsAreReadInOneUnit) {
    using Texts = std::vector<std::string>;
    const Variable duration{"scenario.duration", option_at("scenario.duration"), std::nullopt};
    EXPECT_EQ(texts_in_one_unit(duration, {3'600, 5'400, 60'000}),
              (Texts{"60 min", "90 min", "1000 min"}));
    EXPECT_EQ(texts_in_one_unit(duration, {3'600, 1'800, 86'400}), (Texts{"1 h", "0.5 h", "24 h"}));
    EXPECT_EQ(texts_in_one_unit(duration, {90, 120}), (Texts{"1.5 min", "2 min"}));
    EXPECT_EQ(texts_in_one_unit(duration, {5.123, 86'400}), (Texts{"5.123 s", "86400 s"}));
    const Variable count{"fleet.count", option_at("fleet[0].count"), std::nullopt};
    EXPECT_EQ(texts_in_one_unit(count, {1, 3'600}), (Texts{"1", "3600"}));
}

}  // namespace
}  // namespace fleetsim::language
