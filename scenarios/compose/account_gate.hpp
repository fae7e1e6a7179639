// AccountGate: an account of a cloud service around the simulated broker - its registry, policies,
// quotas and meters at work.
// Models     certificates and registration, policies, quotas, and what the vendor charges for, in
//            this order; certificates that a fault makes inactive, of devices drawn once for each
//            fault; each thing that was refused is counted under the name of its alarm.
// Leaves out policies and certificates of applications: they act for the account itself.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "models/broker/gate.hpp"
#include "models/broker/node_config.hpp"
#include "models/cloud/access.hpp"
#include "models/cloud/price_book.hpp"
#include "models/cloud/quotas.hpp"
#include "models/cloud/registry.hpp"
#include "models/cloud/rule_watch.hpp"
#include "models/cloud/usage.hpp"
#include "models/mqtt/pattern_list.hpp"
#include "models/profile/profile.hpp"
#include "scenarios/scenario.hpp"

namespace fleetsim::scenarios::compose {

/// What was refused, and why. The words are those of AWS IoT Core's metrics.
enum class Alarm : std::uint8_t {
    ConnectAuthError,
    ConnectThrottle,
    ConnectClientIdThrottle,
    PublishInAuthError,
    PublishInThrottle,
    PublishOutAuthError,
    PublishOutThrottle,  ///< discarded, or sent later than it could have been
    SubscribeAuthError,
    SubscribeThrottle,  ///< answered later
    RegistryThrottle,
};
inline constexpr std::size_t kAlarms = 10;
/// "connect_throttle".
std::string_view to_text(Alarm alarm);

class AccountGate : public broker::Gate, public cloud::RuleWatch {
  public:
    /// What it refers to must outlive it. Adds the profiles' figures to `assumptions`; throws
    /// sim::InputError.
    AccountGate(const Scenario& scenario, mqtt::PatternList& patterns,
                std::vector<profile::Figure>& assumptions);
    /// The clients, once all of them and all topics are known.
    void open(const std::vector<broker::ClientGroup>& groups);
    /// What came before is not charged for.
    void begin_metering(sim::Time now);

    broker::Admission connect(broker::Caller who, sim::Time now) override;
    bool is_certified(broker::Caller who, sim::Time now) override;
    void connected(broker::Caller who, sim::Time now) override;
    void disconnected(broker::Caller who, sim::Time now) override;
    broker::Answer subscribe(broker::Caller who, sim::Time now) override;
    broker::Answer publish(broker::Caller who, const mqtt::Message& message, broker::Carrier by,
                           sim::Time now) override;
    bool may_receive(broker::Caller who, const mqtt::Message& message) override;
    broker::Answer transmit(broker::Caller who, const mqtt::Message& message,
                            sim::Time now) override;
    void acknowledged(broker::Caller who, const mqtt::Message* message, sim::Time now) override;
    void stored(const mqtt::Message& message, sim::Time now) override;
    void retained(const mqtt::Message& message, sim::Time now) override;

    bool may_evaluate(sim::Time now) override;
    void evaluated(sim::Bytes payload, sim::Time now) override;
    void executed(sim::Bytes record, sim::Time now) override;
    void shadow_operation(sim::Bytes document) override;
    void remote_action() override;

    /// Of one group of clients; fleets first, in their order, then the apps.
    std::int64_t count(std::size_t group, Alarm alarm) const {
        return groups_[group].alarms[static_cast<std::size_t>(alarm)];
    }
    const std::optional<cloud::AccountQuota>& quota() const { return quota_; }
    const cloud::Registry& registry() const { return registry_; }
    const std::vector<cloud::PriceBook>& books() const { return books_; }
    /// What went to devices since begin_metering().
    struct Egress {
        sim::Bytes by_broker;
        sim::Bytes downloads;  ///< of jobs
    };
    /// A month that goes on like the run since begin_metering(), by each book.
    std::vector<cloud::Bill> bills(sim::Time end, const Egress& egress) const;

  private:
    struct Group {
        std::vector<std::uint16_t> filters;  ///< of its subscriptions
        std::optional<std::uint16_t> will;
        bool is_will_numbered = false;
        bool is_will_retained = false;
        std::uint32_t will_bytes = 0;
        std::array<std::int64_t, kAlarms> alarms{};
    };

    bool is_fleet(broker::Caller who) const { return who.group < registry_.family_count(); }
    void note(broker::Caller who, Alarm alarm) {
        ++groups_[who.group].alarms[static_cast<std::size_t>(alarm)];
    }
    bool is_known(broker::Caller who, sim::Time now);
    bool may_leave_will(broker::Caller who);
    bool may_publish(broker::Caller who, std::uint16_t pattern, std::uint32_t number, bool retain);
    sim::Bytes size_of(const mqtt::Message& message) const;
    std::int64_t minutes_of(sim::Time since, sim::Time until) const;
    cloud::Usage recurring(const cloud::UsageMeter& meter, sim::Time end, sim::Bytes egress) const;
    cloud::Usage once(const cloud::UsageMeter& meter, sim::Time end, sim::Bytes downloads) const;
    enum class Happens : std::uint8_t { Again, Once };
    Happens happens(const mqtt::Message& message) const {
        return is_of_job_[message.pattern] ? Happens::Once : Happens::Again;
    }
    template <class Note>
    void each_meter(Note note, Happens happens = Happens::Again) {
        if (!is_metering_) return;
        for (cloud::UsageMeter& meter : happens == Happens::Once ? once_ : meters_) note(meter);
    }

    const Scenario* scenario_;
    mqtt::PatternList* patterns_;
    std::optional<cloud::AccountQuota> quota_;
    cloud::Registry registry_;
    cloud::Access access_;
    std::vector<cloud::PriceBook> books_;
    std::vector<cloud::UsageMeter> meters_;  ///< one for each book
    /// The same, for what comes to pass once: a device registers, connects and subscribes for the
    /// first time, and gets its job, with all messages of it. A month has it once, however short
    /// the run.
    std::vector<cloud::UsageMeter> once_;
    std::vector<Group> groups_;
    std::vector<sim::EntityId> first_device_;  ///< by group
    std::vector<bool> is_basic_ingest_;        ///< by pattern
    std::vector<bool> is_of_job_;              ///< by pattern
    std::vector<cloud::ClientQuota> clients_;  ///< by session; only with quotas
    std::vector<bool> has_connected_;          ///< by session; only with prices
    std::vector<bool> has_subscribed_;         ///< by session; only with prices
    std::vector<sim::Time> connected_since_;   ///< by session; only with prices
    sim::Time metering_since_;
    bool is_metering_ = false;
};

/// Whether a scenario has an account at all.
bool has_account(const Scenario& scenario);

}  // namespace fleetsim::scenarios::compose
