#include "models/mqtt/topic.hpp"

#include <gtest/gtest.h>
#include <string>

namespace fleetsim::mqtt {
namespace {

TEST(TopicFilter, WithoutWildcardsMatchesOnlyItself) {
    EXPECT_TRUE(matches("a/b", "a/b"));
    EXPECT_FALSE(matches("a/b", "a/B"));
    EXPECT_FALSE(matches("a/b", "a/b/"));
    EXPECT_FALSE(matches("/a", "a"));
}

TEST(TopicFilter, PlusMatchesExactlyOneLevel) {
    EXPECT_TRUE(matches("a/+/c", "a/b/c"));
    EXPECT_TRUE(matches("a/+/c", "a//c"));
    EXPECT_TRUE(matches("+/+", "/finance"));
    EXPECT_TRUE(matches("/+", "/finance"));
    EXPECT_FALSE(matches("+", "/finance"));
    EXPECT_FALSE(matches("a/+", "a"));
    EXPECT_FALSE(matches("a/+", "a/b/c"));
}

TEST(TopicFilter, HashMatchesTheParentAndEverythingBelow) {
    EXPECT_TRUE(matches("sport/#", "sport"));
    EXPECT_TRUE(matches("sport/#", "sport/"));
    EXPECT_TRUE(matches("sport/#", "sport/tennis/player1"));
    EXPECT_TRUE(matches("#", "a/b"));
    EXPECT_FALSE(matches("sport/#", "sports"));
}

TEST(TopicFilter, WildcardsInFrontDoNotMatchDollarTopics) {
    EXPECT_FALSE(matches("#", "$SYS/uptime"));
    EXPECT_FALSE(matches("+/uptime", "$SYS/uptime"));
    EXPECT_TRUE(matches("$SYS/#", "$SYS/uptime"));
    EXPECT_TRUE(matches("a/+", "a/$b"));
}

TEST(TopicFilter, WildcardsFillTheirLevel) {
    EXPECT_EQ(check_topic_filter("a/#"), TopicFault::None);
    EXPECT_EQ(check_topic_filter("#"), TopicFault::None);
    EXPECT_EQ(check_topic_filter("+/a/+"), TopicFault::None);
    EXPECT_EQ(check_topic_filter("a/#/b"), TopicFault::HashNotLast);
    EXPECT_EQ(check_topic_filter("a#"), TopicFault::HashNotLast);
    EXPECT_EQ(check_topic_filter("a+/b"), TopicFault::PlusNotAlone);
    EXPECT_EQ(check_topic_filter("a/+b"), TopicFault::PlusNotAlone);
}

TEST(TopicFilter, OfASharedSubscriptionNamesGroupAndFilter) {
    EXPECT_EQ(check_topic_filter("$share/g/a/+"), TopicFault::None);
    EXPECT_EQ(check_topic_filter("$share//a"), TopicFault::BadShareName);
    EXPECT_EQ(check_topic_filter("$share/g"), TopicFault::BadShareName);
    EXPECT_EQ(check_topic_filter("$share/g/"), TopicFault::BadShareName);
    EXPECT_EQ(check_topic_filter("$share/+/a"), TopicFault::BadShareName);
    EXPECT_EQ(check_topic_filter("$share/g/a/#/b"), TopicFault::HashNotLast);
    EXPECT_EQ(check_plain_filter("$share/g"), TopicFault::None);
    const auto shared = split_shared("$share/g/a/b");
    ASSERT_TRUE(shared);
    EXPECT_EQ(shared->group, "g");
    EXPECT_EQ(shared->filter, "a/b");
}

TEST(TopicFilter, CoversAFilterThatMatchesNothingElse) {
    EXPECT_TRUE(covers("a/#", "a"));
    EXPECT_TRUE(covers("a/#", "a/+/c"));
    EXPECT_TRUE(covers("a/+", "a/b"));
    EXPECT_TRUE(covers("a/+", "a/+"));
    EXPECT_FALSE(covers("a/+", "a/#"));
    EXPECT_FALSE(covers("a/b", "a/+"));
    EXPECT_FALSE(covers("a/b", "a/b/c"));
    EXPECT_FALSE(covers("#", "$SYS/a"));
}

TEST(TopicName, HasNoWildcardsNoNullAndAtMost65535Octets) {
    EXPECT_EQ(check_topic_name("a b/c"), TopicFault::None);
    EXPECT_EQ(check_topic_name(""), TopicFault::Empty);
    EXPECT_EQ(check_topic_name("a/+"), TopicFault::WildcardInName);
    EXPECT_EQ(check_topic_name(std::string("a\0b", 3)), TopicFault::NullCharacter);
    EXPECT_EQ(check_topic_name(std::string(65'535, 'a')), TopicFault::None);
    EXPECT_EQ(check_topic_name(std::string(65'536, 'a')), TopicFault::TooLong);
}

}  // namespace
}  // namespace fleetsim::mqtt
