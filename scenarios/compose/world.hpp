// World: everything a scenario describes, built and ready to run, as the kernel's model.
//
//   devices    fleet 0 | fleet 1 | ...            one Population
//   services   broker node 0..n | app 0..m        in this order
//
// Models     the joining of fleets, network, broker and apps; each lives in its own folder.
// Leaves out recording: figures.hpp says what can be read off a world, cli/ writes it down.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "models/app/app.hpp"
#include "models/broker/node.hpp"
#include "models/device/population.hpp"
#include "models/mqtt/pattern_list.hpp"
#include "models/power/battery.hpp"
#include "models/profile/profile.hpp"
#include "scenarios/compose/account_gate.hpp"
#include "scenarios/compose/cloud_tap.hpp"
#include "scenarios/compose/network_builder.hpp"
#include "scenarios/scenario.hpp"
#include "sim/engine.hpp"
#include "sim/model.hpp"
#include "sim/service.hpp"

namespace fleetsim::scenarios::compose {

/// Messages that still travel when a run ends.
struct InFlight {
    std::int64_t to_broker = 0;
    std::int64_t from_broker = 0;
};

class World : public sim::Model {
  public:
    /// Looks up every profile and finds every route; throws sim::InputError with all that is wrong.
    explicit World(const Scenario& scenario);

    std::uint32_t device_count() const override { return population_->count(); }
    std::uint16_t service_count() const override;
    sim::RowLayouts rows() const override { return population_->rows(); }
    void on_timers(std::uint8_t kind, std::span<const sim::Timer> timers,
                   sim::Outbox& outbox) override;
    void on_parcels(std::span<const sim::Parcel> parcels, sim::Outbox& outbox) override;
    void on_service(sim::EntityId service, std::span<const sim::Parcel> parcels,
                    sim::Outbox& outbox) override;
    std::string name_of(sim::EntityId entity) const override;

    /// The smallest latency between any two entities: the widest window of the engine.
    sim::Duration lookahead() const;
    /// Puts the first events into a new engine.
    void begin(sim::Engine& engine);
    /// The warm-up is over: what comes to pass from now on is charged for, and batteries are judged
    /// by it. Without a warm-up, begin() does it.
    void begin_metering(sim::Time now);
    /// Nothing while the warm-up goes on.
    std::optional<sim::Time> metered_from() const { return metered_from_; }
    /// What a device of a fleet with batteries had drawn by then.
    sim::Joules drawn_before(std::uint32_t device) const;
    /// What the fleet's devices have drawn since then for files of jobs, on average.
    sim::Joules download_of_device(std::size_t fleet) const;
    /// Works off what the services do between events, such as batches of a stream, so that figures
    /// are those of now. The results do not depend on it.
    void catch_up(sim::Time now);
    /// Integrates what is continuous up to the end of the run.
    void settle(sim::Time end);
    sim::Time settled_at() const { return settled_at_; }
    /// Counts what still travels by letting it arrive without effect, so that the ledgers need not
    /// trust the models' own books. The engine is of no further use.
    InFlight drain(sim::Engine& engine);

    const Scenario& scenario() const { return scenario_; }
    const device::Population& population() const { return *population_; }
    const broker::Node& broker() const { return *broker_; }
    /// None where the scenario has no things, quotas or prices.
    const AccountGate* account() const { return account_.get(); }
    /// A month that goes on like the measured time, by each price book.
    std::vector<cloud::Bill> bills() const;
    /// None where no rule, shadow or job needs it.
    const CloudTap* cloud() const { return cloud_.get(); }
    const std::vector<std::unique_ptr<app::App>>& apps() const { return apps_; }
    /// Every profile figure the world was built with.
    const std::vector<profile::Figure>& assumptions() const { return assumptions_; }

  private:
    void build_population();
    void build_cloud();
    void build_broker();
    void build_account(broker::NodeConfig& config);
    AccountGate::Egress sent_to_devices() const;
    void note_energy(sim::Time now);
    void build_apps();
    void count(std::span<const sim::Parcel> parcels, unsigned shard);

    Scenario scenario_;
    std::unique_ptr<BuiltNetwork> network_;
    mqtt::PatternList patterns_;
    std::vector<profile::Figure> assumptions_;
    std::unique_ptr<device::Population> population_;
    std::unique_ptr<CloudTap> cloud_;
    std::unique_ptr<AccountGate> account_;
    std::unique_ptr<broker::Node> broker_;
    std::vector<std::unique_ptr<app::App>> apps_;
    std::vector<sim::Service*> services_;
    std::optional<sim::Time> metered_from_;
    /// When the metering began: to devices, and by each of them where its battery is judged.
    AccountGate::Egress sent_before_;
    std::vector<std::vector<std::int64_t>> nanojoules_before_;
    std::vector<sim::WideSum> downloads_before_;
    sim::Time settled_at_;
    bool is_draining_ = false;
    std::vector<InFlight> in_flight_;  ///< by shard
};

}  // namespace fleetsim::scenarios::compose
