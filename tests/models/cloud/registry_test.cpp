#include "models/cloud/registry.hpp"

#include <gtest/gtest.h>

namespace fleetsim::cloud {
namespace {

using sim::Duration;
using sim::Time;

mqtt::TopicPattern numbered(const char* before) {
    return {.before = before, .after = "", .numbered = true};
}

ThingFamily meters() {
    return {.name = "meter",
            .count = 100,
            .client_id = numbered("meter-"),
            .thing_name = numbered("meter-")};
}

Time at_s(std::int64_t s) { return Time::at(Duration::seconds(s)); }

TEST(Registry, AThingWithoutATypeHasThreeAttributesWithOneFifty) {
    ThingFamily family = meters();
    for (int i = 0; i < 4; ++i) family.attributes[std::to_string(i)] = "x";
    Registry registry;
    EXPECT_EQ(registry.add(family), RegistryAnswer::TooMany);
    family.type = "meter";
    EXPECT_EQ(registry.add(family), RegistryAnswer::Done);
    EXPECT_EQ(registry.add(family), RegistryAnswer::Exists);
    family.name = "other";
    for (int i = 4; i < 51; ++i) family.attributes[std::to_string(i)] = "x";
    EXPECT_EQ(registry.add(family), RegistryAnswer::TooMany);
}

TEST(Registry, ThingsOfBeforeAreAllThere) {
    Registry registry;
    registry.add(meters());
    EXPECT_TRUE(registry.is_registered(0, 99, at_s(0)));
    EXPECT_EQ(registry.registered(0, at_s(0)), 100);
}

TEST(Registry, InBulkTheyComeOneAfterTheOther) {
    ThingFamily family = meters();
    family.registration = Registration::InBulk;
    family.begins = at_s(10);
    family.rate = 15;
    Registry registry;
    registry.add(family);
    EXPECT_EQ(registry.registered(0, at_s(10)), 0);
    EXPECT_EQ(registry.registered(0, at_s(12)), 30);
    EXPECT_EQ(registry.registered(0, Time::at(Duration::milliseconds(10'066))), 0)
        << "a call takes a fifteenth of a second";
    EXPECT_TRUE(registry.is_registered(0, 29, at_s(12)));
    EXPECT_FALSE(registry.is_registered(0, 30, at_s(12)));
    EXPECT_EQ(registry.registered(0, at_s(1000)), 100);
}

TEST(Registry, JustInTimeEachComesWhenItIsCalled) {
    ThingFamily family = meters();
    family.registration = Registration::AtFirstConnect;
    Registry registry;
    registry.add(family);
    EXPECT_FALSE(registry.is_registered(0, 7, at_s(0)));
    registry.register_thing(0, 7);
    registry.register_thing(0, 7);
    EXPECT_TRUE(registry.is_registered(0, 7, at_s(0)));
    EXPECT_FALSE(registry.is_registered(0, 8, at_s(0)));
    EXPECT_EQ(registry.registered(0, at_s(0)), 1);
}

TEST(Registry, AClientIsTheThingOfItsName) {
    ThingFamily family = meters();
    family.type = "meter";
    family.attributes["site"] = "north";
    Registry registry;
    registry.add(family);
    const Identity identity = registry.identify(0, 5);
    EXPECT_EQ(identity.client_id, "meter-5");
    EXPECT_EQ(identity.thing_name, "meter-5");
    EXPECT_EQ(identity.thing_type, "meter");
    EXPECT_EQ(identity.thing_attributes.at("site"), "north");
    EXPECT_EQ(identity.subject.at("CommonName"), "meter-5");
}

TEST(Registry, AClientOfAnotherNameThanItsThingHasNoThingVariables) {
    ThingFamily family = meters();
    family.thing_name = numbered("serial-");
    family.attributes["site"] = "north";
    Registry registry;
    registry.add(family);
    const Identity identity = registry.identify(0, 5);
    EXPECT_EQ(identity.client_id, "meter-5");
    EXPECT_EQ(identity.thing_name, "");
    EXPECT_TRUE(identity.thing_attributes.empty());
}

TEST(Registry, GroupsKnowTheirFamilies) {
    ThingFamily family = meters();
    family.groups = {"north", "beta"};
    Registry registry;
    registry.add(family);
    family.name = "other";
    family.groups = {"north"};
    registry.add(family);
    EXPECT_EQ(registry.members_of("north"), (std::vector<std::size_t>{0, 1}));
    EXPECT_EQ(registry.members_of("beta"), (std::vector<std::size_t>{0}));
    EXPECT_TRUE(registry.members_of("south").empty());
}

using enum RegistryQuery;

TEST(RegistryQuery, OperationsAreKnownByName) {
    EXPECT_EQ(read_registry_query("DescribeThing"), DescribeThing);
    EXPECT_EQ(read_registry_query("listThingGroupsForThing"), ListThingGroupsForThing);
    EXPECT_EQ(read_registry_query("ListThings"), std::nullopt);
    EXPECT_EQ(read_registry_query(""), std::nullopt);
}

TEST(Registry, AThingIsDescribedWithItsTypeAndAttributes) {
    ThingFamily family = meters();
    family.type = "meter";
    family.attributes = {{"site", "north"}, {"floor", "2"}};
    Registry registry;
    registry.add(family);
    EXPECT_EQ(registry.answer(DescribeThing, "meter-5", at_s(0)),
              R"({"defaultClientId":"meter-5","thingName":"meter-5","thingTypeName":"meter",)"
              R"("attributes":{"floor":"2","site":"north"},"version":1})");
}

TEST(Registry, AThingWithoutATypeOrAttributesHasNoType) {
    Registry registry;
    registry.add(meters());
    EXPECT_EQ(registry.answer(DescribeThing, "meter-0", at_s(0)),
              R"({"defaultClientId":"meter-0","thingName":"meter-0","attributes":{},"version":1})");
}

TEST(Registry, TheGroupsOfAThingAreListed) {
    ThingFamily family = meters();
    Registry registry;
    family.groups = {"north", "beta"};
    registry.add(family);
    EXPECT_EQ(registry.answer(ListThingGroupsForThing, "meter-5", at_s(0)),
              R"({"thingGroups":[{"groupName":"beta"},{"groupName":"north"}]})");
    Registry other;
    other.add(meters());
    EXPECT_EQ(other.answer(ListThingGroupsForThing, "meter-5", at_s(0)), R"({"thingGroups":[]})");
}

TEST(Registry, OnlyAThingThatIsRegisteredByThenIsFound) {
    ThingFamily family = meters();
    family.registration = Registration::InBulk;
    family.begins = at_s(10);
    family.rate = 1;
    Registry registry;
    registry.add(family);
    EXPECT_FALSE(registry.answer(DescribeThing, "meter-5", at_s(15)));
    EXPECT_TRUE(registry.answer(DescribeThing, "meter-5", at_s(16)));
    EXPECT_FALSE(registry.answer(DescribeThing, "meter-100", at_s(1000))) << "there are 100";
    for (const char* name : {"meter-05", "meter-", "meter", "pump-5", ""})
        EXPECT_FALSE(registry.answer(DescribeThing, name, at_s(1000))) << name;
}

TEST(Registry, AFleetThatIsNotListedHasNoThings) {
    ThingFamily family = meters();
    family.is_listed = false;
    Registry registry;
    registry.add(family);
    EXPECT_TRUE(registry.is_registered(0, 5, at_s(0)));
    EXPECT_FALSE(registry.answer(DescribeThing, "meter-5", at_s(0)));
}

}  // namespace
}  // namespace fleetsim::cloud
