#include "scenarios/compose/fleet_builder.hpp"

#include <fmt/format.h>

#include "models/device/device_profile.hpp"
#include "models/radio/power_saving.hpp"
#include "models/radio/radio_catalogue.hpp"
#include "scenarios/compose/broker_builder.hpp"
#include "scenarios/compose/cloud_builder.hpp"
#include "scenarios/compose/stack_builder.hpp"
#include "scenarios/compose/values.hpp"
#include "sim/error.hpp"

namespace fleetsim::scenarios::compose {

namespace {

device::TopicNumber number_of(const TopicPattern& topic) {
    for (const TopicPart& part : topic.parts) {
        switch (part.kind) {
            case TopicPart::Kind::Id:
                return device::TopicNumber::OwnId;
            case TopicPart::Kind::Peer:
                return device::TopicNumber::PeerId;
            case TopicPart::Kind::Random:
                return device::TopicNumber::RandomId;
            default:
                break;
        }
    }
    return device::TopicNumber::None;
}

device::PublishProgram build_program(const Publish& publish, FleetContext& context,
                                     const device::DeviceClass& type) {
    const mqtt::TopicPattern topic = build_topic(publish.topic);
    return {.pattern = publish.retain == Retain::Yes
                           ? context.patterns.number_of(topic)  // one of them is retained
                           : context.patterns.number_of(topic, patterns_of(type)),
            .topic = topic,
            .number = number_of(publish.topic),
            .numbers = audience_size(publish.topic, context.scenario),
            .qos = static_cast<std::uint8_t>(publish.qos),
            .retain = publish.retain == Retain::Yes,
            .lifetime = build_lifetime(publish.message_expiry, context.patterns),
            .schedule = build_schedule(publish.pacing),
            .payload = build_payload(publish.payload),
            .start_after = publish.pacing.start_after,
            .most = static_cast<std::uint32_t>(
                std::min<std::uint64_t>(publish.pacing.count.value_or(UINT32_MAX), UINT32_MAX))};
}

sim::BitRate rate_or_unlimited(sim::BitRate rate) {
    return rate.count() == 0 ? network::kUnlimited : rate;
}

device::Path build_path(const Fleet& fleet, const radio::LinkFigures& link,
                        const FleetContext& context) {
    const NodeIndex broker = context.scenario.broker.node;
    device::Path path;
    path.up.route = &context.network.route(fleet.region, broker);
    path.down.route = &context.network.route(broker, fleet.region);
    path.up.rate = rate_or_unlimited(link.up);
    path.down.rate = rate_or_unlimited(link.down);
    for (network::Way* way : {&path.up, &path.down}) {
        way->access = link.round_trip / 2;
        way->loss = link.loss;
    }
    // RFC 6298 as Linux has it: the smoothed round trip and at least 200 ms.
    const sim::Duration timeout =
        path.up.mean() + path.down.mean() + sim::Duration::milliseconds(200);
    path.up.retransmission_timeout = timeout;
    path.down.retransmission_timeout = timeout;
    return path;
}

void note(const profile::Profile& file, FleetContext& context) {
    const std::vector<profile::Figure>& figures = file.figures();
    context.assumptions.insert(context.assumptions.end(), figures.begin(), figures.end());
}

radio::RadioProfile look_up_radio(const Fleet& fleet, FleetContext& context) {
    const profile::Profile file = profile::open("radio", fleet.radio);
    note(file, context);
    return radio::with_saving(radio::read_radio(file), fleet.power_saving);
}

device::DeviceProfile look_up_device(const Fleet& fleet, FleetContext& context) {
    const profile::Profile file = profile::open("device", fleet.device);
    note(file, context);
    return device::read_device(file);
}

device::Processor build_processor(const Fleet& fleet, const device::DeviceProfile& profile,
                                  const device::ExchangeCosts& costs) {
    const bool rsa = fleet.tls && fleet.tls->key == Tls::Key::Rsa2048;
    const device::SignatureKey key =
        rsa ? device::SignatureKey::Rsa2048 : device::SignatureKey::EcdsaP256;
    return {.sleep = profile.sleep,
            .active = profile.active,
            .per_transfer = profile.per_packet,
            .full_handshake = profile.crypto_time(costs.full.client, key),
            .resumed_handshake = profile.crypto_time(costs.resumed.client, key)};
}

void build_subscriptions(const Fleet& fleet, FleetContext& context, device::DeviceClass& type) {
    for (const Subscribe& subscribe : fleet.subscribe)
        type.subscriptions.push_back(
            {.pattern = context.patterns.number_of(build_topic(subscribe.filter)),
             .qos = static_cast<std::uint8_t>(subscribe.qos)});
}

void build_life(const Fleet& fleet, device::DeviceClass& type) {
    type.start = sim::Time::at(fleet.start.at);
    type.start_over = fleet.start.over;
    type.ramp =
        fleet.start.shape == Start::Shape::SCurve ? device::Ramp::SCurve : device::Ramp::Linear;
    if (fleet.start.shape == Start::Shape::AtOnce) type.start_over = {};
    type.connect_timeout = fleet.connect_timeout;
    type.back_off = {.first = fleet.back_off.first,
                     .most = fleet.back_off.most,
                     .factor = fleet.back_off.factor,
                     .jitter = fleet.back_off.jitter};
    type.offline_queue = {.most = fleet.offline_queue.most,
                          .drops_oldest = fleet.offline_queue.drops_oldest,
                          .takes_qos_0 = fleet.offline_queue.takes_qos_0};
}

std::vector<device::PowerCut> build_power_cuts(const Fleet& fleet, const Scenario& scenario) {
    std::vector<device::PowerCut> cuts;
    for (std::size_t i = 0; i < scenario.faults.size(); ++i) {
        const Fault& fault = scenario.faults[i];
        if (fault.target != Fault::Target::Power || &scenario.fleet(fault.fleet) != &fleet)
            continue;
        cuts.push_back({.at = fault.at,
                        .down_for = fault.down_for,
                        .back_over = fault.back_over,
                        .share = fault.share,
                        .number = static_cast<std::uint32_t>(i)});
    }
    std::stable_sort(cuts.begin(), cuts.end(),
                     [](const auto& a, const auto& b) { return a.at < b.at; });
    return cuts;
}

power::Harvester look_up_harvester(const Fleet& fleet, FleetContext& context) {
    const profile::Profile file = profile::open("harvester", fleet.harvester);
    note(file, context);
    power::Harvester harvester = power::read_harvester(file);
    harvester.first_day = fleet.first_day - 1;
    return harvester;
}

/// PowerTutor knows phones: 3G and Wi-Fi. It charges an application no baseline.
device::MeterProgram look_up_meter(const Fleet& fleet, FleetContext& context) {
    const profile::Profile file = profile::open("meter", "powertutor-passion");
    note(file, context);
    device::MeterProgram meter{.figures = power::read_powertutor(file)};
    meter.figures.wander = {};  // each device's ticks begin at an instant of its own
    const bool is_wifi = fleet.radio.find("wifi") != std::string::npos;
    const bool is_cellular = fleet.radio.find("3g") != std::string::npos;
    if (!is_wifi && !is_cellular)
        throw sim::InputError(sim::Diagnostic{
            {},
            "no-meter",
            fmt::format("PowerTutor has no model of the radio \"{}\" of fleet \"{}\"", fleet.radio,
                        fleet.name),
            "it knows 3G and Wi-Fi: choose a radio with one of them in its name, or meter = "
            "\"physical\""});
    if (is_wifi) meter.radio = power::MeteredRadio::Wifi;
    return meter;
}

std::optional<device::PollProgram> build_polls(const Https& https) {
    switch (https.receive) {
        case Https::Receive::Poll:
            return device::PollProgram{.wait = {}, .every = https.poll_every};
        case Https::Receive::LongPoll:
            return device::PollProgram{.wait = https.long_poll_timeout, .every = {}};
        case Https::Receive::Nothing:
            break;
    }
    return std::nullopt;
}

}  // namespace

std::optional<power::Battery> look_up_battery(const Fleet& fleet, FleetContext& context) {
    if (fleet.battery.empty()) return std::nullopt;
    const profile::Profile file = profile::open("battery", fleet.battery);
    note(file, context);
    return power::read_battery(file);
}

device::DeviceClass build_fleet(const Fleet& fleet, std::uint32_t first, sim::EntityId broker,
                                FleetContext& context) {
    const radio::RadioProfile radio_profile = look_up_radio(fleet, context);
    device::DeviceClass type{.radio = radio::RadioMachine(radio_profile)};
    type.name = fleet.name;
    type.devices = {first, fleet.count};
    type.broker = broker;
    type.protocol = fleet.https ? device::Protocol::Https : device::Protocol::Mqtt;
    type.style = fleet.connection == Connection::PerPublish ? device::ConnectionStyle::PerPublish
                                                            : device::ConnectionStyle::AlwaysOn;
    type.radio_off_between = fleet.power_saving.sleep == radio::SleepMode::Off;
    type.resumes_tls = fleet.tls && fleet.tls->resumption != Tls::Resumption::None;
    if (fleet.mqtt) {
        type.keep_alive = keep_alive_of(*fleet.mqtt, context.scenario.broker);
        type.clean_session = fleet.mqtt->clean_session;
    }
    if (fleet.https) {
        type.idle_timeout = fleet.https->keep_alive;
        type.polls = build_polls(*fleet.https);
    }
    build_life(fleet, type);
    type.path = build_path(fleet, radio_profile.link, context);
    const device::DeviceProfile device_profile = look_up_device(fleet, context);
    const wire::Stack stack = build_stack(fleet, radio_profile, device_profile.tcp);
    type.costs = build_costs(fleet, stack);
    type.processor = build_processor(fleet, device_profile, type.costs);
    if (!fleet.harvester.empty()) type.harvester = look_up_harvester(fleet, context);
    if (fleet.meter == Meter::PowerTutor) {
        type.meter = look_up_meter(fleet, context);
        type.processor.sleep = {};
    }
    type.patterns = &context.patterns;
    for (const Publish& publish : fleet.publish)
        type.programs.push_back(build_program(publish, context, type));
    build_subscriptions(fleet, context, type);
    type.power_cuts = build_power_cuts(fleet, context.scenario);
    if (fleet.failure)
        type.failure = device::FailureMode{.life = fleet.failure->after,
                                           .repair = fleet.failure->repair,
                                           .shows_for = fleet.failure->shows_for};
    add_reactions(fleet, stack, context, type);
    return type;
}

}  // namespace fleetsim::scenarios::compose
