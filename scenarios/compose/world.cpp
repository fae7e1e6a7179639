#include "scenarios/compose/world.hpp"

#include <algorithm>

#include "scenarios/compose/broker_builder.hpp"
#include "scenarios/compose/cloud_builder.hpp"
#include "scenarios/compose/fleet_builder.hpp"
#include "scenarios/compose/rules_builder.hpp"
#include "scenarios/compose/values.hpp"

namespace fleetsim::scenarios::compose {

namespace {

constexpr std::uint16_t kBrokerService = 0;
constexpr std::uint16_t kFirstApp = 1;

}  // namespace

World::World(const Scenario& scenario) : scenario_(scenario), network_(build_network(scenario)) {
    add_service_subscriptions(scenario_);
    build_population();
    build_apps();
    build_cloud();
    build_broker();
    services_.push_back(broker_.get());
    for (const auto& app : apps_) services_.push_back(app.get());
}

void World::build_population() {
    std::vector<device::DeviceClass> classes;
    FleetContext context{scenario_, *network_, patterns_, assumptions_};
    std::uint32_t first = 0;
    for (const Fleet& fleet : scenario_.fleets) {
        std::optional<power::Battery> battery = look_up_battery(fleet, context);
        classes.push_back(
            build_fleet(fleet, first, sim::EntityId::service(kBrokerService), context));
        classes.back().battery = std::move(battery);
        first += fleet.count;
    }
    population_ = std::make_unique<device::Population>(std::move(classes), scenario_.seed);
}

void World::build_apps() {
    for (std::size_t i = 0; i < scenario_.apps.size(); ++i) {
        const auto number = static_cast<std::uint16_t>(kFirstApp + i);
        apps_.push_back(std::make_unique<app::App>(
            build_app(scenario_.apps[i], sim::EntityId::service(number),
                      sim::EntityId::service(kBrokerService), scenario_, *network_, patterns_),
            scenario_.seed));
    }
}

void World::build_cloud() {
    cloud::RuleStage stage = build_rules(scenario_, patterns_, assumptions_);
    add_answer_topics(scenario_, patterns_);
    if (!CloudTap::is_needed(scenario_, patterns_)) return;
    cloud_ = std::make_unique<CloudTap>(scenario_, std::move(stage),
                                        MessageTexts(scenario_, patterns_, *population_, apps_));
}

void World::build_broker() {
    broker::NodeConfig config = build_node(scenario_, patterns_, assumptions_);
    config.tap = cloud_.get();
    config.self = sim::EntityId::service(kBrokerService);
    for (const device::DeviceClass& type : population_->classes())
        config.groups.push_back(group_of_fleet(type, scenario_.fleets[config.groups.size()],
                                               config.capacity, patterns_));
    for (std::size_t i = 0; i < apps_.size(); ++i)
        config.groups.push_back(
            group_of_app(*apps_[i], scenario_.apps[i], config.capacity, scenario_, *network_));
    config.window = lookahead();
    build_account(config);
    broker_ = std::make_unique<broker::Node>(std::move(config), patterns_);
}

void World::build_account(broker::NodeConfig& config) {
    if (!has_account(scenario_)) return;
    account_ = std::make_unique<AccountGate>(scenario_, patterns_, assumptions_);
    account_->open(config.groups);
    config.gate = account_.get();
    if (!cloud_) return;
    cloud_->set_watch(account_.get());
    cloud_->set_registry(&account_->registry());
}

AccountGate::Egress World::sent_to_devices() const {
    AccountGate::Egress sent;
    for (std::size_t c = 0; c < population_->classes().size(); ++c) {
        const device::FleetCell cell = population_->total(c);
        const sim::Bytes downloads{cell.download_ip_bytes};
        sent.downloads += downloads;
        sent.by_broker += cell.down.ip_bytes() - downloads;
    }
    return sent;
}

/// Nothing where the metering begins with the run: all are at zero then.
void World::note_energy(sim::Time now) {
    nanojoules_before_.assign(population_->classes().size(), {});
    downloads_before_.clear();
    for (std::size_t c = 0; c < nanojoules_before_.size(); ++c)
        downloads_before_.push_back(population_->total(c).download_nanojoules);
    if (now == sim::Time::zero()) return;
    for (std::size_t c = 0; c < nanojoules_before_.size(); ++c) {
        if (!population_->classes()[c].battery) continue;
        const device::DeviceRange& devices = population_->classes()[c].devices;
        device::FleetCell unused;
        for (std::uint32_t d = devices.first; d < devices.end(); ++d)
            nanojoules_before_[c].push_back(population_->drawn_until(d, now, unused).count());
    }
}

sim::Joules World::drawn_before(std::uint32_t device) const {
    const std::uint16_t c = population_->row(device).class_id;
    const std::vector<std::int64_t>& drawn = nanojoules_before_[c];
    if (drawn.empty()) return {};
    return sim::nanojoules(drawn[device - population_->classes()[c].devices.first]);
}

sim::Joules World::download_of_device(std::size_t fleet) const {
    const device::FleetCell cell = population_->total(fleet);
    if (cell.started == 0 || downloads_before_.empty()) return {};
    return sim::nanojoules(static_cast<std::int64_t>(
        (cell.download_nanojoules - downloads_before_[fleet]) / cell.started));
}

void World::begin_metering(sim::Time now) {
    metered_from_ = now;
    note_energy(now);
    broker_->restart_gauges(now);
    if (!account_) return;
    sent_before_ = sent_to_devices();
    account_->begin_metering(now);
}

std::vector<cloud::Bill> World::bills() const {
    if (!account_) return {};
    const AccountGate::Egress sent = sent_to_devices();
    return account_->bills(settled_at_, {.by_broker = sent.by_broker - sent_before_.by_broker,
                                         .downloads = sent.downloads - sent_before_.downloads});
}

std::uint16_t World::service_count() const { return static_cast<std::uint16_t>(services_.size()); }

void World::on_timers(std::uint8_t kind, std::span<const sim::Timer> timers, sim::Outbox& outbox) {
    if (!is_draining_) population_->on_timers(kind, timers, outbox);
}

void World::on_parcels(std::span<const sim::Parcel> parcels, sim::Outbox& outbox) {
    if (is_draining_) return count(parcels, outbox.shard());
    population_->on_parcels(parcels, outbox);
}

void World::on_service(sim::EntityId service, std::span<const sim::Parcel> parcels,
                       sim::Outbox& outbox) {
    if (is_draining_) return count(parcels, outbox.shard());
    services_[service.service_index()]->on_parcels(parcels, outbox);
}

std::string World::name_of(sim::EntityId entity) const {
    return entity.is_service() ? services_[entity.service_index()]->name()
                               : population_->name_of(entity.device_index());
}

sim::Duration World::lookahead() const {
    sim::Duration least = network_->routes->smallest_latency();
    // Where every client comes in over a radio, its latency widens the window.
    if (apps_.empty()) {
        least = sim::Duration::max();
        for (const device::DeviceClass& type : population_->classes())
            least = std::min({least, type.path.up.least(), type.path.down.least()});
    }
    return least;
}

void World::begin(sim::Engine& engine) {
    population_->begin(engine.shards(), engine.outbox());
    if (scenario_.warm_up == sim::Duration{}) begin_metering(sim::Time::zero());
    for (sim::Service* service : services_) service->begin(engine.outbox());
}

void World::catch_up(sim::Time now) {
    if (cloud_) cloud_->catch_up(now);
}

void World::settle(sim::Time end) {
    population_->settle(end);
    if (cloud_) cloud_->settle(end);
    settled_at_ = end;
}

InFlight World::drain(sim::Engine& engine) {
    is_draining_ = true;
    in_flight_.assign(engine.shards(), {});
    engine.run_until(sim::Time::never());
    InFlight sum;
    sum.from_broker = population_->paged_messages();
    for (const InFlight& of_shard : in_flight_) {
        sum.to_broker += of_shard.to_broker;
        sum.from_broker += of_shard.from_broker;
    }
    return sum;
}

void World::count(std::span<const sim::Parcel> parcels, unsigned shard) {
    InFlight& in_flight = in_flight_[shard];
    for (const sim::Parcel& parcel : parcels) {
        const mqtt::ParcelKind kind = mqtt::kind_of(parcel);
        const bool from_broker = parcel.source == sim::EntityId::service(kBrokerService);
        if (kind == mqtt::ParcelKind::HttpRequest) ++in_flight.to_broker;
        if (kind == mqtt::ParcelKind::Publish)
            ++(from_broker ? in_flight.from_broker : in_flight.to_broker);
    }
}

}  // namespace fleetsim::scenarios::compose
