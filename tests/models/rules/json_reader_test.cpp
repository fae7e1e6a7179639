#include "models/rules/json_reader.hpp"

#include <gtest/gtest.h>
#include <string>

namespace fleetsim::rules {
namespace {

/// Read and written again; "not JSON" for what is none.
std::string read(const std::string& text, WholeNumbers mode = WholeNumbers::Keep) {
    JsonReader reader;
    Arena arena;
    const auto value = reader.read(text, mode, arena);
    if (!value) return "not JSON";
    std::string written;
    write_json(*value, written);
    return written;
}

TEST(JsonReader, TakesAnyValueAtTheTop) {
    EXPECT_EQ(read(" 80 "), "80");
    EXPECT_EQ(read("\"x\""), "\"x\"");
    EXPECT_EQ(read("[1,{\"a\":[]},null,true,false]"), "[1,{\"a\":[]},null,true,false]");
}

TEST(JsonReader, RefusesWhatIsNotJson) {
    for (const char* text : {"",
                             " ",
                             "1,2",
                             "1 2",
                             "{\"a\":1,}",
                             "{\"a\":01}",
                             "[1 2]",
                             "nul",
                             "nullx",
                             "\"x",
                             "tru",
                             "truefalse",
                             "{\"a\":1 \"b\":2}",
                             "\"\\q\"",
                             "\"\\u12\"",
                             "1.",
                             "-",
                             "1e",
                             ".5",
                             "+1",
                             "[",
                             "]",
                             "[1,]",
                             "[,1]",
                             "{,}",
                             "{\"a\"}",
                             "{1:2}",
                             "{\"a\":1}}",
                             "\"a\nb\"",
                             "\"\xFF\"",
                             "\"\xC0\x80\"",
                             "NaN",
                             "'a'"}) {
        EXPECT_EQ(read(text), "not JSON") << text;
    }
}

TEST(JsonReader, NumbersKeepEveryDigit) {
    EXPECT_EQ(read("9007199254740993"), "9007199254740993");
    EXPECT_EQ(read("-0.00000000000000000000000000012345"), "-1.2345E-28");
    EXPECT_EQ(read("1234567890123456789.5"), "1234567890123456789.5");
    EXPECT_EQ(read("5.0"), "5.0");
    EXPECT_EQ(read("5.0", WholeNumbers::Collapse), "5");
    EXPECT_EQ(read("-1.50e2", WholeNumbers::Collapse), "-150");
}

TEST(JsonReader, ANumberOutOfRangeIsJsonWithoutAValue) {
    EXPECT_EQ(read("[1e5000,2]"), "[2]");
    EXPECT_EQ(read("[1e400]"), "[1E+400]");
}

TEST(JsonReader, EscapesBecomeCharacters) {
    EXPECT_EQ(read(R"("\u00e9\/\t\ud83d\ude00")"), "\"\u00e9/\\t\U0001F600\"");
    EXPECT_EQ(read(R"("\ud83d!")"), "\"\uFFFD!\"");
    EXPECT_EQ(read(R"("\u0001")"), R"("\u0001")");
}

TEST(JsonReader, DepthIsBounded) {
    EXPECT_EQ(read(std::string(100'000, '[')), "not JSON");
    const auto nested = [](std::size_t arrays, const std::string& innermost) {
        return std::string(arrays, '[') + innermost + std::string(arrays, ']');
    };
    constexpr std::size_t kDeepest = JsonReader::kMaxDepth + 1;
    EXPECT_EQ(read(nested(kDeepest, "7")), nested(kDeepest, "7"));
    EXPECT_EQ(read(nested(kDeepest + 1, "")), "not JSON");
    EXPECT_EQ(read(nested(kDeepest + 1, "7")), "not JSON");
}

// Items and members are read where they lie, and containers within move them.
TEST(JsonReader, ManyItemsAndMembersBesideContainers) {
    std::string items;
    std::string members;
    for (int i = 0; i < 300; ++i) {
        items += (i == 0 ? "" : ",") + std::to_string(i) + ",[\"x\"," + std::to_string(i) + "]";
        members += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\":{\"a\":[" + std::to_string(i) +
                   ",-1.5]}";
    }
    EXPECT_EQ(read("[" + items + "]"), "[" + items + "]");
    EXPECT_EQ(read("{" + members + "}"), "{" + members + "}");
}

TEST(JsonReader, OfRepeatedNamesTheLastIsTheMember) {
    JsonReader reader;
    Arena arena;
    const auto value = reader.read(R"({"a":1,"a":2})", WholeNumbers::Keep, arena);
    EXPECT_TRUE(is_equal(value->member("a"), Value::integer(2)));
}

}  // namespace
}  // namespace fleetsim::rules
