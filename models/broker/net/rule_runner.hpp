// RuleRunner: rules over everything that is published in a broker.
// Models     each rule whose filter matches is evaluated once a message; republish puts the result
//            back into the broker, where other rules see it; a failed republish runs the error
//            action. Other actions are counted and said.
// Leaves out calls to other services (get_thing_shadow, aws_lambda ... are Undefined), the
//            principal. Where the service lets rules republish to one another for ever, a message
//            here ends after kMaximumHops.
// Source     AWS IoT developer guide, "Rules for AWS IoT".
// Error      none: what cannot be evaluated does not fire.
#pragma once

#include <deque>
#include <functional>
#include <map>
#include <string>

#include "models/broker/core/broker.hpp"
#include "models/broker/net/rule_file.hpp"
#include "models/rules/evaluator.hpp"

namespace fleetsim::broker::net {

class RuleRunner : public core::Tap {
  public:
    using Log = std::function<void(const std::string&)>;
    static constexpr int kMaximumHops = 10;

    RuleRunner(std::vector<BrokerRule> rules, core::Profile profile, Log log);

    void on_published(const core::Message& message, std::string_view client_id,
                      sim::Time now) override;
    /// Evaluates what was published since the last call and publishes what comes of it.
    void run(core::Broker& broker, sim::Time now);
    /// One line a rule: how often it fired and what became of its actions.
    void report() const;

  private:
    struct Pending {
        core::Message message;
        std::string client_id;
        int hops = 0;
    };
    struct Counts {
        std::uint64_t fired = 0;
        std::map<std::string, std::uint64_t> actions;  ///< by what is said of them
    };

    rules::Context context(const BrokerRule& rule, sim::Time now) const;
    void evaluate(std::size_t index, const Pending& pending, core::Broker& broker, sim::Time now);
    /// Empty, or why nothing was published.
    std::string republish(const BrokerRule& rule, const RuleAction& action,
                          const rules::Message& message, std::string payload, core::Broker& broker,
                          sim::Time now);
    void count(std::size_t index, const std::string& what);

    std::vector<BrokerRule> rules_;
    std::vector<Counts> counts_;
    rules::TopicProfile profile_;
    Log log_;
    rules::Evaluator evaluator_;
    std::deque<Pending> pending_;
    int hops_ = 0;  ///< of what is published now
};

}  // namespace fleetsim::broker::net
