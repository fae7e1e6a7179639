#include "scenarios/compose/observe.hpp"

#include <algorithm>
#include <map>

#include "scenarios/compose/battery_lives.hpp"
#include "scenarios/compose/figure_list.hpp"
#include "scenarios/compose/observe_account.hpp"
#include "scenarios/compose/observe_cloud.hpp"

namespace fleetsim::scenarios::compose {

namespace {

void add_fleet(const device::DeviceClass& type, const device::FleetCell& cell, FigureList& list) {
    list.in("fleet/" + type.name);
    list.gauge("devices", "1", type.devices.count);
    list.gauge("devices_on", "1", cell.started);
    list.gauge("connections", "1", cell.connected);
    list.gauge("waiting_messages", "1", cell.unsent);
    list.gauge("empty_batteries", "1", cell.failed);
    list.counter("connect_attempts_total", "1", cell.connect_attempts);
    list.counter("connects_total", "1", cell.connects);
    list.counter("resumed_connects_total", "1", cell.resumed);
    list.counter("connect_failures_total", "1", cell.connect_failures);
    list.counter("connections_lost_total", "1", cell.connections_lost);
    list.counter("disconnects_total", "1", cell.disconnects);
    list.counter("pings_total", "1", cell.pings);
    list.counter("publishes_total", "1", cell.published);
    list.counter("acknowledged_total", "1", cell.acknowledged);
    list.counter("given_up_total", "1", cell.given_up);
    list.counter("resent_total", "1", cell.resent);
    list.counter("received_total", "1", cell.received);
    list.counter("downloads_total", "1", cell.downloads);
    list.counter("download_bytes_total", "B", cell.download_bytes);
    list.counter("dropped_offline_total", "1",
                 cell.lost[static_cast<std::size_t>(device::Loss::Offline)]);
    list.counter("dropped_queue_full_total", "1",
                 cell.lost[static_cast<std::size_t>(device::Loss::QueueFull)]);
    if (type.power_cuts.empty()) return;
    list.gauge("devices_without_power", "1", cell.dark);
    list.counter("dropped_power_cut_total", "1",
                 cell.lost[static_cast<std::size_t>(device::Loss::PowerCut)]);
}

void add_traffic(const std::string& component, const wire::Traffic& traffic, FigureList& list) {
    const auto layer = [&](const char* name, sim::Bytes bytes) {
        list.in(component + "/" + name);
        list.counter("bytes_total", "B", bytes.count());
    };
    layer("payload", traffic.payload);
    layer("application", traffic.application);
    layer("tls", traffic.tls);
    layer("tcp", traffic.tcp);
    layer("ip", traffic.ip);
    list.in(component);
    list.counter("bytes_total", "B", traffic.ip_bytes().count());
    list.counter("link_bytes_total", "B", traffic.link_bytes().count());
    list.counter("packets_total", "1", traffic.segments);
}

void add_energy(const device::DeviceClass& type, const device::FleetCell& cell, FigureList& list) {
    const std::vector<std::string> names = type.consumers();
    sim::WideSum sum = 0;
    for (std::size_t i = 0; i < names.size(); ++i) {
        list.in("energy/" + type.name + "/" + names[i]);
        list.joules("joules_total", cell.nanojoules[i]);
        sum += cell.nanojoules[i];
    }
    list.in("energy/" + type.name);
    list.joules("joules_total", sum);
}

void add_broker(const broker::Node& broker, FigureList& list) {
    const broker::NodeStatistics& counts = broker.statistics();
    list.in("broker");
    list.gauge("connections", "1", broker.connections());
    list.gauge("queued_messages", "1", broker.queued());
    list.counter("connects_total", "1", counts.connects);
    list.counter("refused_connects_total", "1", counts.refused);
    const auto unanswered = static_cast<std::size_t>(broker::Entry::Verdict::NoAnswer);
    list.counter("ignored_connects_total", "1", counts.verdicts[unanswered]);
    list.counter("deserted_connects_total", "1", counts.deserted);
    list.counter("moved_connections_total", "1", counts.moved);
    list.counter("messages_in_total", "1", counts.publishes_in);
    list.counter("messages_out_total", "1", counts.publishes_out);
    list.counter("ignored_messages_total", "1", counts.ignored);
    list.counter("denied_messages_total", "1", counts.denied);
    list.counter("throttled_messages_total", "1", counts.throttled);
    list.counter("refused_messages_total", "1", counts.not_taken);
    list.counter("keep_alive_timeouts_total", "1", counts.keep_alive_timeouts);
    std::int64_t dropped = 0;
    for (const broker::ReasonCount& drop : broker.drops()) dropped += drop.count;
    list.counter("dropped_total", "1", dropped);
    for (const broker::ReasonCount& drop : broker.drops()) {
        list.in("broker/dropped/" + drop.reason);
        list.counter("dropped_total", "1", drop.count);
    }
    for (const broker::ReasonCount& refusal : broker.refusals()) {
        list.in("broker/refused/" + refusal.reason);
        list.counter("refused_connects_total", "1", refusal.count);
    }
}

void add_broker_nodes(const broker::Node& broker, sim::Time now, FigureList& list) {
    const broker::Cluster& cluster = broker.cluster();
    const std::uint32_t cores = cluster.capacity().cores;
    for (std::uint32_t node = 0; node < cluster.nodes(); ++node) {
        const broker::Cluster::Load load = cluster.load(node, now);
        list.in("broker/node/" + std::to_string(node + 1));
        list.gauge("connections", "1", load.connections);
        if (cores > 0) list.share_of_time("busy_ratio", load.busy / cores);
        if (cluster.capacity().memory.connection > sim::Bytes{})
            list.gauge("memory_bytes", "B", load.memory.count());
    }
}

void add_app(const app::App& app, FigureList& list) {
    const app::AppStatistics& counts = app.statistics();
    list.in("app/" + app.config().name);
    list.counter("connects_total", "1", counts.connects);
    list.counter("received_total", "1", counts.received);
    list.counter("received_payload_bytes_total", "B", counts.received_payload_bytes);
    list.counter("publishes_total", "1", counts.published);
    list.counter("acknowledged_total", "1", counts.acknowledged);
    list.counter("dropped_offline_total", "1", counts.unsent);
}

/// Adds what no event has booked yet.
void draw_until(sim::Time now, const device::Population& population,
                const device::DeviceRange& devices, device::FleetCell& cell) {
    for (std::uint32_t d = devices.first; d < devices.end(); ++d)
        population.drawn_until(d, now, cell);
}

}  // namespace

std::vector<Figure> figures_of(const World& world, sim::Time now, Energy energy) {
    FigureList list;
    const device::Population& population = world.population();
    for (std::size_t c = 0; c < population.classes().size(); ++c) {
        const device::DeviceClass& type = population.classes()[c];
        device::FleetCell cell = population.total(c);
        if (energy == Energy::UpToNow) draw_until(now, population, type.devices, cell);
        add_fleet(type, cell, list);
        add_traffic("wire/" + type.name + "/up", cell.up, list);
        add_traffic("wire/" + type.name + "/down", cell.down, list);
        add_energy(type, cell, list);
        if (type.harvester) {
            list.in("energy/" + type.name + "/solar");
            list.joules("harvested_total", population.harvest(c).count());
        }
    }
    add_broker(world.broker(), list);
    add_broker_nodes(world.broker(), now, list);
    for (const auto& app : world.apps()) add_app(*app, list);
    if (world.cloud() != nullptr) add_cloud(world, now, list);
    std::vector<Figure> figures = list.take();
    add_account_figures(world, now, figures);
    return figures;
}

std::vector<Distribution> distributions_of(const World& world, Unmeasured unmeasured) {
    std::vector<Distribution> all;
    const auto add = [&](std::string component, std::string metric,
                         const sim::Histogram& nanoseconds) {
        all.push_back({std::move(component), std::move(metric), "s", kNanosecond, nanoseconds});
    };
    const device::Population& population = world.population();
    for (std::size_t c = 0; c < population.classes().size(); ++c) {
        const std::string name = "fleet/" + population.classes()[c].name;
        const device::FleetCell cell = population.total(c);
        add(name, "connect_latency_seconds", cell.connect_latency);
        add(name, "publish_latency_seconds", cell.publish_latency);
        add(name, "delivery_latency_seconds", cell.delivery_latency);
    }
    add("broker", "publish_latency_seconds", world.broker().statistics().publish_latency);
    add("broker", "queueing_seconds", world.broker().statistics().queueing);
    for (const Distribution& life : battery_lives(world)) all.push_back(life);
    for (const auto& app : world.apps())
        add("app/" + app->config().name, "delivery_latency_seconds", app->statistics().latency);
    if (world.cloud() != nullptr) add_cloud_distributions(*world.cloud(), all);
    if (unmeasured == Unmeasured::LeftOut)
        std::erase_if(all, [](const Distribution& one) { return one.histogram.count() == 0; });
    return all;
}

std::vector<Course> courses_of(const World& world) {
    std::vector<Course> courses;
    const broker::Node& broker = world.broker();
    const auto add = [&](std::string component, const sim::Gauge& gauge) {
        courses.push_back({std::move(component), "connections",
                           static_cast<double>(gauge.minimum()),
                           static_cast<double>(gauge.maximum()), gauge.mean(world.settled_at())});
    };
    add("broker", broker.open());
    courses.push_back({.component = "broker",
                       .metric = "queued_messages",
                       .most = static_cast<double>(broker.most_queued())});
    if (broker.cluster().nodes() == 1) add("broker/node/1", broker.open());
    const std::span<const device::DeviceClass> classes = world.population().classes();
    for (std::size_t c = 0; c < classes.size(); ++c)
        if (classes[c].protocol == device::Protocol::Mqtt)
            add("fleet/" + classes[c].name, broker.open_of(c));
    return courses;
}

std::vector<Figure> totals_of(const World& world, sim::Time now) {
    std::vector<Figure> totals = figures_of(world, now, Energy::UpToNow);
    add_alarms_by_client(world, totals);
    return totals;
}

std::vector<Figure> since(std::vector<Figure> all, const std::vector<Figure>& before) {
    std::map<std::string, double> earlier;
    for (const Figure& figure : before) earlier.emplace(figure.path(), figure.value);
    for (Figure& figure : all) {
        if (figure.kind != FigureKind::Counter) continue;
        const auto found = earlier.find(figure.path());
        if (found != earlier.end()) figure.value -= found->second;
    }
    return all;
}

std::vector<Distribution> since(std::vector<Distribution> all,
                                const std::vector<Distribution>& before) {
    for (const Distribution& earlier : before) {
        const auto now = std::find_if(all.begin(), all.end(), [&](const Distribution& one) {
            return one.component == earlier.component && one.metric == earlier.metric;
        });
        if (now != all.end()) now->histogram = now->histogram.since(earlier.histogram);
    }
    std::erase_if(all, [](const Distribution& one) { return one.histogram.count() == 0; });
    return all;
}

namespace {
/// How long its devices were on since the warm-up, all together: from each one's start until the
/// end or its empty battery.
double powered_days(const World& world, const device::DeviceClass& type) {
    constexpr double kDaysInSecond = 1.0 / 86'400;
    if (!world.metered_from()) return 0;
    const device::Population& population = world.population();
    double seconds = 0;
    for (std::uint32_t d = type.devices.first; d < type.devices.end(); ++d) {
        const sim::Time from = std::max(population.start_of(d), *world.metered_from());
        const sim::Time until = population.end_of(d, world.settled_at());
        if (until > from) seconds += (until - from).to_seconds();
    }
    return seconds * kDaysInSecond;
}

void add_daily_joules(const World& world, const std::vector<Figure>& totals,
                      std::vector<Figure>& figures) {
    for (const device::DeviceClass& type : world.population().classes()) {
        const double days = powered_days(world, type);
        const std::string path = "energy/" + type.name + ".joules_total";
        const auto joules = std::find_if(totals.begin(), totals.end(),
                                         [&](const Figure& one) { return one.path() == path; });
        if (joules == totals.end()) continue;
        figures.push_back({"fleet/" + type.name, "joules_per_device_day", "J", FigureKind::Gauge,
                           days > 0 ? joules->value / days : 0});
    }
}
}  // namespace

std::vector<Figure> final_figures(const World& world, const std::vector<Figure>& totals,
                                  Unmeasured unmeasured) {
    const bool all = unmeasured == Unmeasured::Included;
    std::vector<Figure> figures;
    if (world.metered_from() || all) add_daily_joules(world, totals, figures);
    if (world.cloud() != nullptr)
        for (Figure& figure : rollout_times(*world.cloud(), unmeasured))
            figures.push_back(std::move(figure));
    return figures;
}

}  // namespace fleetsim::scenarios::compose
