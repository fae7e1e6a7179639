#include "scenarios/compose/account_builder.hpp"

#include <algorithm>

#include "scenarios/compose/values.hpp"
#include "sim/check.hpp"

namespace fleetsim::scenarios::compose {

namespace {

void note(const profile::Profile& file, std::vector<profile::Figure>& assumptions) {
    assumptions.insert(assumptions.end(), file.figures().begin(), file.figures().end());
}

template <class List>
bool holds(const List& list, const std::string& name) {
    return std::find(list.begin(), list.end(), name) != list.end();
}

/// Those of the fleet's certificates, and those of the groups its things are in.
void attach_policies(const Thing& thing, const Scenario& scenario, cloud::ThingFamily& family) {
    for (const Policy& policy : scenario.policies) {
        const bool is_of_group =
            std::any_of(policy.groups.begin(), policy.groups.end(),
                        [&](const std::string& group) { return holds(thing.groups, group); });
        if (!is_of_group && !holds(thing.policies, policy.name)) continue;
        family.permissions.attach(cloud::Policy::parse(policy.document, policy.name));
        family.has_policies = true;
    }
}

cloud::ThingFamily build_family(const Fleet& fleet, const Scenario& scenario,
                                double most_registrations) {
    cloud::ThingFamily family{
        .name = fleet.name, .count = fleet.count, .client_id = build_topic(fleet.client_id)};
    family.thing_name = family.client_id;
    family.is_listed = fleet.thing.has_value();
    if (!fleet.thing) return family;
    const Thing& thing = *fleet.thing;
    if (thing.name) family.thing_name = build_topic(*thing.name);
    family.type = thing.type;
    family.attributes.insert(thing.attributes.begin(), thing.attributes.end());
    family.groups.insert(thing.groups.begin(), thing.groups.end());
    family.certificate = thing.certificate;
    family.registration = thing.registration;
    family.begins = sim::Time::at(thing.from);
    // Without either limit a bulk registration is done in the first second.
    double rate = std::max(fleet.count, 1u);
    if (thing.rate) rate = std::min(rate, *thing.rate);
    if (most_registrations > 0) rate = std::min(rate, most_registrations);
    family.rate = cloud::Rate::per_second(rate);
    attach_policies(thing, scenario, family);
    return family;
}

}  // namespace

std::optional<cloud::QuotaRates> quota_rates(const Scenario& scenario,
                                             std::vector<profile::Figure>& assumptions) {
    if (!scenario.cloud.has_quotas()) return std::nullopt;
    cloud::QuotaRates rates;
    if (!scenario.cloud.quotas.empty()) {
        const profile::Profile file = profile::open("quota", scenario.cloud.quotas);
        note(file, assumptions);
        rates = cloud::QuotaRates::read(file);
    }
    for (const auto& [quota, limit] : scenario.cloud.limits) rates[quota] = limit;
    return rates;
}

cloud::Registry build_registry(const Scenario& scenario, double most_registrations) {
    cloud::Registry registry;
    for (const Fleet& fleet : scenario.fleets) {
        const cloud::RegistryAnswer answer =
            registry.add(build_family(fleet, scenario, most_registrations));
        FLEET_CHECK(answer == cloud::RegistryAnswer::Done, "the loader checks things");
    }
    return registry;
}

std::vector<cloud::PriceBook> open_books(const Scenario& scenario,
                                         std::vector<profile::Figure>& assumptions) {
    std::vector<cloud::PriceBook> books;
    for (const std::string& name : scenario.prices.books) {
        const profile::Profile file = profile::open("price", name);
        note(file, assumptions);
        books.emplace_back(file);
    }
    return books;
}

}  // namespace fleetsim::scenarios::compose
