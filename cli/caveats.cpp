#include "cli/caveats.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <set>

#include "results/figure_text.hpp"
#include "results/goals.hpp"
#include "results/names.hpp"
#include "scenarios/compose/life_watch.hpp"
#include "sim/quantity_text.hpp"

namespace fleetsim::cli {

namespace {

using scenarios::compose::World;

results::LogEntry caveat(const World& world, std::string code, std::string component,
                         std::string text) {
    return {.at = world.settled_at(),
            .severity = results::LogEntry::Severity::Warning,
            .code = std::move(code),
            .component = std::move(component),
            .text = std::move(text)};
}

/// Figures of a fleet are those of the devices that were on; a reader takes them for all.
void add_late_starts(const World& world, std::vector<results::LogEntry>& caveats) {
    const sim::Time end = world.settled_at();
    if (end < sim::Time::at(world.scenario().duration))
        return;  // an interrupted run says that it is
    for (std::size_t c = 0; c < world.population().classes().size(); ++c) {
        const device::DeviceClass& type = world.population().classes()[c];
        const device::FleetCell cell = world.population().total(c);
        const std::int64_t waiting = type.devices.count - cell.switched_on();
        if (waiting == 0) continue;
        caveats.push_back(
            caveat(world, "late-start", results::names::fleet(type.name),
                   fmt::format("{} of the {} devices of fleet {} were never switched on: the "
                               "last starts at {}, the run ended after {}",
                               results::count_text(static_cast<double>(waiting)),
                               results::count_text(type.devices.count), type.name,
                               sim::to_text((type.start + type.start_over).since_start()),
                               sim::to_text(end.since_start()))));
    }
}

/// A cell that the radio's highest current pulls below its cut-off lasts no longer than the
/// capacitor beside it helps (docs/models/power.md).
void add_weak_cells(const World& world, std::vector<results::LogEntry>& caveats) {
    for (const device::DeviceClass& type : world.population().classes()) {
        const std::optional<power::Battery>& battery = type.battery;
        if (!battery || !battery->brown_out || battery->usual.pulse) continue;
        const sim::Amperes pulse = type.radio.highest_power() / battery->voltage;
        const sim::Volts left = battery->brown_out->voltage(pulse, 0);
        if (left >= battery->brown_out->cut_off) continue;
        caveats.push_back(
            caveat(world, "needs-capacitor", results::names::battery(type.name),
                   fmt::format("the radio of fleet {} takes up to {:.0f} mA, which leaves a new {} "
                               "{:.2f} V, below its cut-off of {:.2f} V: the battery's life "
                               "holds with a capacitor beside the cell",
                               type.name, pulse.count() * 1e3, battery->name,
                               std::max(left.count(), 0.0), battery->brown_out->cut_off.count())));
    }
}

/// A life is the time that was watched, played on: a short look is mostly the start and chance.
void add_short_watches(const World& world, std::vector<results::LogEntry>& caveats) {
    if (!world.metered_from()) return;
    // Of a whole run that was over before the last start, add_late_starts() has told.
    const bool was_whole = world.settled_at() >= sim::Time::at(world.scenario().duration);
    for (std::size_t c = 0; c < world.population().classes().size(); ++c) {
        const device::DeviceClass& type = world.population().classes()[c];
        const device::FleetCell cell = world.population().total(c);
        if (!type.battery || cell.failed == type.devices.count) continue;
        const scenarios::compose::LifeWatch watch = scenarios::compose::life_watch(type);
        const auto watched = [&](sim::Time start) {
            return world.settled_at() - std::max(start, *world.metered_from());
        };
        const sim::Duration longest = watched(type.start);
        const sim::Duration shortest = watched(type.start + type.start_over);
        if (longest < watch.least)
            caveats.push_back(caveat(
                world, std::string(results::kLifeUnknown), results::names::battery(type.name),
                fmt::format("how long {}'s batteries last is not known: no device was watched for "
                            "{}, a whole round of what it does by itself",
                            type.name, results::span_text(watch.least))));
        else if (shortest < watch.well && !(was_whole && shortest <= sim::Duration{}))
            caveats.push_back(
                caveat(world, "battery-life-rough", results::names::battery(type.name),
                       fmt::format(
                           "the lives of {}'s batteries are rough: to know well what a device does "
                           "by itself takes {}, and not every one was watched for so long; a run "
                           "that is {} longer does it",
                           type.name, results::span_text(watch.well),
                           results::span_text(watch.well - shortest))));
    }
}

/// A short run's joules a day are largely the first connection; who divides a battery by them gets
/// another life than the one that is told.
void add_first_connections(const World& world, std::vector<results::LogEntry>& caveats) {
    constexpr double kTold = 0.05;
    if (world.metered_from() != sim::Time::zero()) return;  // the warm-up has them
    for (std::size_t c = 0; c < world.population().classes().size(); ++c) {
        const device::DeviceClass& type = world.population().classes()[c];
        const device::FleetCell cell = world.population().total(c);
        double all = 0;
        for (const sim::WideSum nanojoules : cell.nanojoules)
            all += static_cast<double>(nanojoules);
        const double share = all > 0 ? static_cast<double>(cell.settling_nanojoules) / all : 0;
        if (!type.battery || share < kTold) continue;
        caveats.push_back(caveat(
            world, "first-connections", results::names::battery(type.name),
            fmt::format("{} of what fleet {} drew are its devices' first connections: the joules a "
                        "device and day have them for each day of the run, the lives of its "
                        "batteries once; a longer run, or a warm_up, parts them",
                        results::percent_text(share), type.name)));
    }
}

/// PowerTutor charges an application what it causes; the phone around it draws all the while.
void add_no_baseline(const World& world, std::vector<results::LogEntry>& caveats) {
    for (const device::DeviceClass& type : world.population().classes()) {
        if (!type.meter || !type.battery) continue;
        caveats.push_back(
            caveat(world, "idle-not-charged", results::names::battery(type.name),
                   fmt::format("the lives of {}'s batteries are for what the application causes: "
                               "PowerTutor charges nothing for a phone that is idle",
                               type.name)));
    }
}

/// What comes for a device in PSM waits, for an hour maybe (models/device/paging.hpp): a surprise
/// for who expects that commands and reconnects take seconds.
void add_asleep(const World& world, std::vector<results::LogEntry>& caveats) {
    for (std::size_t c = 0; c < world.population().classes().size(); ++c) {
        const std::string& name = world.population().classes()[c].name;
        const device::FleetCell cell = world.population().total(c);
        if (cell.messages_asleep > 0)
            caveats.push_back(caveat(
                world, "asleep-in-psm", results::names::fleet(name),
                fmt::format("{} messages found devices of fleet {} asleep in PSM, where no network "
                            "reaches them, and waited until they woke, if the network keeps them: "
                            "power_saving.sleep = \"edrx\" is for devices that are told something",
                            results::count_text(static_cast<double>(cell.messages_asleep)), name)));
        if (cell.ends_asleep > 0)
            caveats.push_back(caveat(
                world, "cut-in-psm", results::names::fleet(name),
                fmt::format("{} connections of fleet {} were cut while the device was asleep in "
                            "PSM: it found out, and came back, when it next woke",
                            results::count_text(static_cast<double>(cell.ends_asleep)), name)));
    }
}

/// AWS IoT Core waits for a client as long as its own limit says; one of MQTT 3.1.1 is not told.
void add_silent_too_long(const World& world, std::vector<results::LogEntry>& caveats) {
    namespace logic = broker::logic;
    const std::int64_t ended = world.broker().statistics().keep_alive_timeouts;
    if (ended == 0 || world.scenario().broker.profile != "aws") return;
    const logic::Policy policy = logic::policy_of(logic::Profile::Aws);
    for (const scenarios::Fleet& fleet : world.scenario().fleets) {
        if (!fleet.mqtt || fleet.mqtt->version != scenarios::Mqtt::Version::V3_1_1) continue;
        const sim::Duration own = fleet.mqtt->keep_alive;
        const auto seconds = static_cast<std::uint16_t>(own / sim::Duration::seconds(1));
        if (!logic::may_outlast(policy, mqtt::Version::V311, seconds)) continue;
        caveats.push_back(caveat(
            world, "silent-too-long", results::names::fleet(fleet.name),
            fmt::format("of {} connections that the broker ended because nothing came on them "
                        "some may be of fleet {}: it waits for {} at most, and these devices ping "
                        "{}; keep_alive = \"{}\" or less keeps their connections",
                        results::count_text(static_cast<double>(ended)), fleet.name,
                        sim::to_text(logic::patience(policy.keep_alive_maximum)),
                        own > sim::Duration{} ? "every " + sim::to_text(own) : "never",
                        sim::to_text(sim::Duration::seconds(policy.keep_alive_maximum)))));
    }
}

/// The bill of one's own machines is for as many as the scenario says, whether they suffice or not.
void add_unchecked_machines(const World& world, std::vector<results::LogEntry>& caveats) {
    const scenarios::Broker& broker = world.scenario().broker;
    if (world.account() == nullptr || broker.capacity != "unlimited") return;
    for (const cloud::PriceBook& book : world.account()->books()) {
        if (book.metering() != cloud::Metering::Machines) continue;
        const bool is_one = broker.nodes == 1;
        caveats.push_back(
            caveat(world, "unchecked-machines", "cost/" + book.name(),
                   fmt::format("{} charges for {} machine{}; whether {} {} is not known: [broker] "
                               "has no capacity",
                               book.name(), broker.nodes, is_one ? "" : "s", is_one ? "it" : "they",
                               is_one ? "suffices" : "suffice")));
    }
}

/// Lives of the fleet's batteries; nothing where none is known.
std::optional<sim::Duration> median_life(
    const std::string& component,
    const std::vector<scenarios::compose::Distribution>& distributions) {
    for (const scenarios::compose::Distribution& one : distributions)
        if (one.component == component && one.histogram.count() > 0)
            return sim::Duration::seconds(one.histogram.quantile(0.5));  // they are kept in seconds
    return std::nullopt;
}

std::string days_text(sim::Duration life) {
    return results::figure_text(life.to_seconds() / 86'400, "d");
}

/// Self-discharge is in a life; what else wears a cell out on a shelf is not.
void add_beyond_shelf_life(const World& world,
                           const std::vector<scenarios::compose::Distribution>& distributions,
                           std::vector<results::LogEntry>& caveats) {
    // Our choice: ten years on, a figure that counts self-discharge alone needs a word.
    constexpr sim::Duration kBelieved = sim::Duration::hours(24) * 3'653;
    for (const device::DeviceClass& type : world.population().classes()) {
        if (!type.battery) continue;
        const power::Battery& battery = *type.battery;
        const std::string component = results::names::battery(type.name);
        const std::optional<sim::Duration> median = median_life(component, distributions);
        if (!median || *median <= battery.shelf_life.value_or(kBelieved)) continue;
        if (battery.shelf_life)
            caveats.push_back(caveat(
                world, "beyond-shelf-life", component,
                fmt::format("half of {}'s batteries or more would outlast the shelf life of an {}, "
                            "{}: their lives count its self-discharge, not its ageing",
                            type.name, battery.name, days_text(*battery.shelf_life))));
        else
            caveats.push_back(caveat(
                world, "shelf-life-unknown", component,
                fmt::format("the median life of {}'s batteries is {}, and the profile {} does not "
                            "say how long a cell keeps (shelf_life): their lives count its "
                            "self-discharge, not its ageing",
                            type.name, days_text(*median), battery.name)));
    }
}

/// Alarms that never come look like devices that never fail.
void add_strange_records(const World& world, std::vector<results::LogEntry>& caveats) {
    if (world.cloud() == nullptr) return;
    for (const cloud::LearningService& model : world.cloud()->learning()) {
        const std::int64_t strange = model.unlike_examples();
        if (strange == 0) continue;
        caveats.push_back(caveat(
            world, "strange-record", "model/" + model.spec().name,
            fmt::format("model {} gave no answer for {} of the {} records that it was asked about: "
                        "it learnt from {}, and answers for records with just these numbers",
                        model.spec().name, results::count_text(static_cast<double>(strange)),
                        results::count_text(static_cast<double>(strange + model.predictions())),
                        fmt::join(model.feature_names(), ", "))));
    }
}

/// A key that is the same for all records sends all to one shard.
void add_single_shards(const World& world, std::vector<results::LogEntry>& caveats) {
    if (world.cloud() == nullptr) return;
    const cloud::RuleStage& stage = world.cloud()->stage();
    std::set<std::size_t> told;
    const auto look = [&](const cloud::RuleSpec& rule, const cloud::RuleAction& action) {
        if (!action.sink || action.target.varies()) return;
        const cloud::Sink& sink = stage.sink(*action.sink);
        if (sink.shards() < 2 || !told.insert(*action.sink).second) return;
        caveats.push_back(caveat(
            world, "one-shard", "sink/" + sink.name(),
            fmt::format("{} has {} shards, and all that rule {} gives it goes to one of them: its "
                        "action needs a key that varies, such as key = \"${{topic(2)}}\"",
                        sink.name(), sink.shards(), rule.name)));
    };
    for (const cloud::RuleSpec& rule : stage.rules()) {
        for (const cloud::RuleAction& action : rule.actions) look(rule, action);
        for (const cloud::RuleAction& action : rule.error_action) look(rule, action);
    }
}

}  // namespace

std::vector<results::LogEntry> caveats_of(
    const World& world, const std::vector<scenarios::compose::Distribution>& distributions) {
    std::vector<results::LogEntry> caveats;
    add_late_starts(world, caveats);
    add_weak_cells(world, caveats);
    add_short_watches(world, caveats);
    add_first_connections(world, caveats);
    add_beyond_shelf_life(world, distributions, caveats);
    add_no_baseline(world, caveats);
    add_asleep(world, caveats);
    add_silent_too_long(world, caveats);
    add_unchecked_machines(world, caveats);
    add_strange_records(world, caveats);
    add_single_shards(world, caveats);
    return caveats;
}

}  // namespace fleetsim::cli
