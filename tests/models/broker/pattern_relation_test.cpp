#include "models/broker/pattern_relation.hpp"

#include <gtest/gtest.h>

namespace fleetsim::broker {
namespace {

using Kind = PatternRelation::Kind;

mqtt::TopicPattern plain(const char* text) {
    return {.before = text, .after = "", .numbered = false};
}
mqtt::TopicPattern numbered(const char* before, const char* after) {
    return {.before = before, .after = after, .numbered = true};
}

TEST(PatternRelation, WildcardCoversEveryNumber) {
    EXPECT_EQ(relate(plain("meter/+/reading"), numbered("meter/", "/reading")).kind, Kind::Always);
    EXPECT_EQ(relate(plain("meter/#"), numbered("meter/", "/reading")).kind, Kind::Always);
    EXPECT_EQ(relate(plain("meter/+"), numbered("meter/", "/reading")).kind, Kind::Never);
}

TEST(PatternRelation, DevicesOwnTopicReachesThatDevice) {
    EXPECT_EQ(relate(numbered("box/", "/cmd"), numbered("box/", "/cmd")).kind, Kind::SameNumber);
    EXPECT_EQ(relate(numbered("+/", "/cmd"), numbered("box/", "/cmd")).kind, Kind::SameNumber);
    EXPECT_EQ(relate(numbered("box/", "/#"), numbered("box/", "/cmd/now")).kind, Kind::SameNumber);
    EXPECT_EQ(relate(numbered("box/", "/cmd"), numbered("car/", "/cmd")).kind, Kind::Never);
}

TEST(PatternRelation, OneTopicOfAFamilyIsFound) {
    EXPECT_EQ(relate(plain("box/17/cmd"), numbered("box/", "/cmd")),
              (PatternRelation{Kind::TopicIs, 17}));
    EXPECT_EQ(relate(plain("box/017/cmd"), numbered("box/", "/cmd")).kind, Kind::Never);
    EXPECT_EQ(relate(plain("box/n17x/cmd"), numbered("box/n", "x/cmd")),
              (PatternRelation{Kind::TopicIs, 17}));
}

TEST(PatternRelation, OneSubscriberOfAFamilyIsFound) {
    EXPECT_EQ(relate(numbered("box/", "/cmd"), plain("box/3/cmd")),
              (PatternRelation{Kind::OwnerIs, 3}));
}

TEST(PatternRelation, DollarTopicsStayOutOfLeadingWildcards) {
    EXPECT_EQ(relate(plain("#"), plain("$SYS/uptime")).kind, Kind::Never);
    EXPECT_EQ(relate(plain("$SYS/#"), plain("$SYS/uptime")).kind, Kind::Always);
}

}  // namespace
}  // namespace fleetsim::broker
