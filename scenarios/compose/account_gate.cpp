#include "scenarios/compose/account_gate.hpp"

#include <algorithm>

#include "models/device/turn.hpp"
#include "models/rules/basic_ingest.hpp"
#include "scenarios/compose/account_builder.hpp"
#include "scenarios/compose/values.hpp"

namespace fleetsim::scenarios::compose {

namespace {

using broker::Admission;
using broker::Answer;
using broker::Caller;

constexpr std::array<std::string_view, kAlarms> kWords = {
    "connect_auth_error",    "connect_throttle",     "connect_client_id_throttle",
    "publish_in_auth_error", "publish_in_throttle",  "publish_out_auth_error",
    "publish_out_throttle",  "subscribe_auth_error", "subscribe_throttle",
    "registry_throttle"};

/// {"message":"OK","traceId":"..."}, as the service answers a publish by HTTPS.
constexpr sim::Bytes kHttpAnswer{70};

/// $aws/things/THING/jobs/...
bool is_of_job(const mqtt::TopicPattern& pattern) {
    const std::string topic = pattern.text(0);
    return topic.starts_with("$aws/things/") && topic.find("/jobs/") != std::string::npos;
}

}  // namespace

std::string_view to_text(Alarm alarm) { return kWords[static_cast<std::size_t>(alarm)]; }

bool has_account(const Scenario& scenario) {
    return scenario.cloud.has_quotas() || !scenario.prices.books.empty() ||
           std::any_of(scenario.fleets.begin(), scenario.fleets.end(),
                       [](const Fleet& fleet) { return fleet.thing.has_value(); });
}

AccountGate::AccountGate(const Scenario& scenario, mqtt::PatternList& patterns,
                         std::vector<profile::Figure>& assumptions)
    : scenario_(&scenario),
      patterns_(&patterns),
      quota_(quota_rates(scenario, assumptions)),
      registry_(
          build_registry(scenario, quota_ ? quota_->rates()[cloud::Quota::Registrations] : 0)),
      access_(registry_, patterns),
      books_(open_books(scenario, assumptions)) {
    for (const cloud::PriceBook& book : books_)
        meters_.emplace_back(book.metering(), book.blocks());
    once_ = meters_;
}

void AccountGate::open(const std::vector<broker::ClientGroup>& groups) {
    std::uint32_t clients = 0;
    for (std::size_t g = 0; g < groups.size(); ++g) {
        clients += groups[g].count;
        Group group;
        const std::size_t fleets = scenario_->fleets.size();
        for (const Subscribe& one :
             g < fleets ? scenario_->fleets[g].subscribe : scenario_->apps[g - fleets].subscribe)
            group.filters.push_back(patterns_->number_of(build_topic(one.filter)));
        for (const broker::ClientGroup::Will& will : groups[g].will) {
            group.will = will.pattern;
            group.is_will_numbered = will.numbered;
            group.is_will_retained = will.retain;
            group.will_bytes = will.payload_bytes;
        }
        groups_.push_back(std::move(group));
        first_device_.push_back(groups[g].first);
    }
    for (const mqtt::TopicPattern& pattern : patterns_->all()) {
        is_basic_ingest_.push_back(pattern.before.starts_with(rules::kBasicIngest));
        is_of_job_.push_back(is_of_job(pattern));
    }
    if (quota_) clients_.resize(clients);
    if (books_.empty()) return;
    connected_since_.resize(clients, sim::Time::never());
    has_connected_.resize(clients);
    has_subscribed_.resize(clients);
}

sim::Bytes AccountGate::size_of(const mqtt::Message& message) const {
    const mqtt::TopicPattern& topic = (*patterns_)[message.pattern];
    return sim::Bytes{std::int64_t{topic.size(message.number)} + message.payload_bytes};
}

bool AccountGate::is_certified(Caller who, sim::Time now) {
    if (!is_fleet(who)) return true;
    if (registry_.family(who.group).certificate != cloud::CertificateStatus::Active) return false;
    for (std::size_t i = 0; i < scenario_->faults.size(); ++i) {
        const Fault& fault = scenario_->faults[i];
        if (fault.target != Fault::Target::Certificates || now < fault.at ||
            static_cast<std::size_t>(fault.fleet) != who.group)
            continue;
        if (fault.down_for > sim::Duration{} && now >= fault.at + fault.down_for) continue;
        const sim::EntityId device{first_device_[who.group].value + who.number};
        sim::DrawEngine draw = sim::draw(scenario_->seed, device,
                                         static_cast<std::uint32_t>(device::Purpose::Certificate),
                                         static_cast<std::uint32_t>(i));
        if (draw.uniform() < fault.share) return false;
    }
    return true;
}

bool AccountGate::is_known(Caller who, sim::Time now) {
    if (!is_certified(who, now)) return false;
    if (registry_.is_registered(who.group, who.number, now)) return true;
    if (registry_.family(who.group).registration != cloud::Registration::AtFirstConnect)
        return false;
    // Just in time: the first attempt registers the thing and fails.
    if (quota_ && !quota_->register_thing(now)) {
        note(who, Alarm::RegistryThrottle);
        return false;
    }
    registry_.register_thing(who.group, who.number);
    each_meter([](cloud::UsageMeter& meter) { meter.shadow_or_registry_operation({}); },
               Happens::Once);
    return false;
}

bool AccountGate::may_publish(Caller who, std::uint16_t pattern, std::uint32_t number,
                              bool retain) {
    const auto may = [&](cloud::PolicyAction action) {
        return access_.may(action, who.group, who.number, pattern, number);
    };
    return may(cloud::PolicyAction::Publish) &&
           (!retain || may(cloud::PolicyAction::RetainPublish));
}

/// A will that its client may not publish ends the CONNECT.
bool AccountGate::may_leave_will(Caller who) {
    const Group& group = groups_[who.group];
    return !group.will || may_publish(who, *group.will, group.is_will_numbered ? who.number : 0,
                                      group.is_will_retained);
}

Admission AccountGate::connect(Caller who, sim::Time now) {
    if (is_fleet(who)) {
        const bool may =
            is_known(who, now) && access_.may_connect(who.group, who.number) && may_leave_will(who);
        if (!may) {
            note(who, Alarm::ConnectAuthError);
            return Admission::NotAuthorized;
        }
    }
    if (!quota_) return Admission::Granted;
    const cloud::Verdict verdict = quota_->connect(clients_[who.index], now);
    if (verdict == cloud::Verdict::Granted) return Admission::Granted;
    note(who, verdict == cloud::Verdict::ClientExhausted ? Alarm::ConnectClientIdThrottle
                                                         : Alarm::ConnectThrottle);
    return Admission::Throttled;
}

void AccountGate::connected(Caller who, sim::Time now) {
    if (quota_) quota_->connected();
    if (books_.empty()) return;
    connected_since_[who.index] = now;
    const Happens happens = has_connected_[who.index] ? Happens::Again : Happens::Once;
    has_connected_[who.index] = true;
    const Group& group = groups_[who.group];
    sim::Bytes will{};
    if (group.will)
        will = sim::Bytes{
            std::int64_t{(*patterns_)[*group.will].size(group.is_will_numbered ? who.number : 0)} +
            group.will_bytes};
    each_meter([&](cloud::UsageMeter& meter) { meter.connect(will, now); }, happens);
}

/// Minutes begun after the metering did.
std::int64_t AccountGate::minutes_of(sim::Time since, sim::Time until) const {
    const std::int64_t before =
        since < metering_since_ ? cloud::minutes_begun(metering_since_ - since) : 0;
    return cloud::minutes_begun(until - since) - before;
}

void AccountGate::disconnected(Caller who, sim::Time now) {
    if (quota_) quota_->disconnected();
    if (connected_since_.empty()) return;
    sim::Time& since = connected_since_[who.index];
    if (since == sim::Time::never()) return;
    each_meter([&](cloud::UsageMeter& meter) { meter.connection_minutes(minutes_of(since, now)); });
    since = sim::Time::never();
}

Answer AccountGate::subscribe(Caller who, sim::Time now) {
    const Group& group = groups_[who.group];
    sim::Bytes size{};
    for (const std::uint16_t filter : group.filters) {
        size += sim::Bytes{(*patterns_)[filter].size(who.number)};
        if (!is_fleet(who) ||
            access_.may(cloud::PolicyAction::Subscribe, who.group, who.number, filter, who.number))
            continue;
        note(who, Alarm::SubscribeAuthError);
        return {.admission = Admission::NotAuthorized, .at = now};
    }
    Answer answer{.at = now};
    if (quota_) {
        answer.at = quota_->subscribe(static_cast<std::int64_t>(group.filters.size()), now);
        if (answer.at > now) note(who, Alarm::SubscribeThrottle);
    }
    if (books_.empty()) return answer;
    const Happens happens = has_subscribed_[who.index] ? Happens::Again : Happens::Once;
    has_subscribed_[who.index] = true;
    each_meter([&](cloud::UsageMeter& meter) { meter.subscribe(size, now); }, happens);
    return answer;
}

Answer AccountGate::publish(Caller who, const mqtt::Message& message, broker::Carrier by,
                            sim::Time now) {
    const bool by_http = by == broker::Carrier::Http;
    const auto refuse = [&](Admission how, Alarm alarm) {
        note(who, alarm);
        if (by_http)
            each_meter([&](cloud::UsageMeter& meter) { meter.http_response(kHttpAnswer, now); });
        return Answer{.admission = how, .at = now};
    };
    if (is_fleet(who)) {
        const bool may = (!by_http || is_known(who, now)) &&
                         may_publish(who, message.pattern, message.number, message.retain);
        if (!may) return refuse(Admission::NotAuthorized, Alarm::PublishInAuthError);
    }
    const sim::Bytes size = size_of(message);
    Answer answer{.at = now};
    if (quota_) {
        const cloud::Permit permit = quota_->publish_in(clients_[who.index], size, now);
        answer.at = permit.at;
        if (permit.verdict != cloud::Verdict::Granted)
            return refuse(Admission::Throttled, Alarm::PublishInThrottle);
    }
    const cloud::Arrival arrival =
        is_basic_ingest_[message.pattern] ? cloud::Arrival::BasicIngest : cloud::Arrival::Broker;
    // The topic of a publish by HTTPS stands in its path, which is not metered.
    const sim::Bytes metered = by_http ? sim::Bytes{std::int64_t{message.payload_bytes}} : size;
    each_meter(
        [&](cloud::UsageMeter& meter) {
            meter.publish_in(metered, now, arrival);
            if (by_http && arrival == cloud::Arrival::Broker) meter.http_response(kHttpAnswer, now);
        },
        happens(message));
    return answer;
}

bool AccountGate::may_receive(Caller who, const mqtt::Message& message) {
    if (!is_fleet(who) || access_.may(cloud::PolicyAction::Receive, who.group, who.number,
                                      message.pattern, message.number))
        return true;
    note(who, Alarm::PublishOutAuthError);
    return false;
}

Answer AccountGate::transmit(Caller who, const mqtt::Message& message, sim::Time now) {
    const sim::Bytes size = size_of(message);
    Answer answer{.at = now};
    if (quota_) {
        const cloud::Excess excess =
            message.qos == 0 ? cloud::Excess::IsDiscarded : cloud::Excess::Waits;
        const cloud::Permit permit = quota_->publish_out(clients_[who.index], excess, size, now);
        answer.at = permit.at;
        const bool is_granted = permit.verdict == cloud::Verdict::Granted;
        if (!is_granted || permit.at > now) note(who, Alarm::PublishOutThrottle);
        if (!is_granted) return {.admission = Admission::Throttled, .at = now};
    }
    each_meter([&](cloud::UsageMeter& meter) { meter.publish_out(size, now); }, happens(message));
    return answer;
}

void AccountGate::acknowledged(Caller, const mqtt::Message* message, sim::Time now) {
    each_meter([&](cloud::UsageMeter& meter) { meter.puback_from_device(now); },
               message == nullptr ? Happens::Again : happens(*message));
}

void AccountGate::stored(const mqtt::Message& message, sim::Time now) {
    each_meter([&](cloud::UsageMeter& meter) { meter.store(size_of(message), now); },
               happens(message));
}

void AccountGate::retained(const mqtt::Message& message, sim::Time now) {
    each_meter([&](cloud::UsageMeter& meter) { meter.retain(size_of(message), now); });
}

bool AccountGate::may_evaluate(sim::Time now) { return !quota_ || quota_->evaluate_rule(now); }

void AccountGate::evaluated(sim::Bytes payload, sim::Time) {
    each_meter([&](cloud::UsageMeter& meter) { meter.rule_triggered(payload); });
}

void AccountGate::executed(sim::Bytes record, sim::Time) {
    each_meter([&](cloud::UsageMeter& meter) { meter.action_executed(record); });
}

void AccountGate::shadow_operation(sim::Bytes document) {
    each_meter([&](cloud::UsageMeter& meter) { meter.shadow_or_registry_operation(document); });
}

void AccountGate::remote_action() {
    each_meter([](cloud::UsageMeter& meter) { meter.remote_action(); }, Happens::Once);
}

void AccountGate::begin_metering(sim::Time now) {
    metering_since_ = now;
    is_metering_ = true;
    for (cloud::UsageMeter& meter : meters_) meter.begin(now);
    for (cloud::UsageMeter& meter : once_) meter.begin(now);
    if (quota_) quota_->forget_use();
}

/// What a month has of all that comes to pass again and again.
cloud::Usage AccountGate::recurring(const cloud::UsageMeter& meter, sim::Time end,
                                    sim::Bytes egress) const {
    cloud::Usage usage = meter.usage();
    std::int64_t minutes = 0;
    for (const sim::Time since : connected_since_)
        if (since < end) minutes += minutes_of(since, end);
    usage.add(cloud::Meter::ConnectionMinutes, minutes);
    usage.add(cloud::Meter::EgressBytes, egress.count());
    return cloud::month_of(usage, end - metering_since_);
}

/// And of what comes to pass once: all of a shorter run's, a month's share of a longer one's.
cloud::Usage AccountGate::once(const cloud::UsageMeter& meter, sim::Time end,
                               sim::Bytes downloads) const {
    cloud::Usage usage = meter.usage();
    usage.add(cloud::Meter::EgressBytes, downloads.count());
    std::int64_t calls = 0;
    for (std::size_t f = 0; f < registry_.family_count(); ++f)
        if (registry_.family(f).registration == cloud::Registration::InBulk)
            calls += registry_.registered(f, end) - registry_.registered(f, metering_since_);
    usage.add(cloud::Meter::ShadowAndRegistryOperations, calls);
    const sim::Duration span = end - metering_since_;
    return span < cloud::kMonth ? usage : cloud::month_of(usage, span);
}

std::vector<cloud::Bill> AccountGate::bills(sim::Time end, const Egress& egress) const {
    std::vector<cloud::Bill> bills;
    const cloud::Allowance allowance =
        scenario_->prices.has_free_tier ? cloud::Allowance::FreeTier : cloud::Allowance::None;
    for (std::size_t b = 0; b < books_.size(); ++b) {
        cloud::Usage month;
        if (is_metering_) {
            month += recurring(meters_[b], end, egress.by_broker);
            month += once(once_[b], end, egress.downloads);
        }
        month.add(cloud::Meter::NodeHours,
                  scenario_->broker.nodes * (cloud::kMonth / sim::Duration::hours(1)));
        bills.push_back(books_[b].bill(month, allowance));
    }
    return bills;
}

}  // namespace fleetsim::scenarios::compose
