// SubscriptionIndex: which subscriptions match a topic, without looking at the others.
// Models     a trie of topic levels whose edges all lie in one hash table, so that a node costs
//            the same with two children as with a million; '+', '#', '$' topics (MQTT section
//            4.7) and shared subscriptions (MQTT 5.0 section 4.8.2).
// Leaves out who is connected; sessions know that.
// A match costs at most 2^levels look-ups, in practice a few a level.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "models/broker/core/message.hpp"
#include "models/broker/logic/audience.hpp"

namespace fleetsim::broker::core {

struct Subscriber {
    SessionId session = 0;
    mqtt::Qos qos = mqtt::Qos::AtMostOnce;
    bool no_local = false;
    bool retain_as_published = false;
    std::uint32_t identifier = 0;  ///< 0 is none

    logic::Options options() const { return {qos, no_local, retain_as_published}; }
};

/// The members of one "$share/group/filter"; `turn` goes round.
struct SharedGroup {
    std::string name;
    std::vector<Subscriber> members;
    std::size_t turn = 0;
};

/// Does "a/#" match "a"? The standards say yes, AWS IoT says no.
enum class HashMatches : std::uint8_t { ParentToo, ChildrenOnly };

class SubscriptionIndex {
  public:
    explicit SubscriptionIndex(HashMatches hash);

    /// Replaces the session's subscription of the same group and filter. No group: empty.
    void add(std::string_view group, std::string_view filter, const Subscriber& subscriber);
    void remove(std::string_view group, std::string_view filter, SessionId session);

    struct Matches {
        std::vector<Subscriber> plain;
        std::vector<SharedGroup*> groups;  ///< hold until the next add() or remove()
    };
    void match(std::string_view topic, Matches& out);
    std::size_t nodes() const { return nodes_.size() - free_.size(); }

  private:
    using NodeId = std::uint32_t;
    struct EdgeView {
        NodeId parent;
        std::string_view level;
    };
    struct Edge {
        NodeId parent;
        std::string level;
        operator EdgeView() const { return {parent, level}; }
    };
    struct EdgeHash {
        using is_transparent = void;
        std::size_t operator()(EdgeView edge) const;
    };
    struct EdgeEqual {
        using is_transparent = void;
        bool operator()(EdgeView a, EdgeView b) const {
            return a.parent == b.parent && a.level == b.level;
        }
    };
    struct Node {
        const Edge* edge = nullptr;  ///< the edge that leads here; the hash table never moves it
        std::uint32_t children = 0;
        std::vector<Subscriber> plain;
        std::vector<SharedGroup> groups;
    };

    NodeId child(NodeId parent, std::string_view level) const;  ///< kRoot when there is none
    NodeId find(std::string_view filter) const;
    NodeId make(std::string_view filter);
    void prune(NodeId node);
    void collect(NodeId node, Matches& out);
    void descend(NodeId node, const std::vector<std::string_view>& levels, std::size_t depth,
                 Matches& out);

    static constexpr NodeId kRoot = 0;
    HashMatches hash_;
    std::vector<Node> nodes_;
    std::vector<NodeId> free_;
    std::unordered_map<Edge, NodeId, EdgeHash, EdgeEqual> edges_;
};

}  // namespace fleetsim::broker::core
