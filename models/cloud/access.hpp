// Access: what the clients of a registry may do on the topics of a world, each answer kept.
// Models     the policies' own decisions (models/cloud/policy.hpp). Where a decision depends on the
//            client's number only through "its own number or another's", it is made once for the
//            family; else once for each client, and for other numbers each time.
// Leaves out policies that change during a run.
// Error      none: what is kept is what the policies would say.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "models/cloud/registry.hpp"
#include "models/mqtt/pattern_list.hpp"

namespace fleetsim::cloud {

class Access {
  public:
    /// Both outlive it.
    Access(const Registry& registry, const mqtt::PatternList& patterns)
        : registry_(&registry), patterns_(&patterns) {}

    /// A family without policies may do everything.
    bool may_connect(std::size_t family, std::uint32_t client);
    /// `action` is any but Connect; the topic is the pattern with `number` in it.
    bool may(PolicyAction action, std::size_t family, std::uint32_t client, std::uint16_t pattern,
             std::uint32_t number);

    /// Decisions that the policies were asked for so far.
    std::int64_t decisions() const { return decisions_; }

  private:
    /// What is known of one action of one family on one pattern.
    struct Known {
        bool is_uniform = false;  ///< the number itself never matters
        std::optional<bool> own;
        std::optional<bool> others;
        std::vector<std::uint8_t> of_client;  ///< 0: not asked yet, 1: no, 2: yes
    };
    Known& known(std::size_t family, std::size_t row);
    bool ask(PolicyAction action, std::size_t family, std::uint32_t client,
             std::string_view subject);
    bool is_uniform(std::size_t family, const mqtt::TopicPattern& subject) const;
    bool of_own(Known& known, PolicyAction action, std::size_t family, std::uint32_t client,
                const mqtt::TopicPattern& subject);

    const Registry* registry_;
    const mqtt::PatternList* patterns_;
    std::vector<std::vector<Known>> known_;  ///< by family, then by action and pattern
    std::vector<std::vector<bool>> is_set_up_;
    std::int64_t decisions_ = 0;
};

}  // namespace fleetsim::cloud
