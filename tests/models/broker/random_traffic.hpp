// Traffic: random clients of both fronts of the broker at once.
// Models     groups that differ in everything the logic looks at; connecting, vanishing, falling
//            silent; publishes with every QoS, retained, with lifetimes, sent twice; answers that
//            come late or never.
// Leaves out what only packets can say: aliases, identifiers, UNSUBSCRIBE, broken octets.
#pragma once

#include <memory>
#include <optional>
#include <random>

#include "models/network/route.hpp"
#include "tests/models/broker/core_side.hpp"
#include "tests/models/broker/node_side.hpp"

namespace fleetsim::broker {

class Traffic {
  public:
    Traffic(std::uint32_t seed, logic::Profile profile) : random_(seed) {
        const network::NodeId here = topology_.add_node(
            {.name = "here", .inside = network::Latency::constant(sim::Duration::seconds(1))});
        route_ = std::make_unique<network::Route>(topology_, network::Endpoints{here, here},
                                                  std::vector<network::LinkId>{});
        const logic::Policy policy = policy_of(profile);
        make_groups();
        core_ = std::make_unique<CoreSide>(policy, groups_, patterns_);
        NodeConfig config{.self = sim::EntityId::service(0), .policy = policy, .groups = groups_};
        node_ = std::make_unique<NodeSide>(std::move(config), patterns_);
        // Shared groups are the same for both if their members come in the same order.
        for (std::uint32_t client = 0; client < kClients; ++client) join(client);
    }

    void run(int steps) {
        for (int i = 0; i < steps; ++i) step();
        wait(100'000);
    }
    const Told& told_by_core(std::uint32_t client) const { return core_->told[client]; }
    const Told& told_by_node(std::uint32_t client) const { return node_->told[client]; }
    std::size_t deliveries() const { return core_->deliveries; }
    std::string story() const {
        std::string text;
        for (const std::string& line : story_) text += line + '\n';
        return text;
    }

  private:
    logic::Policy policy_of(logic::Profile profile) {
        logic::Policy policy = logic::policy_of(profile);
        policy.keep_alive_minimum = 0;
        policy.keep_alive_maximum = 20;
        policy.receive_maximum = 2;
        policy.queue_limit = std::array{0u, 1u, 3u, 50u}[below(4)];
        policy.drop_policy = below(2) == 0 ? logic::DropPolicy::Newest : logic::DropPolicy::Oldest;
        policy.window_311 = static_cast<std::uint16_t>(1 + below(3));
        policy.retained_limit = below(2) == 0 ? 2 : 100;
        policy.maximum_packet_size = 200;
        policy.topic_slashes = below(4) == 0 ? 1 : 10;
        policy.subscriptions_per_session = below(6) == 0 ? 1 : 10;
        policy.filters_per_subscribe = below(8) == 0 ? 2 : 10;
        return policy;
    }

    void make_patterns() {
        const std::uint16_t a = patterns_.number_of({"a/", "", true});
        const std::uint16_t b = patterns_.number_of({"b", "", false});
        const std::uint16_t c = patterns_.number_of({"c/", "", true});
        const std::uint16_t deep = patterns_.number_of({"c/deep/", "", true});
        wills_ = patterns_.number_of({"will/", "", true});
        topics_ = {a, b, c, deep};
        for (const int seconds : {1, 5, 60})
            lifetimes_.push_back(patterns_.lifetime_number(sim::Duration::seconds(seconds)));
    }

    void make_groups() {
        make_patterns();
        make_kept_groups();
        make_clean_group();
        make_sharing_groups();
    }

    void make_kept_groups() {
        const network::Way way{.route = route_.get()};
        using enum mqtt::Qos;
        using enum mqtt::RetainHandling;
        groups_.push_back(
            {.name = "kept, MQTT 5",
             .first = sim::EntityId::device(0),
             .count = 3,
             .way = way,
             .version = mqtt::Version::V5,
             .clean_start = false,
             .session_expiry = 30,
             .keep_alive = kKeepAlive,
             .receive_maximum = 3,
             .subscriptions = {{.filter = {"a/", "", true}, .options = {ExactlyOnce}},
                               {.filter = {"a/+", "", false},
                                .options = {AtLeastOnce, true, true},
                                .retain_handling = SendIfNew},
                               {.filter = {"b/#", "", false}, .options = {AtLeastOnce}}},
             .will = {{.pattern = wills_,
                       .numbered = true,
                       .qos = 1,
                       .retain = true,
                       .payload_bytes = 5,
                       .delay = sim::Duration::seconds(5),
                       .lifetime = lifetimes_[2]}}});
        groups_.push_back(
            {.name = "kept, MQTT 3.1.1",
             .first = sim::EntityId::device(3),
             .count = 2,
             .way = way,
             .clean_start = false,
             .keep_alive = 0,  // AWS IoT Core makes that the longest it allows

             .subscriptions = {{.filter = {"#", "", false}, .options = {AtLeastOnce}},
                               {.filter = {"a/1", "", false}, .options = {AtMostOnce}}},
             .will = {{.pattern = wills_, .numbered = true, .payload_bytes = 9}}});
    }

    void make_clean_group() {
        const network::Way way{.route = route_.get()};
        using enum mqtt::Qos;
        using enum mqtt::RetainHandling;
        groups_.push_back({.name = "clean, MQTT 5",
                           .first = sim::EntityId::device(5),
                           .count = 2,
                           .way = way,
                           .version = mqtt::Version::V5,
                           .keep_alive = kKeepAlive,
                           .maximum_packet_size = 40,
                           .subscriptions = {{.filter = {"will/+", "", false},
                                              .options = {AtLeastOnce, false, true}},
                                             {.filter = {"c/", "", true},
                                              .options = {ExactlyOnce},
                                              .retain_handling = Never}}});
    }

    void make_sharing_groups() {
        const network::Way way{.route = route_.get()};
        using enum mqtt::Qos;
        groups_.push_back(
            {.name = "sharing, MQTT 5",
             .first = sim::EntityId::device(7),
             .count = 2,
             .way = way,
             .version = mqtt::Version::V5,
             .clean_start = false,
             .session_expiry = logic::kNeverExpires,
             .keep_alive = kKeepAlive,
             .receive_maximum = 2,
             .subscriptions = {
                 {.filter = {"c/+", "", false}, .options = {AtLeastOnce}, .shared_group = "g"},
                 {.filter = {"b", "", false}, .options = {AtMostOnce, true}}}});
        groups_.push_back(
            {.name = "sharing, MQTT 3.1.1",
             .first = sim::EntityId::device(9),
             .way = way,
             .clean_start = false,
             .keep_alive = kKeepAlive,
             .subscriptions = {
                 {.filter = {"c/+", "", false}, .options = {AtLeastOnce}, .shared_group = "g"},
                 {.filter = {"c/deep/+", "", false}, .options = {AtLeastOnce}}}});
    }

    void step() {
        wait(50 * static_cast<std::int64_t>(below(below(12) == 0 ? 800 : 30)));
        const std::uint32_t client = below(kClients);
        const bool is_open = core_->is_open[client] && !is_silent_[client];
        switch (below(20)) {
            case 0:
                return join(client);  // takes over where it is connected
            case 1:
                if (!is_open) return join(client);
                note("lose", client);
                core_->lose(client, now_);
                return node_->lose(client, now_);
            case 2:
                if (!is_open) return join(client);
                note("leave", client);
                core_->leave(client, now_);
                return node_->leave(client, now_);
            case 3:
                if (is_open) fall_silent(client);
                return;
            case 4:
                return is_open ? subscribe(client) : join(client);
            default:
                if (!is_open) return below(4) == 0 ? join(client) : void();
                return below(3) == 0 ? publish(client) : answer(client);
        }
    }

    /// Clients that are well ping in time.
    void wait(std::int64_t milliseconds) {
        const sim::Time end = now_ + sim::Duration::milliseconds(milliseconds);
        while (now_ < end) {
            now_ = std::min(end, now_ + sim::Duration::seconds(4));
            core_->run_until(now_);
            node_->run_until(now_);
            for (std::uint32_t client = 0; client < kClients; ++client) {
                if (!core_->is_open[client] || is_silent_[client]) continue;
                if (now_ < last_sent_[client] + sim::Duration::seconds(5)) continue;
                core_->ping(client, now_);
                node_->ping(client, now_);
                last_sent_[client] = now_;
                now_ += sim::Duration::milliseconds(1);  // no two alarms at one instant
            }
        }
    }

    void join(std::uint32_t client) {
        note("join", client);
        is_silent_[client] = false;
        last_sent_[client] = now_;
        core_->connect(client, now_);
        node_->connect(client, group_of(groups_, client).clean_start, now_);
        if (core_->told[client].back() != "CONNACK present") subscribe(client);
    }
    void subscribe(std::uint32_t client) {
        note("subscribe", client);
        last_sent_[client] = now_;
        core_->subscribe(client, now_);
        node_->subscribe(client, now_);
    }
    /// It sends nothing any more, and nobody is told.
    void fall_silent(std::uint32_t client) {
        note("fall silent", client);
        is_silent_[client] = true;
        node_->fall_silent(client, now_);
    }
    void publish(std::uint32_t client) {
        last_sent_[client] = now_;
        std::optional<mqtt::Message>& last = last_publish_[client];
        const bool again = last && last->qos == 2 && below(4) == 0;
        if (again) {
            last->duplicate = true;
        } else {
            last = mqtt::Message{.pattern = topics_[below(4)],
                                 .payload_bytes = below(8) == 0 ? 0 : 10 + below(40),
                                 .ordinal = ++ordinal_,
                                 .qos = static_cast<std::uint8_t>(below(3)),
                                 .retain = below(4) == 0};
            if (last->pattern != topics_[1]) last->number = below(4);
            if (last->payload_bytes == 0) last->ordinal = 0;
            if (below(40) == 0) last->payload_bytes = 300;
            if (last->qos > 0) last->packet_id = ++last_id_[client];
            const bool v5 = group_of(groups_, client).version == mqtt::Version::V5;
            if (v5 && below(2) == 0) last->lifetime = lifetimes_[below(3)];
        }
        note("publish qos " + std::to_string(last->qos) + " id " + std::to_string(last->packet_id) +
                 " #" + std::to_string(last->ordinal) + " topic " +
                 patterns_[last->pattern].text(last->number),
             client);
        core_->publish(client, *last, now_);
        node_->publish(client, *last, now_);
    }
    void answer(std::uint32_t client) {
        std::vector<Debt>& debts = core_->debts[client];
        if (debts.empty()) return;
        // In order, as a rule.
        const std::size_t which =
            below(5) == 0 ? below(static_cast<std::uint32_t>(debts.size())) : 0;
        const Debt debt = debts[which];
        debts.erase(debts.begin() + static_cast<std::ptrdiff_t>(which));
        note("answer " + std::string(mqtt::name(debt.kind)) + " " + std::to_string(debt.id),
             client);
        last_sent_[client] = now_;
        core_->answer(client, debt, now_);
        node_->answer(client, debt, now_);
    }

    std::uint32_t below(std::uint32_t end) { return static_cast<std::uint32_t>(random_() % end); }
    void note(const std::string& what, std::uint32_t client) {
        story_.push_back(std::to_string(now_.to_seconds()) + " s: client " +
                         std::to_string(client) + " " + what);
    }

    std::mt19937 random_;
    network::Topology topology_;
    std::unique_ptr<network::Route> route_;
    mqtt::PatternList patterns_;
    std::vector<ClientGroup> groups_;
    std::vector<std::uint16_t> topics_;
    std::uint16_t wills_ = 0;  ///< the pattern of their topics
    std::vector<std::uint8_t> lifetimes_;
    std::unique_ptr<CoreSide> core_;
    std::unique_ptr<NodeSide> node_;
    sim::Time now_ = sim::Time::at(sim::Duration::seconds(1));
    std::array<bool, kClients> is_silent_{};
    std::array<sim::Time, kClients> last_sent_{};
    std::array<std::uint16_t, kClients> last_id_{};
    std::array<std::optional<mqtt::Message>, kClients> last_publish_{};
    std::uint32_t ordinal_ = 0;
    Told story_;
};

}  // namespace fleetsim::broker
