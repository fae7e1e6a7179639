#include "models/broker/core/subscription_index.hpp"

#include <algorithm>
#include <functional>

#include "models/mqtt/topic.hpp"

namespace fleetsim::broker::core {

namespace {

void put(std::vector<Subscriber>& members, const Subscriber& subscriber) {
    const auto same = [&](const Subscriber& s) { return s.session == subscriber.session; };
    const auto found = std::find_if(members.begin(), members.end(), same);
    if (found == members.end()) {
        members.push_back(subscriber);
    } else {
        *found = subscriber;
    }
}

void drop(std::vector<Subscriber>& members, SessionId session) {
    std::erase_if(members, [&](const Subscriber& s) { return s.session == session; });
}

}  // namespace

std::size_t SubscriptionIndex::EdgeHash::operator()(EdgeView edge) const {
    const std::size_t level = std::hash<std::string_view>{}(edge.level);
    return level ^ (edge.parent * 0x9E37'79B9'7F4A'7C15ull);
}

SubscriptionIndex::SubscriptionIndex(HashMatches hash) : hash_(hash), nodes_(1) {}

SubscriptionIndex::NodeId SubscriptionIndex::child(NodeId parent, std::string_view level) const {
    const auto found = edges_.find(EdgeView{parent, level});
    return found == edges_.end() ? kRoot : found->second;
}

SubscriptionIndex::NodeId SubscriptionIndex::find(std::string_view filter) const {
    NodeId node = kRoot;
    std::string_view level;
    for (mqtt::Levels levels(filter); levels.next(level);) {
        node = child(node, level);
        if (node == kRoot) return kRoot;
    }
    return node;
}

SubscriptionIndex::NodeId SubscriptionIndex::make(std::string_view filter) {
    NodeId node = kRoot;
    std::string_view level;
    for (mqtt::Levels levels(filter); levels.next(level);) {
        NodeId next = child(node, level);
        if (next == kRoot) {
            if (free_.empty()) {
                next = static_cast<NodeId>(nodes_.size());
                nodes_.emplace_back();
            } else {
                next = free_.back();
                free_.pop_back();
            }
            const auto edge = edges_.emplace(Edge{node, std::string(level)}, next).first;
            nodes_[next].edge = &edge->first;
            ++nodes_[node].children;
        }
        node = next;
    }
    return node;
}

void SubscriptionIndex::add(std::string_view group, std::string_view filter,
                            const Subscriber& subscriber) {
    Node& node = nodes_[make(filter)];
    if (group.empty()) return put(node.plain, subscriber);
    const auto same = [&](const SharedGroup& g) { return g.name == group; };
    auto found = std::find_if(node.groups.begin(), node.groups.end(), same);
    if (found == node.groups.end()) {
        found = node.groups.insert(node.groups.end(), SharedGroup{std::string(group), {}, 0});
    }
    put(found->members, subscriber);
}

void SubscriptionIndex::remove(std::string_view group, std::string_view filter, SessionId session) {
    const NodeId id = find(filter);
    if (id == kRoot) return;
    Node& node = nodes_[id];
    if (group.empty()) {
        drop(node.plain, session);
    } else {
        for (SharedGroup& shared : node.groups) {
            if (shared.name == group) drop(shared.members, session);
        }
        std::erase_if(node.groups, [](const SharedGroup& g) { return g.members.empty(); });
    }
    prune(id);
}

void SubscriptionIndex::prune(NodeId id) {
    while (id != kRoot) {
        Node& node = nodes_[id];
        if (node.children != 0 || !node.plain.empty() || !node.groups.empty()) return;
        const NodeId parent = node.edge->parent;
        edges_.erase(edges_.find(EdgeView(*node.edge)));
        node = Node{};
        free_.push_back(id);
        --nodes_[parent].children;
        id = parent;
    }
}

void SubscriptionIndex::collect(NodeId id, Matches& out) {
    Node& node = nodes_[id];
    out.plain.insert(out.plain.end(), node.plain.begin(), node.plain.end());
    for (SharedGroup& group : node.groups) out.groups.push_back(&group);
}

void SubscriptionIndex::descend(NodeId id, const std::vector<std::string_view>& levels,
                                std::size_t depth, Matches& out) {
    const bool ended = depth == levels.size();
    if (ended) collect(id, out);
    if (nodes_[id].children == 0) return;
    // MQTT-4.7.2-1: a wildcard in the first level does not match a name that begins with '$'.
    const bool wild = depth > 0 || !levels.front().starts_with('$');
    if (wild && (!ended || hash_ == HashMatches::ParentToo)) {
        if (const NodeId all = child(id, "#"); all != kRoot) collect(all, out);
    }
    if (ended) return;
    if (const NodeId exact = child(id, levels[depth]); exact != kRoot) {
        descend(exact, levels, depth + 1, out);
    }
    if (!wild) return;
    if (const NodeId plus = child(id, "+"); plus != kRoot) descend(plus, levels, depth + 1, out);
}

void SubscriptionIndex::match(std::string_view topic, Matches& out) {
    std::vector<std::string_view> levels;
    std::string_view level;
    for (mqtt::Levels walk(topic); walk.next(level);) levels.push_back(level);
    descend(kRoot, levels, 0, out);
}

}  // namespace fleetsim::broker::core
