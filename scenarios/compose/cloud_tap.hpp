// CloudTap: the services of the cloud where they listen to the broker of a world - rules, shadows,
// jobs, models - and the texts they read, made again from the numbers that travel.
// Models     each publish heard by the rules and by the service whose topic it is on; what they
//            publish is heard by the others in turn.
// Leaves out the services' own time, but for sinks and called functions.
#pragma once

#include <memory>
#include <queue>
#include <vector>

#include "models/broker/publish_tap.hpp"
#include "models/cloud/learning_service.hpp"
#include "models/cloud/registry.hpp"
#include "models/cloud/rollout.hpp"
#include "models/cloud/rule_stage.hpp"
#include "models/cloud/shadow_service.hpp"
#include "models/mqtt/echo.hpp"
#include "scenarios/compose/message_texts.hpp"

namespace fleetsim::scenarios::compose {

class CloudTap : public broker::PublishTap,
                 public rules::ExternalFunctions,
                 public cloud::ActionListener {
  public:
    /// What it refers to must outlive it. The patterns must be complete but for wills.
    CloudTap(const Scenario& scenario, cloud::RuleStage stage, MessageTexts texts);
    CloudTap(const CloudTap&) = delete;
    CloudTap& operator=(const CloudTap&) = delete;

    bool wants(std::uint16_t pattern) const override;
    void on_publish(const mqtt::Message& message, sim::EntityId source, sim::Time at,
                    std::vector<mqtt::Message>& republished) override;
    sim::Time next_due() const override;
    void on_due(sim::Time at, std::vector<mqtt::Message>& published) override;

    std::optional<std::string> call(rules::ExternalFunction function,
                                    std::span<const std::string> arguments) override;
    void on_action(const cloud::RuleAction& action, std::string_view result,
                   const cloud::PublishedText& message) override;

    /// Who is asked before a rule, and hears what is charged for.
    void set_watch(cloud::RuleWatch* watch) {
        watch_ = watch;
        stage_.set_watch(watch);
    }
    /// Whom get_registry_data() asks; without one there are no things.
    void set_registry(const cloud::Registry* registry) { registry_ = registry; }
    /// Works off what is due by now, for whoever wants figures of now. The results do not depend on
    /// it.
    void catch_up(sim::Time now);
    /// The same at the end of the run, after which nothing is learnt.
    void settle(sim::Time end);

    /// Whether anything of the scenario needs one.
    static bool is_needed(const Scenario& scenario, const mqtt::PatternList& patterns);

    const cloud::RuleStage& stage() const { return stage_; }
    const cloud::ShadowService& shadows() const { return shadows_; }
    bool has_shadows() const { return has_shadows_; }
    const std::vector<cloud::Rollout>& rollouts() const { return rollouts_; }
    const std::vector<cloud::LearningService>& learning() const { return learning_; }
    /// What statements asked the registry for.
    struct Lookups {
        std::int64_t all = 0;
        std::int64_t missed = 0;  ///< found no thing
    };
    const Lookups& registry_lookups() const { return registry_lookups_; }
    bool looks_up_things() const { return looks_up_things_; }
    /// Failures of devices so far.
    std::int64_t failures() const { return failures_; }
    /// What the services had to say: rules that publish again, shadows, jobs.
    struct Sent {
        std::int64_t all = 0;
        std::int64_t unroutable = 0;  ///< to no topic of the world: nobody can subscribe to it
        std::int64_t looped = 0;      ///< requests that rules and shadows led to in a loop: unheard
    };
    const Sent& sent() const { return sent_; }

  private:
    /// What a topic means to the services.
    struct Role {
        enum class Kind : std::uint8_t { None, Shadow, NextJob, JobUpdate };
        Kind kind = Kind::None;
        std::size_t job = 0;    ///< JobUpdate
        std::size_t fleet = 0;  ///< NextJob
        cloud::ShadowService::Versioned versioned = cloud::ShadowService::Versioned::No;
    };
    struct Failing {
        sim::Time at;
        std::uint32_t device;
        device::Life life;
        bool operator>(const Failing& other) const {
            return at != other.at ? at > other.at : device > other.device;
        }
    };
    using Out = std::vector<mqtt::Message>;

    void find_roles(const Scenario& scenario);
    void find_failures();
    Role role_of(std::uint16_t pattern) const {
        return pattern < roles_.size() ? roles_[pattern] : Role{};
    }
    std::string payload_of(const mqtt::Message& message, sim::EntityId source) const;
    std::string answer_text(const mqtt::Message& message) const;
    void move_to(sim::Time now);

    std::optional<std::string> look_up_thing(std::string_view operation, std::string_view thing);
    std::optional<std::string> read_item(std::span<const std::string> arguments);
    std::optional<std::string> read_secret(std::span<const std::string> arguments) const;

    void hear(const cloud::PublishedText& message, int depth, Out& out);
    void tell_rules(const cloud::PublishedText& message, int depth, Out& out);
    void tell_shadows(std::string_view topic, std::string_view payload, int depth, Out& out);
    /// Nobody but the devices themselves is heard about their jobs.
    void tell_jobs(const Role& role, const mqtt::Message& message, Out& out);
    void send_to_things(std::size_t job, std::vector<cloud::ThingMessage>& messages, Out& out);
    void send(const cloud::ServiceMessage& message, std::uint8_t qos, Out& out);

    const Scenario* scenario_;
    cloud::RuleStage stage_;
    MessageTexts texts_;
    cloud::ShadowService shadows_;
    std::vector<cloud::Rollout> rollouts_;
    std::vector<cloud::LearningService> learning_;
    std::vector<Role> roles_;  ///< by pattern
    bool has_shadows_ = false;
    std::priority_queue<Failing, std::vector<Failing>, std::greater<>> failing_;
    sim::Time now_;      ///< never goes back, though messages of two cores may come out of order
    sim::Time sent_at_;  ///< of the message in hand
    cloud::RuleWatch* watch_ = nullptr;
    const cloud::Registry* registry_ = nullptr;
    bool looks_up_things_ = false;
    Lookups registry_lookups_;
    std::int64_t failures_ = 0;
    Sent sent_;
};

}  // namespace fleetsim::scenarios::compose
