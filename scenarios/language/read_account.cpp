// [fleet.thing], [[policy]], [cloud] and [prices].
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <utility>

#include "models/cloud/policy.hpp"
#include "scenarios/language/reading.hpp"
#include "sim/whole_file.hpp"

namespace fleetsim::language {

using namespace scenarios;

namespace {

using cloud::CertificateStatus;
using cloud::Registration;

constexpr std::pair<std::string_view, CertificateStatus> kCertificates[] = {
    {"active", CertificateStatus::Active},
    {"inactive", CertificateStatus::Inactive},
    {"revoked", CertificateStatus::Revoked}};

constexpr std::pair<std::string_view, Registration> kRegistrations[] = {
    {"before", Registration::Before},
    {"in-bulk", Registration::InBulk},
    {"at-first-connect", Registration::AtFirstConnect}};

std::string text_of_file(const Settings& settings, Reading& reading) {
    const std::string path = std::filesystem::path(reading.folder) / settings.text("file");
    sim::WholeFile file = sim::read_whole_file(path);
    if (!file.text)
        reading.diagnostics.add(settings.place("file"), sim::unread_code(path),
                                "file: cannot read " + in_quotes(path) + ": " + file.reason,
                                "the name of a file is relative to the folder of the scenario");
    return std::move(file.text).value_or("");
}

Policy read_policy(const Settings& settings, Reading& reading) {
    Policy policy;
    if (settings.has("name")) policy.name = settings.text("name");
    if (settings.has("groups")) policy.groups = settings.texts("groups");
    const bool has_text = settings.is_given("document");
    if (has_text == settings.is_given("file")) {
        reading.diagnostics.add(settings.place(), has_text ? "contradiction" : "missing-key",
                                "[[policy]] needs exactly one of \"document\" and \"file\"",
                                "for example file = \"policy.json\"");
        return policy;
    }
    const sim::Place place = settings.place(has_text ? "document" : "file");
    policy.document = has_text ? settings.text("document") : text_of_file(settings, reading);
    if (policy.document.empty() && !has_text) return policy;
    try {
        cloud::Policy::parse(policy.document, policy.name).refuse_idle_statements(policy.name);
    } catch (const sim::InputError& error) {
        for (const sim::Diagnostic& one : error.diagnostics())
            reading.diagnostics.add(place, one.code, policy.name + ": " + one.text, one.hint);
    }
    return policy;
}

double limit_of(const Settings& settings, cloud::Quota quota) {
    const std::string_view key = to_text(quota);
    if (quota == cloud::Quota::Connections) return static_cast<double>(settings.whole(key));
    if (quota == cloud::Quota::BytesOfConnection)
        return static_cast<double>(settings.size(key).count());
    return settings.number(key);
}

void check_thing(const Settings& settings, const Thing& thing, Reading& reading) {
    for (const std::string& name : thing.policies) {
        if (std::find(reading.policies.begin(), reading.policies.end(), name) !=
            reading.policies.end())
            continue;
        reading.diagnostics.add_unknown(settings.place("policy"), "unknown-name",
                                        "policy: there is no [[policy]] " + in_quotes(name), name,
                                        {reading.policies.begin(), reading.policies.end()});
    }
    const std::size_t most = thing.type.empty() ? cloud::Registry::kMostAttributes
                                                : cloud::Registry::kMostAttributesWithType;
    if (thing.attributes.size() > most)
        reading.diagnostics.add(settings.place("attributes"), "out-of-range",
                                "attributes: a thing " +
                                    std::string(thing.type.empty() ? "without" : "with") +
                                    " a type has at most " + std::to_string(most),
                                thing.type.empty() ? "give it a type" : "");
    if (thing.registration == Registration::InBulk) return;
    for (const std::string_view key : {"rate", "from"})
        if (settings.is_given(key))
            reading.contradict(settings.place(key), in_quotes(key) +
                                                        " goes with registration = \"in-bulk\" "
                                                        "only");
}

}  // namespace

Thing read_thing(const Settings& settings, const std::string& fleet, Reading& reading) {
    Thing thing;
    if (settings.has("name"))
        thing.name = read_pattern(settings, "name", PatternUse::ClientId, reading.patterns(fleet));
    if (settings.has("type")) thing.type = settings.text("type");
    if (settings.has("groups")) thing.groups = settings.texts("groups");
    if (settings.has("attributes")) thing.attributes = settings.pairs("attributes");
    if (settings.has("policy")) thing.policies = settings.texts("policy");
    thing.certificate = chosen(settings, "certificate", kCertificates);
    thing.registration = chosen(settings, "registration", kRegistrations);
    if (settings.has("rate")) thing.rate = settings.number("rate");
    thing.from = settings.duration("from");
    check_thing(settings, thing, reading);
    return thing;
}

std::vector<Policy> read_policies(const Settings& file, const std::vector<Fleet>& fleets,
                                  Reading& reading) {
    std::vector<std::string_view> groups;
    for (const Fleet& fleet : fleets)
        if (fleet.thing)
            groups.insert(groups.end(), fleet.thing->groups.begin(), fleet.thing->groups.end());
    std::vector<Policy> policies;
    for (const Settings& table : file.tables("policy")) {
        policies.push_back(read_policy(table, reading));
        for (const std::string& group : policies.back().groups) {
            if (std::find(groups.begin(), groups.end(), group) != groups.end()) continue;
            reading.diagnostics.add_unknown(
                table.place("groups"), "unknown-name",
                "groups: no [fleet.thing] is in the group " + in_quotes(group), group, groups);
        }
    }
    return policies;
}

Cloud read_cloud(const Settings& file) {
    Cloud cloud;
    const Settings* settings = file.table("cloud");
    if (settings == nullptr) return cloud;
    if (settings->has("quotas")) cloud.quotas = settings->text("quotas");
    const Settings* limits = settings->table("quota");
    if (limits == nullptr) return cloud;
    for (std::size_t i = 0; i < cloud::kQuotas; ++i) {
        const auto quota = static_cast<cloud::Quota>(i);
        if (limits->has(to_text(quota))) cloud.limits.emplace_back(quota, limit_of(*limits, quota));
    }
    return cloud;
}

Prices read_prices(const Settings& file, Reading& reading) {
    Prices prices;
    const Settings* settings = file.table("prices");
    if (settings == nullptr || !settings->has("book")) return prices;
    prices.books = settings->texts("book");
    prices.has_free_tier = settings->flag("free_tier");
    for (std::size_t i = 0; i < prices.books.size(); ++i) {
        const auto first = std::find(prices.books.begin(), prices.books.end(), prices.books[i]);
        if (static_cast<std::size_t>(first - prices.books.begin()) == i) continue;
        reading.contradict(settings->place("book"),
                           "book: " + in_quotes(prices.books[i]) + " stands there twice");
    }
    return prices;
}

}  // namespace fleetsim::language
