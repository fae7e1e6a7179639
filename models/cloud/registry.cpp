#include "models/cloud/registry.hpp"

#include <algorithm>

#include "models/mqtt/topic_number.hpp"
#include "models/rules/value.hpp"
#include "sim/check.hpp"

namespace fleetsim::cloud {

namespace {

std::size_t most_attributes(const ThingFamily& family) {
    return family.type.empty() ? Registry::kMostAttributes : Registry::kMostAttributesWithType;
}

/// Calls that were made until `now`; the first ends one interval after the begin.
std::int64_t calls_made(const ThingFamily& family, sim::Time now) {
    if (now <= family.begins) return 0;
    return std::min<std::int64_t>(family.rate.count_in(now - family.begins), family.count);
}

void write_member(std::string_view name, std::string_view value, std::string& json) {
    if (json.back() != '{') json += ',';
    rules::write_json_text(name, json);
    json += ':';
    rules::write_json_text(value, json);
}

std::string description_of(const ThingFamily& family, std::string_view thing) {
    std::string json = "{";
    write_member("defaultClientId", thing, json);
    write_member("thingName", thing, json);
    if (!family.type.empty()) write_member("thingTypeName", family.type, json);
    json += ",\"attributes\":{";
    for (const auto& [name, value] : family.attributes) write_member(name, value, json);
    return json + "},\"version\":1}";
}

std::string groups_of(const ThingFamily& family) {
    std::string json = "{\"thingGroups\":[";
    for (const std::string& group : family.groups) {
        json += json.back() == '}' ? ",{" : "{";
        write_member("groupName", group, json);
        json += '}';
    }
    return json + "]}";
}

}  // namespace

std::optional<RegistryQuery> read_registry_query(std::string_view operation) {
    if (operation == "DescribeThing" || operation == "describeThing")
        return RegistryQuery::DescribeThing;
    if (operation == "ListThingGroupsForThing" || operation == "listThingGroupsForThing")
        return RegistryQuery::ListThingGroupsForThing;
    return std::nullopt;
}

RegistryAnswer Registry::add(ThingFamily family) {
    if (family.attributes.size() > most_attributes(family)) return RegistryAnswer::TooMany;
    const bool is_known = std::any_of(families_.begin(), families_.end(), [&](const Entry& entry) {
        return entry.family.name == family.name;
    });
    if (is_known) return RegistryAnswer::Exists;
    FLEET_CHECK(family.rate.count > 0, "a bulk registration makes calls");
    Entry entry{.family = std::move(family), .is_registered = {}};
    if (entry.family.registration == Registration::AtFirstConnect)
        entry.is_registered.resize(entry.family.count);
    families_.push_back(std::move(entry));
    return RegistryAnswer::Done;
}

void Registry::register_thing(std::size_t family, std::uint32_t number) {
    Entry& entry = families_[family];
    if (entry.is_registered[number]) return;
    entry.is_registered[number] = true;
    ++entry.registered;
}

bool Registry::is_registered(std::size_t family, std::uint32_t number, sim::Time now) const {
    const Entry& entry = families_[family];
    switch (entry.family.registration) {
        case Registration::InBulk:
            return number < calls_made(entry.family, now);
        case Registration::AtFirstConnect:
            return entry.is_registered[number];
        case Registration::Before:
            break;
    }
    return true;
}

std::int64_t Registry::registered(std::size_t family, sim::Time now) const {
    const Entry& entry = families_[family];
    switch (entry.family.registration) {
        case Registration::InBulk:
            return calls_made(entry.family, now);
        case Registration::AtFirstConnect:
            return entry.registered;
        case Registration::Before:
            break;
    }
    return entry.family.count;
}

std::vector<std::size_t> Registry::members_of(std::string_view group) const {
    std::vector<std::size_t> members;
    for (std::size_t i = 0; i < families_.size(); ++i)
        if (families_[i].family.groups.contains(group)) members.push_back(i);
    return members;
}

const ThingFamily* Registry::family_of(std::string_view thing, sim::Time now) const {
    for (std::size_t i = 0; i < families_.size(); ++i) {
        const ThingFamily& family = families_[i].family;
        const auto number = mqtt::number_in(family.thing_name, thing);
        if (family.is_listed && number && *number < family.count && is_registered(i, *number, now))
            return &family;
    }
    return nullptr;
}

std::optional<std::string> Registry::answer(RegistryQuery query, std::string_view thing,
                                            sim::Time now) const {
    const ThingFamily* family = family_of(thing, now);
    if (family == nullptr) return std::nullopt;
    return query == RegistryQuery::DescribeThing ? description_of(*family, thing)
                                                 : groups_of(*family);
}

Identity Registry::identify(std::size_t index, std::uint32_t number) const {
    const ThingFamily& family = families_[index].family;
    Identity identity;
    identity.client_id = family.client_id.text(number);
    identity.certificate_id = family.name + "-" + std::to_string(number);
    const std::string thing = family.thing_name.text(number);
    identity.subject["CommonName"] = thing;
    if (thing == identity.client_id) {
        identity.thing_name = thing;
        identity.thing_type = family.type;
        identity.thing_attributes = family.attributes;
    }
    return identity;
}

}  // namespace fleetsim::cloud
