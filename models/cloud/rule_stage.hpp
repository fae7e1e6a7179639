// RuleStage: the rules of a scenario at work - statements, actions, sinks, retries, error actions.
// Models     each rule evaluated on the text of each message its filter matches; a fired rule's
//            actions one by one; a sink that is full or throttles is tried again after growing
//            pauses; what still fails goes to the error action as the service words it, in one
//            message once the last action of the rule has ended; republished messages reach the
//            rules in turn.
// Leaves out actions' own network. Functions that ask other services are answered by whoever is
//            set.
// Source     AWS IoT developer guide, "AWS IoT rule actions", "Error handling (error action)".
// No events: retries wait in a queue that is worked off up to each message's time, in order.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <queue>
#include <string>
#include <vector>

#include "models/cloud/delivery_buffer.hpp"
#include "models/cloud/item_table.hpp"
#include "models/cloud/rule_watch.hpp"
#include "models/cloud/sink.hpp"
#include "models/cloud/stream_consumer.hpp"
#include "models/rules/error_action.hpp"
#include "models/rules/evaluator.hpp"
#include "models/rules/program.hpp"
#include "sim/ids.hpp"
#include "sim/stats/histogram.hpp"

namespace fleetsim::cloud {

struct RuleAction {
    std::string kind;                 ///< "stream", "republish", "learn"
    std::optional<std::size_t> sink;  ///< index into the stage's sinks; none: republish, or a model
    std::optional<std::size_t> model;  ///< index; only for learn and alarm
    rules::Program target;             ///< the topic of a republish, or the key of a record
    std::uint8_t qos = 0;
};

struct RuleSpec {
    std::string name;
    rules::Program statement;
    std::vector<RuleAction> actions;
    std::vector<RuleAction> error_action;  ///< one or none
};

struct RuleCounts {
    std::int64_t evaluated = 0;  ///< messages whose topic matches
    std::int64_t throttled = 0;  ///< matched, and not evaluated for want of quota
    std::int64_t fired = 0;
    std::int64_t actions = 0;               ///< carried out
    std::int64_t failed = 0;                ///< given up after the last try
    std::int64_t error_actions = 0;         ///< carried out
    std::int64_t failed_error_actions = 0;  ///< given up after the last try: what failed is lost
    std::int64_t looped = 0;                ///< republished too often in a row, and dropped
};

struct SinkCounts {
    std::int64_t retries = 0;
    std::int64_t bytes = 0;  ///< accepted
    sim::Histogram latency;  ///< ns from the rule to the end of the request
};

/// A message as the rules engine takes it.
struct PublishedText {
    std::string topic;
    std::string payload;
    std::string client_id;  ///< empty: not sent over MQTT
    sim::Time at;
    std::uint64_t draw_key = 0;
    std::optional<std::uint32_t> device;  ///< the device that published it
};

/// Who carries out the actions that are neither sinks nor republishes.
class ActionListener {
  public:
    virtual ~ActionListener() = default;
    virtual void on_action(const RuleAction& action, std::string_view result,
                           const PublishedText& message) = 0;
};

struct RepublishedText {
    std::string topic;
    std::string payload;
    std::uint8_t qos = 0;
};

class RuleStage {
  public:
    // What stands behind a sink: a reader of the stream, the firehose's object, a table's items.
    struct Consumed {
        std::size_t sink;
        StreamConsumer consumer;
    };
    struct Buffered {
        std::size_t sink;
        DeliveryBuffer buffer;
    };
    struct Kept {
        std::optional<std::size_t> sink;
        ItemTable table;
    };

    RuleStage(std::vector<RuleSpec> rules, std::vector<Sink> sinks, std::uint64_t seed);

    /// `watch` outlives the stage; none: nobody counts.
    void set_watch(RuleWatch* watch) { watch_ = watch; }
    /// Whether any rule looks into payloads of messages it is given.
    bool reads_payload() const;
    /// A message that comes after a later one (two cores are not always through in order) counts as
    /// of the later one's time. Adds what republish actions publish.
    void on_publish(const PublishedText& message, std::vector<RepublishedText>& republished);
    /// Works off the retries due before `end`.
    void run_until(sim::Time end);

    /// Who answers functions that ask other services, and who carries out other actions. Both must
    /// outlive the stage; without them the functions are Undefined and the actions do nothing.
    void set_external(rules::ExternalFunctions* external) { external_ = external; }
    void set_listener(ActionListener* listener) { listener_ = listener; }

    /// A function called from within a statement, with the service's limit of 2 s. What the rule
    /// does then happens when it has answered. nullopt: there is no such function, or it did not
    /// answer.
    std::optional<sim::Duration> call_function(std::string_view name);
    std::int64_t calls() const { return calls_; }
    std::int64_t failed_calls() const { return failed_calls_; }
    /// Of the calls, those a sink took: they count among its records.
    std::int64_t taken_calls() const { return taken_calls_; }

    void add_consumer(std::size_t sink, StreamConsumer consumer) {
        consumers_.push_back({sink, std::move(consumer)});
    }
    void add_buffer(std::size_t sink, const BufferHints& hints) {
        buffers_.push_back({sink, DeliveryBuffer(hints)});
    }
    /// Keeps what `sink` takes, if there is one, for statements to read.
    void add_table(std::optional<std::size_t> sink, ItemTable table) {
        tables_.push_back({sink, std::move(table)});
    }
    /// null: none of this name is kept.
    ItemTable* table_named(std::string_view name);
    const std::vector<Kept>& tables() const { return tables_; }
    const std::vector<Consumed>& consumers() const { return consumers_; }
    const std::vector<Buffered>& buffers() const { return buffers_; }

    const std::vector<RuleSpec>& rules() const { return rules_; }
    const RuleCounts& counts(std::size_t rule) const { return rule_counts_[rule]; }
    std::size_t sink_count() const { return sinks_.size(); }
    const Sink& sink(std::size_t index) const { return sinks_[index]; }
    const SinkCounts& sink_counts(std::size_t index) const { return sink_counts_[index]; }
    /// Records that were on their way to a sink, error actions included.
    std::int64_t offered() const { return static_cast<std::int64_t>(made_); }
    std::int64_t waiting() const { return static_cast<std::int64_t>(waiting_.size()); }

  private:
    /// How the actions of a rule that has fired end, for its error action: the service makes one
    /// message for each rule and message, however many actions failed.
    struct Outcome {
        PublishedText message;
        std::uint64_t error_key = 0;  ///< of the error action's record
        std::size_t open = 0;         ///< actions that have not ended
        sim::Time last_failure;
        std::vector<rules::ActionFailure> failures;
    };
    /// A rule that has fired: what its actions are carried out with.
    struct Fired {
        std::size_t rule = 0;
        const PublishedText& message;
        std::string payload;
        sim::Time answered;  ///< when the functions that its statement called have answered
        int depth = 0;       ///< republishes in a row that led to it
        std::shared_ptr<Outcome> outcome;  ///< none: there is no error action
    };
    /// A record on its way into a sink.
    struct Delivery {
        sim::Time at;
        std::uint64_t number = 0;  ///< in the order they were made
        std::size_t rule = 0;
        const RuleAction* action = nullptr;
        Record record;
        sim::Time fired_at;
        int tries = 0;
        bool is_error = false;
        std::shared_ptr<Outcome> outcome;     ///< of the message whose action this is
        std::optional<ItemTable::Item> item;  ///< for a table that is kept

        bool operator>(const Delivery& other) const {
            return at != other.at ? at > other.at : number > other.number;
        }
    };

    void apply(std::size_t rule, const PublishedText& message, int depth,
               std::vector<RepublishedText>& republished);
    void evaluate_all(const PublishedText& message, int depth,
                      std::vector<RepublishedText>& republished);
    void carry_out(const Fired& fired, const RuleAction& action, const std::string& target,
                   std::vector<RepublishedText>& republished);
    void republish(const Fired& fired, const RuleAction& action, const std::string& target,
                   std::vector<RepublishedText>& republished);
    Delivery make_delivery(const Fired& fired, const RuleAction& action, std::string_view target);
    ItemTable* table_behind(std::size_t sink);
    std::shared_ptr<Outcome> expect_outcome(const RuleSpec& rule, const PublishedText& message,
                                            const rules::Context& context);
    void offer(Delivery delivery);
    void give_up(const Delivery& delivery, std::string_view reason, sim::Time now);
    void end_action(const Delivery& delivery, sim::Time now);
    void tell_error_action(const Delivery& last, sim::Time now);
    void pass_on(const Delivery& delivery);

    std::vector<RuleSpec> rules_;
    std::vector<Sink> sinks_;
    std::vector<RuleCounts> rule_counts_;
    std::vector<SinkCounts> sink_counts_;
    RuleWatch* watch_ = nullptr;
    RetryPolicy retry_;
    std::vector<Consumed> consumers_;
    std::vector<Buffered> buffers_;
    std::vector<Kept> tables_;
    rules::ExternalFunctions* external_ = nullptr;
    ActionListener* listener_ = nullptr;
    std::int64_t calls_ = 0;  ///< of functions, from statements
    std::int64_t failed_calls_ = 0;
    std::int64_t taken_calls_ = 0;
    sim::Duration call_time_;  ///< of the statement in hand
    sim::Time now_;
    std::uint64_t seed_;
    std::uint64_t made_ = 0;
    rules::Evaluator evaluator_;
    std::priority_queue<Delivery, std::vector<Delivery>, std::greater<>> waiting_;
};

}  // namespace fleetsim::cloud
