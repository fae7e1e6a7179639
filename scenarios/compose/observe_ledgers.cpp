#include "scenarios/compose/observe_ledgers.hpp"

#include <string>
#include <utility>

namespace fleetsim::scenarios::compose {

namespace {

LedgerSum published_sum(const std::string& fleet, const device::FleetCell& cell) {
    LedgerSum sum{.what = "publishes of fleet " + fleet, .in = cell.published, .out = {}};
    sum.out.push_back({"sent", cell.sent});
    sum.out.push_back({"waiting in the device", cell.unsent});
    constexpr const char* kReasons[device::kLosses] = {
        "dropped: offline", "dropped: queue full", "dropped: battery empty", "dropped: power cut"};
    for (std::size_t i = 0; i < device::kLosses; ++i)
        sum.out.push_back({kReasons[i], cell.lost[i]});
    return sum;
}

/// What became of the requests of a fleet that publishes by HTTPS, as the devices see it. Those
/// without an answer are found in the rows, not counted: a publish that is forgotten shows.
LedgerSum request_sum(const device::Population& population, const device::DeviceClass& type,
                      const device::FleetCell& cell) {
    std::int64_t waiting = 0;
    std::int64_t died = 0;
    for (std::uint32_t d = type.devices.first; d < type.devices.end(); ++d) {
        const device::DeviceRow& row = population.row(d);
        if (row.attempts == 0) continue;
        ++(row.phase == device::Phase::Failed ? died : waiting);
    }
    return {.what = "requests of fleet " + type.name,
            .in = cell.sent,
            .out = {{"answered", cell.acknowledged},
                    {"given up after the last try", cell.given_up},
                    {"waiting for an answer", waiting},
                    {"not answered before the battery was empty", died}}};
}

/// Those that go to a subscriber are among the copies.
LedgerSum service_sum(const World& world) {
    const CloudTap::Sent& sent = world.cloud()->sent();
    return {.what = "messages of the cloud's services",
            .in = sent.all,
            .out = {{"taken by the broker", world.broker().statistics().republished},
                    {"dropped: nobody uses the topic", sent.unroutable}}};
}

LedgerSum record_sum(const cloud::RuleStage& stage) {
    LedgerSum sum{.what = "records from rules to sinks",
                  .in = stage.offered() + stage.taken_calls(),
                  .out = {}};
    for (std::size_t i = 0; i < stage.sink_count(); ++i)
        sum.out.push_back({stage.sink(i).name(), stage.sink(i).accepted()});
    std::int64_t failed = 0;
    std::int64_t lost = 0;
    for (std::size_t i = 0; i < stage.rules().size(); ++i) {
        failed += stage.counts(i).failed;
        lost += stage.counts(i).failed_error_actions;
    }
    sum.out.push_back({"given up after the last retry", failed});
    sum.out.push_back({"given up by an error action", lost});
    sum.out.push_back({"waiting for the next try", stage.waiting()});
    return sum;
}

LedgerSum copy_sum(const broker::Node& broker) {
    LedgerSum sum{.what = "copies for subscribers", .in = broker.statistics().copies, .out = {}};
    sum.out = {{"sent", broker.statistics().first_sent}, {"queued", broker.queued()}};
    for (const broker::ReasonCount& drop : broker.drops())
        sum.out.push_back({"dropped: " + drop.reason, drop.count});
    return sum;
}

/// What the clients of the broker say, devices and apps together.
struct ClientCounts {
    std::int64_t transmitted = 0;      ///< messages to the broker, each time again
    std::int64_t lost_on_the_way = 0;  ///< of these
    std::int64_t received = 0;
    std::int64_t stale = 0;  ///< arrived after the connection was gone
};

ClientCounts client_counts(const World& world) {
    ClientCounts counts;
    for (std::size_t c = 0; c < world.population().classes().size(); ++c) {
        const device::FleetCell cell = world.population().total(c);
        counts.transmitted += cell.sent + cell.resent;
        counts.lost_on_the_way += cell.never_arrived;
        counts.received += cell.received;
        counts.stale += cell.stale;
    }
    for (const auto& app : world.apps()) {
        counts.transmitted += app->statistics().published;
        counts.lost_on_the_way += app->statistics().never_arrived;
        counts.received += app->statistics().received;
    }
    return counts;
}

Ledger message_ledger(const World& world, const InFlight& in_flight) {
    Ledger ledger{.name = "messages", .unit = "1", .sums = {}};
    const device::Population& population = world.population();
    for (std::size_t c = 0; c < population.classes().size(); ++c) {
        const device::FleetCell cell = population.total(c);
        const device::DeviceClass& type = population.classes()[c];
        ledger.sums.push_back(published_sum(type.name, cell));
        if (type.protocol == device::Protocol::Https)
            ledger.sums.push_back(request_sum(population, type, cell));
    }
    const ClientCounts clients = client_counts(world);
    const broker::NodeStatistics& broker = world.broker().statistics();
    ledger.sums.push_back({.what = "transmissions to the broker",
                           .in = clients.transmitted,
                           .out = {{"arrived", broker.publishes_in},
                                   {"lost in the network", clients.lost_on_the_way},
                                   {"on the way", in_flight.to_broker}}});
    ledger.sums.push_back({.what = "messages at the broker",
                           .in = broker.publishes_in,
                           .out = {{"taken", broker.taken},
                                   {"ignored: the connection was gone", broker.ignored},
                                   {"refused: against a limit of the broker", broker.not_taken},
                                   {"denied: not authorized", broker.denied},
                                   {"discarded: quota", broker.throttled}}});
    ledger.sums.push_back(copy_sum(world.broker()));
    if (world.cloud() != nullptr) {
        ledger.sums.push_back(service_sum(world));
        ledger.sums.push_back(record_sum(world.cloud()->stage()));
    }
    ledger.sums.push_back({.what = "deliveries by the broker",
                           .in = broker.publishes_out,
                           .out = {{"received", clients.received},
                                   {"arrived after the connection was gone", clients.stale},
                                   {"lost in the network", broker.never_arrived},
                                   {"on the way", in_flight.from_broker}}});
    return ledger;
}

/// Every packet that was counted has one IP header: two counts of their own, so an exchange, a
/// retransmission or a download whose bytes and packets do not belong together shows.
LedgerSum header_sum(const device::DeviceClass& type, const device::FleetCell& cell) {
    return {.what = "IP headers of fleet " + type.name,
            .in = (cell.up.segments + cell.down.segments) * type.costs.ip_header,
            .out = {{"up", cell.up.ip.count()}, {"down", cell.down.ip.count()}}};
}

/// The sum over the layers finds bytes that reach a layer past link.cpp, or no layer. It cannot
/// find an exchange that costs too much or too little: both its sides come from the same exchange.
/// That the costs are right is shown by captures (docs/models/wire.md).
Ledger byte_ledger(const World& world) {
    Ledger ledger{.name = "bytes", .unit = "B", .sums = {}};
    const device::Population& population = world.population();
    for (std::size_t c = 0; c < population.classes().size(); ++c) {
        const device::FleetCell cell = population.total(c);
        LedgerSum sum{.what = "IP bytes of fleet " + population.classes()[c].name,
                      .in = cell.ip_bytes_booked,
                      .out = {}};
        for (const auto& [name, side] :
             {std::pair{"up ", &cell.up}, std::pair{"down ", &cell.down}}) {
            sum.out.push_back({std::string(name) + "payload", side->payload.count()});
            sum.out.push_back({std::string(name) + "application", side->application.count()});
            sum.out.push_back({std::string(name) + "tls", side->tls.count()});
            sum.out.push_back({std::string(name) + "tcp", side->tcp.count()});
            sum.out.push_back({std::string(name) + "ip", side->ip.count()});
        }
        ledger.sums.push_back(std::move(sum));
        ledger.sums.push_back(header_sum(population.classes()[c], cell));
    }
    return ledger;
}

Ledger energy_ledger(const World& world) {
    Ledger ledger{.name = "energy", .unit = "nJ", .sums = {}};
    const device::Population& population = world.population();
    for (std::size_t c = 0; c < population.classes().size(); ++c) {
        const device::DeviceClass& type = population.classes()[c];
        LedgerSum sum{.what = "energy drawn by fleet " + type.name, .in = 0, .out = {}};
        for (std::uint32_t d = type.devices.first; d < type.devices.end(); ++d)
            sum.in += population.row(d).drawn_nanojoules;
        const device::FleetCell cell = population.total(c);
        const std::vector<std::string> names = type.consumers();
        for (std::size_t i = 0; i < names.size(); ++i)
            sum.out.push_back({names[i], cell.nanojoules[i]});
        ledger.sums.push_back(std::move(sum));
    }
    return ledger;
}

}  // namespace

std::vector<Ledger> ledgers_of(const World& world, const InFlight& in_flight) {
    return {message_ledger(world, in_flight), byte_ledger(world), energy_ledger(world)};
}

}  // namespace fleetsim::scenarios::compose
