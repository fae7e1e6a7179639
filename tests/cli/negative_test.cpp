// Bugs put in on purpose: the books that close at the end of every run must find them, and the run
// must say so with exit code 4. Without this nobody knows that the audit can fail at all.
#include <gtest/gtest.h>
#include <memory>
#include <vector>

#include "cli/interrupt.hpp"
#include "cli/simulation.hpp"
#include "results/query.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::cli {
namespace {

using scenarios::Scenario;
using scenarios::compose::World;

constexpr std::string_view kSmallScenario = R"(
[scenario]
name = "small"
duration = "5 min"
[[fleet]]
name = "meter"
count = 20
device = "nrf9160"
radio = "lte-m"
region = "city"
mqtt = { version = "3.1.1", keep_alive = "10 s" }
[[fleet.publish]]
topic = "meter/{id}/reading"
qos = 1
every = "20 s"
payload_size = "60 B"
[[app]]
name = "billing"
node = "office"
[[app.subscribe]]
topic = "meter/+/reading"
[network]
[[network.node]]
name = "city"
[[network.node]]
name = "cloud"
[[network.node]]
name = "office"
[[network.link]]
from = "city"
to = "cloud"
latency = "40 ms"
[[network.link]]
from = "cloud"
to = "office"
latency = "6 ms"
[broker]
node = "cloud"
)";

/// The hundredth parcel to a service is spoilt: it disappears, or comes twice.
enum class Spoilt { Lost, Doubled };
template <Spoilt how>
class SpoilsAMessage : public World {
  public:
    using World::World;
    void on_service(sim::EntityId service, std::span<const sim::Parcel> parcels,
                    sim::Outbox& outbox) override {
        std::vector<sim::Parcel> changed(parcels.begin(), parcels.end());
        seen_ += changed.size();
        if (seen_ >= 100 && !is_done_) {
            is_done_ = true;
            how == Spoilt::Lost ? changed.pop_back() : changed.push_back(parcels.back());
        }
        World::on_service(service, changed, outbox);
    }

  private:
    std::size_t seen_ = 0;
    bool is_done_ = false;
};

/// A nanojoule is drawn that no consumer took.
class InventsEnergy : public World {
  public:
    using World::World;
    void on_timers(std::uint8_t kind, std::span<const sim::Timer> timers,
                   sim::Outbox& outbox) override {
        World::on_timers(kind, timers, outbox);
        if (is_done_) return;
        // The row belongs to this world and is no constant; only its reader is.
        ++const_cast<device::DeviceRow&>(population().row(0)).drawn_nanojoules;
        is_done_ = true;
    }

  private:
    bool is_done_ = false;
};

/// A PINGREQ has a byte of IP header too many.
class MiscountsABytesLayer : public World {
  public:
    explicit MiscountsABytesLayer(const Scenario& scenario) : World(scenario) {
        // The classes belong to this world and are no constants; only their reader is.
        auto& type = const_cast<device::DeviceClass&>(population().classes()[0]);
        type.costs.ping.up.ip += sim::Bytes{1};
    }
};

template <class Faulty>
MakeWorld make() {
    return [](const Scenario& scenario) { return std::make_unique<Faulty>(scenario); };
}

class SeededBug : public ::testing::Test {
  protected:
    SeededBug() {
        settings_.scenario = "small.toml";
        settings_.out = folder_ / "results.fleetsim";
        settings_.engine = sim::EngineKind::Window;
        settings_.is_quiet = true;
    }

    Ended run(const MakeWorld& make) {
        const language::Loaded loaded = language::load_text(kSmallScenario, "small.toml", {}, {});
        const Interrupt interrupt;
        return simulate(settings_, loaded, {}, interrupt, make);
    }

    std::vector<std::string> open_ledgers(results::RunId run) const {
        std::vector<std::string> open;
        for (const results::Ledger& ledger : results::Query(settings_.out).ledgers(run))
            if (!ledger.is_closed) open.push_back(ledger.name);
        return open;
    }

    void expect_found(const MakeWorld& make, const std::string& ledger) {
        const Ended ended = run(make);
        EXPECT_EQ(ended.code, ExitCode::AuditFailed);
        EXPECT_EQ(open_ledgers(ended.run), std::vector<std::string>{ledger});
        EXPECT_EQ(results::Query(settings_.out).run(ended.run).status,
                  results::RunStatus::AuditFailed);
    }

    fleetsim::samples::TemporaryFolder folder_;
    RunSettings settings_;
};

TEST_F(SeededBug, NoneIsFoundInASoundWorld) {
    const Ended ended = run(make_world);
    EXPECT_EQ(ended.code, ExitCode::Done);
    EXPECT_TRUE(open_ledgers(ended.run).empty());
}

TEST_F(SeededBug, ALostMessageOpensTheMessageLedger) {
    expect_found(make<SpoilsAMessage<Spoilt::Lost>>(), "messages");
}

TEST_F(SeededBug, ADoubledMessageOpensTheMessageLedger) {
    expect_found(make<SpoilsAMessage<Spoilt::Doubled>>(), "messages");
}

TEST_F(SeededBug, AByteOfAHeaderTooManyOpensTheByteLedger) {
    expect_found(make<MiscountsABytesLayer>(), "bytes");
}

TEST_F(SeededBug, ANanojouleFromNowhereOpensTheEnergyLedger) {
    expect_found(make<InventsEnergy>(), "energy");
}

TEST(Worse, WhatCannotBeTrustedOutranksAnInterrupt) {
    EXPECT_EQ(worse(ExitCode::Interrupted, ExitCode::AuditFailed), ExitCode::AuditFailed);
    EXPECT_EQ(worse(ExitCode::GoalMissed, ExitCode::Interrupted), ExitCode::Interrupted);
    EXPECT_EQ(worse(ExitCode::Done, ExitCode::Done), ExitCode::Done);
}

}  // namespace
}  // namespace fleetsim::cli
