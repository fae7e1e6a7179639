#include "models/cloud/item_table.hpp"

#include <gtest/gtest.h>

namespace fleetsim::cloud {
namespace {

ItemTable places(std::initializer_list<const char*> items, const char* sort_key = "") {
    ItemTable table({.name = "places", .partition_key = "meter", .sort_key = sort_key});
    for (const char* json : items) table.put(table.read(json).value());
    return table;
}

std::optional<std::string> get(ItemTable& table, std::vector<ItemTable::KeyPart> keys) {
    return table.get(keys);
}

TEST(ItemTable, GivesTheItemUnderItsKey) {
    ItemTable table = places({R"({"meter":17,"place":"cellar"})", R"({"meter":"17"})"});
    EXPECT_EQ(get(table, {{"meter", "17"}}), R"({"meter":17,"place":"cellar"})");
    EXPECT_EQ(get(table, {{"meter", R"("17")"}}), R"({"meter":"17"})");
    EXPECT_EQ(get(table, {{"meter", "18"}}), std::nullopt);
    EXPECT_EQ(table.reads(), 3);
    EXPECT_EQ(table.missed(), 1);
}

TEST(ItemTable, ANumberIsTheSameKeyHoweverItIsWritten) {
    ItemTable table = places({R"({"meter":17.0})"});
    EXPECT_TRUE(get(table, {{"meter", "17"}}));
    EXPECT_TRUE(get(table, {{"meter", "1.7e1"}}));
}

TEST(ItemTable, ALaterItemTakesThePlaceOfTheOneWithItsKeys) {
    ItemTable table = places({R"({"meter":1,"v":1})", R"({"meter":1,"v":2})"});
    EXPECT_EQ(table.count(), 1);
    EXPECT_EQ(get(table, {{"meter", "1"}}), R"({"meter":1,"v":2})");
}

TEST(ItemTable, ASortKeyMustBeAskedForToo) {
    ItemTable table =
        places({R"({"meter":1,"day":"mon"})", R"({"meter":1,"day":"tue","v":2})"}, "day");
    EXPECT_EQ(table.count(), 2);
    EXPECT_EQ(get(table, {{"meter", "1"}, {"day", R"("tue")"}}),
              R"({"meter":1,"day":"tue","v":2})");
    EXPECT_EQ(get(table, {{"meter", "1"}}), std::nullopt);
    EXPECT_EQ(get(table, {{"day", R"("tue")"}, {"meter", "1"}}), std::nullopt);
}

TEST(ItemTable, AKeyOfAnotherNameFindsNothing) {
    ItemTable table = places({R"({"meter":1})"});
    EXPECT_EQ(get(table, {{"metre", "1"}}), std::nullopt);
    EXPECT_EQ(get(table, {{"meter", "1"}, {"day", "1"}}), std::nullopt);
    EXPECT_EQ(get(table, {}), std::nullopt);
}

TEST(ItemTable, OnlyAnObjectWithATextOrANumberUnderEachKeyIsAnItem) {
    const ItemTable table({.name = "places", .partition_key = "meter", .sort_key = "day"});
    EXPECT_TRUE(table.read(R"({"day":"mon","meter":1})"));
    for (const char* json :
         {R"({"meter":1})", R"({"meter":true,"day":1})", R"({"meter":null,"day":1})",
          R"({"meter":[1],"day":1})", "[]", "17", "no JSON", ""})
        EXPECT_FALSE(table.read(json)) << json;
}

TEST(ItemTable, AnItemOfMoreThan8KbIsKeptAndNotGiven) {
    const auto item = [](std::size_t size) {
        const std::string front = R"({"meter":1,"text":")";
        return front + std::string(size - front.size() - 2, 'x') + "\"}";
    };
    ItemTable table = places({item(8192).c_str()});
    EXPECT_EQ(get(table, {{"meter", "1"}})->size(), 8192u);
    table.put(table.read(item(8193)).value());
    EXPECT_EQ(get(table, {{"meter", "1"}}), std::nullopt);
    EXPECT_EQ(table.count(), 1);
}

}  // namespace
}  // namespace fleetsim::cloud
