#include "models/mqtt/utf8.hpp"

#include <gtest/gtest.h>
#include <string>

#include "tests/models/mqtt/hex.hpp"

namespace fleetsim::mqtt {
namespace {

Utf8Fault check(const char* hex) { return check_utf8(bytes(hex)); }

TEST(Utf8, AcceptsTheFirstAndLastCharacterOfEveryLength) {
    EXPECT_EQ(check(""), Utf8Fault::None);
    EXPECT_EQ(check("01 7F"), Utf8Fault::None);
    EXPECT_EQ(check("C2 80 DF BF"), Utf8Fault::None);
    EXPECT_EQ(check("E0 A0 80 ED 9F BF EE 80 80 EF BF BF"), Utf8Fault::None);
    EXPECT_EQ(check("F0 90 80 80 F4 8F BF BF"), Utf8Fault::None);
}

TEST(Utf8, RefusesOverlongForms) {
    EXPECT_EQ(check("C0 80"), Utf8Fault::IllFormed);
    EXPECT_EQ(check("C1 BF"), Utf8Fault::IllFormed);
    EXPECT_EQ(check("E0 9F BF"), Utf8Fault::IllFormed);
    EXPECT_EQ(check("F0 8F BF BF"), Utf8Fault::IllFormed);
}

TEST(Utf8, RefusesSurrogatesAndWhatLiesBeyondU10FFFF) {
    EXPECT_EQ(check("ED A0 80"), Utf8Fault::IllFormed);
    EXPECT_EQ(check("ED BF BF"), Utf8Fault::IllFormed);
    EXPECT_EQ(check("F4 90 80 80"), Utf8Fault::IllFormed);
    EXPECT_EQ(check("F5 80 80 80"), Utf8Fault::IllFormed);
}

TEST(Utf8, RefusesCutAndStraySequences) {
    EXPECT_EQ(check("80"), Utf8Fault::IllFormed);
    EXPECT_EQ(check("C2"), Utf8Fault::IllFormed);
    EXPECT_EQ(check("E2 82"), Utf8Fault::IllFormed);
    EXPECT_EQ(check("F0 9F 98"), Utf8Fault::IllFormed);
    EXPECT_EQ(check("61 62 63 64 65 66 67 68 FF"), Utf8Fault::IllFormed);
}

TEST(Utf8, FindsNullWhereverItStands) {
    for (std::size_t at = 0; at < 24; ++at) {
        std::string text(24, 'a');
        text[at] = '\0';
        EXPECT_EQ(check_utf8(text), Utf8Fault::NullCharacter) << at;
    }
}

}  // namespace
}  // namespace fleetsim::mqtt
