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

}  // namespace
}  // namespace fleetsim::language
