// RuleWatch: who counts what rules and the services beside them do - a vendor charges for it, and
// an account has a quota of it.
// Models     one question before each evaluation, one note for each evaluation, action, call of a
//            shadow and remote action of a job.
// Leaves out what the counts mean: scenarios/compose/account_gate.hpp.
#pragma once

#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::cloud {

class RuleWatch {
  public:
    virtual ~RuleWatch() = default;

    /// A rule's filter matches a message; false: a quota forbids to evaluate the rule.
    virtual bool may_evaluate(sim::Time) { return true; }
    virtual void evaluated(sim::Bytes /*payload*/, sim::Time) {}
    virtual void executed(sim::Bytes /*record*/, sim::Time) {}
    /// A request to a shadow or the registry, with its document.
    virtual void shadow_operation(sim::Bytes /*document*/) {}
    /// A job's execution on one thing.
    virtual void remote_action() {}
};

}  // namespace fleetsim::cloud
