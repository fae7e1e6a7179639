// What is worked out once: who a client is, on which terms it is served, where each topic goes.
#include <algorithm>

#include "models/broker/node.hpp"
#include "sim/check.hpp"

namespace fleetsim::broker {

Node::Client Node::client(sim::EntityId entity) {
    // Devices are numbered like their sessions; the apps follow, each a group of its own.
    if (!entity.is_service()) return client_at(entity.device_index());
    for (std::size_t g = config_.groups.size(); g-- > 0;)
        if (config_.groups[g].first == entity)
            return {sessions_[group_start_[g]], config_.groups[g], entity, group_start_[g]};
    sim::fail_check("client(entity)", "a parcel from nobody the broker knows");
}

Node::Client Node::client_at(std::uint32_t index) {
    const auto after = std::upper_bound(group_start_.begin(), group_start_.end(), index);
    const auto g = static_cast<std::size_t>(after - group_start_.begin()) - 1;
    return client_at(g, index - group_start_[g]);
}

Node::Client Node::client_at(std::size_t g, std::uint32_t number) {
    const ClientGroup& group = config_.groups[g];
    const std::uint32_t index = group_start_[g] + number;
    return {sessions_[index], group, sim::EntityId{group.first.value + number}, index};
}

void Node::agree_on_terms() {
    const logic::Policy& policy = config_.policy;
    for (const ClientGroup& group : config_.groups) {
        Terms terms{.expiry = logic::granted_expiry(policy, group.version, group.clean_start,
                                                    group.session_expiry),
                    .window = logic::granted_window(policy, group.version, group.receive_maximum),
                    .patience = logic::patience(
                        logic::granted_keep_alive(policy, group.version, group.keep_alive))};
        terms.needs_watching = logic::may_outlast(policy, group.version, group.keep_alive);
        terms_.push_back(terms);
    }
}

void Node::build_routes() {
    routes_.resize(topics_.size());
    for (const mqtt::TopicPattern& topic : topics_)
        shapes_.push_back(logic::shape_of(topic.before + topic.after));
    retained_routes_.resize(config_.groups.size());
    for (std::size_t p = 0; p < topics_.size() && config_.tap != nullptr; ++p)
        routes_[p].is_tapped = config_.tap->wants(static_cast<std::uint16_t>(p));
    for (std::size_t g = 0; g < config_.groups.size(); ++g)
        for (const ClientGroup::Subscription& one : granted(config_.groups[g]))
            add_subscription(g, one);
}

std::vector<ClientGroup::Subscription> Node::granted(const ClientGroup& group) const {
    std::vector<ClientGroup::Subscription> granted;
    const auto is_known = [&](const ClientGroup::Subscription& wish) {
        return std::any_of(granted.begin(), granted.end(), [&](const auto& known) {
            return known.filter == wish.filter && known.shared_group == wish.shared_group;
        });
    };
    std::size_t different = 0;
    for (const ClientGroup::Subscription& wish : group.subscriptions) {
        // The clients' numbers differ in digits; the longest speaks for all.
        const std::string longest = wish.filter.text(group.count - 1);
        if (!logic::takes_topic(config_.policy, logic::shape_of(longest))) continue;
        if (!is_known(wish) && ++different > config_.policy.subscriptions_per_session) continue;
        granted.push_back(wish);
    }
    return granted;
}

void Node::add_subscription(std::size_t group, const ClientGroup::Subscription& subscription) {
    const bool is_shared = !subscription.shared_group.empty();
    logic::Options options = subscription.options;
    options.qos = std::min(options.qos, config_.policy.highest_qos());
    const std::string text = subscription.filter.before + subscription.filter.after;
    const bool has_wildcard = text.find_first_of("+#") != std::string::npos;
    const auto share = is_shared ? join_share(group, subscription, options) : NewShare{};
    for (std::size_t p = 0; p < routes_.size(); ++p) {
        const PatternRelation relation =
            relate(subscription.filter, topics_[p], config_.policy.hash_matches_parent());
        if (relation.kind == PatternRelation::Kind::Never) continue;
        if (is_shared) {
            // The first member's route stands for the whole group.
            if (share.is_new)
                routes_[p].shared.push_back({.share = share.index, .relation = relation});
            continue;
        }
        const Reach reach{.relation = relation, .options = options};
        std::vector<Route>& plain = routes_[p].plain;
        if (plain.empty() || plain.back().group != group)
            plain.push_back({.group = group, .reaches = {}});
        plain.back().reaches.push_back(reach);
        retained_routes_[group].push_back({.pattern = static_cast<std::uint16_t>(p),
                                           .reach = reach,
                                           .handling = subscription.retain_handling,
                                           .has_wildcard = has_wildcard});
    }
}

Node::NewShare Node::join_share(std::size_t group, const ClientGroup::Subscription& subscription,
                                const logic::Options& options) {
    const auto same = std::find_if(shares_.begin(), shares_.end(), [&](const Share& share) {
        return share.name == subscription.shared_group && share.filter == subscription.filter;
    });
    const NewShare found{.index = static_cast<std::size_t>(same - shares_.begin()),
                         .is_new = same == shares_.end()};
    if (found.is_new)
        shares_.push_back({.name = subscription.shared_group, .filter = subscription.filter});
    Share& share = shares_[found.index];
    share.members.push_back({.group = group, .options = options});
    share.clients += config_.groups[group].count;
    return found;
}

}  // namespace fleetsim::broker
