// Every engine, any number of threads, any division of the run: one digest of the events and one of
// the states they leave behind.
#include <atomic>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

#include "sim/engine.hpp"
#include "sim/event_hash.hpp"
#include "sim/random/draw.hpp"

namespace fleetsim::sim {
namespace {

using namespace literals;

constexpr Duration kWindow = 4_ms;

/// Devices that set themselves timers from microseconds to months, write to services and to each
/// other, and mix whatever they see into their state; services that answer.
class Busy : public Model {
  public:
    Busy(std::uint32_t devices, std::uint16_t services) : states_(devices), answers_(services) {}

    std::uint32_t device_count() const override {
        return static_cast<std::uint32_t>(states_.size());
    }
    std::uint16_t service_count() const override {
        return static_cast<std::uint16_t>(answers_.size());
    }
    RowLayouts rows() const override { return {{{states_.data(), sizeof(State)}}}; }

    void begin(Engine& engine) {
        for (std::uint32_t d = 0; d < device_count(); ++d)
            engine.outbox().set_timer({Time::at(1_us * (d * 37 % 90'000)), d, 0, 0});
    }

    void on_timers(std::uint8_t kind, std::span<const Timer> timers, Outbox& outbox) override {
        for (const Timer& timer : timers) {
            ASSERT_EQ(timer.kind, kind);
            live(timer.device, timer.time, hash_of(timer), outbox);
        }
    }
    void on_parcels(std::span<const Parcel> parcels, Outbox& outbox) override {
        for (const Parcel& parcel : parcels)
            live(parcel.target.device_index(), parcel.time, hash_of(parcel), outbox);
    }
    void on_service(EntityId service, std::span<const Parcel> parcels, Outbox& outbox) override {
        Answer& answer = answers_[service.service_index()];
        for (const Parcel& parcel : parcels) {
            answer.state = mix64(answer.state ^ hash_of(parcel));
            if (answer.state % 2 == 0) continue;
            outbox.send(
                {.time = parcel.time + kWindow + 1_us * (answer.state % 5000),
                 .source = service,
                 .target = parcel.source,
                 .sequence = answer.sequence++,
                 .kind = 2,
                 .flags = 0,
                 .body = {answer.state % 4 == 1 ? answer.state >> 32 : answer.state, 0, 0}});
        }
    }

    std::uint64_t states_digest() const {
        std::uint64_t digest = 0;
        for (const State& state : states_) digest = mix64(digest ^ state.mixed);
        for (const Answer& answer : answers_) digest = mix64(digest ^ answer.state);
        return digest;
    }

  private:
    struct State {
        std::uint64_t mixed = 0;
        std::uint32_t sequence = 0;
        std::uint32_t timers = 1;  ///< of its own under way; the model must not die out or explode
    };
    struct Answer {
        std::uint64_t state = 0;
        std::uint32_t sequence = 0;
    };

    static Duration sleep_of(std::uint32_t bits) {
        constexpr Duration kSleeps[] = {
            Duration::nanoseconds(0), 3_us, 900_us, 5_ms, 40_ms, 1_s, 70_s, 2_h, 9_d, 400_d};
        // Short sleeps are the common ones.
        const std::uint32_t which = bits % 64;
        return kSleeps[which < 10 ? which : 3 + which % 3] + Duration::nanoseconds(bits % 1000);
    }

    void live(std::uint32_t device, Time now, std::uint64_t event, Outbox& outbox) {
        State& state = states_[device];
        state.mixed = mix64(state.mixed ^ event);
        DrawEngine draw = sim::draw(5, EntityId::device(device), 0, state.sequence++);
        const auto kind = static_cast<std::uint8_t>(draw.below(kTimerKinds));
        outbox.set_timer({now + sleep_of(draw()), device, kind, 0});
        if (draw.below(3) != 0 || answers_.empty()) return;
        const bool to_service = draw.below(2) == 0;
        const EntityId target =
            to_service ? EntityId::service(static_cast<std::uint16_t>(draw.below(service_count())))
                       : EntityId::device(draw.below(device_count()));
        // A parcel makes one more event for its target, and that event one more timer: keep it
        // rare.
        if (!to_service && draw.below(200) != 0) return;
        outbox.send({.time = now + kWindow + sleep_of(draw()),
                     .source = EntityId::device(device),
                     .target = target,
                     .sequence = state.sequence++,
                     .kind = 1,
                     .flags = 0,
                     .body = {state.mixed, 1, 2}});
    }

    std::vector<State> states_;
    std::vector<Answer> answers_;
};

struct Print {
    std::uint64_t events = 0;
    std::uint64_t count = 0;
    std::uint64_t states = 0;
    bool operator==(const Print&) const = default;
};
std::ostream& operator<<(std::ostream& out, const Print& print) {
    return out << print.count << " events, digest " << print.events << ", states " << print.states;
}

struct Plan {
    EngineKind kind = EngineKind::Reference;
    unsigned threads = 1;
    std::vector<Duration> stops{};  ///< where the run is divided
    std::uint64_t share_from = 0;
};

constexpr Duration kEnd = 300_ms;

Print run(const Plan& plan, std::uint32_t devices, std::uint16_t services) {
    Busy model(devices, services);
    const std::unique_ptr<Engine> engine =
        make_engine(plan.kind, model,
                    {.window = kWindow, .threads = plan.threads, .share_from = plan.share_from});
    model.begin(*engine);
    for (const Duration stop : plan.stops) engine->run_until(Time::at(stop));
    engine->run_until(Time::at(kEnd));
    EXPECT_EQ(engine->now(), Time::at(kEnd));
    return {engine->event_digest(), engine->events(), model.states_digest()};
}

class Engines : public testing::TestWithParam<Plan> {};

std::string name_of_plan(const testing::TestParamInfo<Plan>& plan) {
    constexpr const char* kNames[] = {"Automatic", "Window", "Heap", "Reference", "Shuffled"};
    return kNames[static_cast<int>(plan.param.kind)] + std::to_string(plan.param.threads) +
           (plan.param.stops.empty() ? "" : "Divided") +
           (plan.param.share_from == 0 ? "" : "From" + std::to_string(plan.param.share_from));
}

TEST_P(Engines, AgreeWithTheReference) {
    for (const auto& [devices, services] : {std::pair{1u, 0}, {7u, 1}, {300u, 3}, {5'000u, 2}}) {
        const auto count = static_cast<std::uint16_t>(services);
        EXPECT_EQ(run(GetParam(), devices, count), run({}, devices, count)) << devices;
    }
}

INSTANTIATE_TEST_SUITE_P(
    All, Engines,
    testing::Values(Plan{EngineKind::Heap}, Plan{EngineKind::Shuffled}, Plan{EngineKind::Window},
                    Plan{EngineKind::Window, 2}, Plan{EngineKind::Window, 3},
                    Plan{EngineKind::Window, 4}, Plan{EngineKind::Window, 7},
                    Plan{EngineKind::Window, 1, {1_ns, 1_us, 1500_us, 4_ms, 4500_us, 200_ms}},
                    Plan{EngineKind::Window, 3, {1_ns, 1_us, 1500_us, 4_ms, 4500_us, 200_ms}},
                    Plan{EngineKind::Window, 2, {}, 20}, Plan{EngineKind::Window, 7, {}, 128},
                    Plan{EngineKind::Window, 3, {1_ns, 1500_us, 4_ms, 200_ms}, 20},
                    Plan{EngineKind::Heap, 1, {1_ns, 1500_us, 4_ms, 200_ms}},
                    Plan{EngineKind::Shuffled, 1, {1_ns, 1500_us, 4_ms, 200_ms}}),
    name_of_plan);

/// One device that sleeps for spans of every size, to cross every level of the wheel.
class Sleeper : public Model {
  public:
    std::uint32_t device_count() const override { return 1; }
    std::uint16_t service_count() const override { return 0; }
    void on_timers(std::uint8_t, std::span<const Timer> timers, Outbox& outbox) override {
        for (const Timer& timer : timers) {
            seen.push_back(timer.time);
            const Duration sleep = Duration::nanoseconds(std::int64_t{1} << (seen.size() % 60));
            outbox.set_timer({timer.time + sleep, 0, 0, 0});
        }
    }
    void on_parcels(std::span<const Parcel>, Outbox&) override {}
    void on_service(EntityId, std::span<const Parcel>, Outbox&) override {}

    std::vector<Time> seen;
};

TEST(WindowEngine, WakesSleepersOfNanosecondsAndOfDecadesOnTime) {
    const auto wakes = [](EngineKind kind) {
        Sleeper model;
        const auto engine = make_engine(kind, model, {.window = 1_us});
        engine->outbox().set_timer({Time::zero(), 0, 0, 0});
        engine->run_until(Time::at(Duration::days(365 * 30)));
        return model.seen;
    };
    const std::vector<Time> expected = wakes(EngineKind::Reference);
    EXPECT_GT(expected.size(), 50u);
    EXPECT_EQ(wakes(EngineKind::Window), expected);
}

TEST(WindowEngine, StopsAtAWindowsEdgeAndGoesOn) {
    for (const unsigned threads : {1u, 3u}) {
        Busy model(500, 2);
        const auto engine = make_engine(EngineKind::Window, model,
                                        {.window = kWindow, .threads = threads, .share_from = 0});
        model.begin(*engine);
        const std::atomic<bool> stop = true;
        EXPECT_EQ(engine->run_until(Time::at(kEnd), &stop), RunOutcome::Stopped);
        EXPECT_LT(engine->now(), Time::at(kEnd));
        EXPECT_EQ(engine->run_until(Time::at(kEnd)), RunOutcome::ReachedEnd);
        Busy whole(500, 2);
        const auto reference = make_engine(EngineKind::Reference, whole, {.window = kWindow});
        whole.begin(*reference);
        reference->run_until(Time::at(kEnd));
        EXPECT_EQ(model.states_digest(), whole.states_digest());
    }
}

/// Sends sooner than the window allows.
class Hasty : public Model {
  public:
    std::uint32_t device_count() const override { return 2000; }
    std::uint16_t service_count() const override { return 1; }
    void on_timers(std::uint8_t, std::span<const Timer> timers, Outbox& outbox) override {
        outbox.send({.time = timers.front().time + 1_us,
                     .source = EntityId::device(timers.front().device),
                     .target = EntityId::service(0)});
    }
    void on_parcels(std::span<const Parcel>, Outbox&) override {}
    void on_service(EntityId, std::span<const Parcel>, Outbox&) override {}
    std::string name_of(EntityId entity) const override {
        return entity.is_service() ? "the broker" : "meter " + std::to_string(entity.value);
    }
};

TEST(ContractDeathTest, SendingSoonerThanTheWindowNamesBothEnds) {
    for (const EngineKind kind : {EngineKind::Reference, EngineKind::Window}) {
        Hasty model;
        const auto engine = make_engine(kind, model, {.window = kWindow});
        engine->outbox().set_timer({Time::at(1_s), 17, 0, 0});
        EXPECT_DEATH(engine->run_until(Time::at(2_s)), "meter 17 to the broker");
    }
}

/// Does what the contract forbids, as its first timer says.
class Unlawful : public Hasty {
  public:
    enum Deed : std::uint8_t { ToNoDevice, ToNoService, TimerInThePast };

    void on_timers(std::uint8_t deed, std::span<const Timer> timers, Outbox& outbox) override {
        const Timer& timer = timers.front();
        if (deed == TimerInThePast)
            return outbox.set_timer({timer.time - kWindow, timer.device, 0, 0});
        outbox.send({.time = timer.time + kWindow,
                     .source = EntityId::device(timer.device),
                     .target = deed == ToNoDevice ? EntityId::device(device_count())
                                                  : EntityId::service(service_count())});
    }
};

void expect_death_of(Unlawful::Deed deed, const char* words) {
    for (const EngineKind kind : {EngineKind::Reference, EngineKind::Shuffled, EngineKind::Window})
        for (const unsigned threads : {1u, 2u}) {
            Unlawful model;
            const auto engine =
                make_engine(kind, model, {.window = kWindow, .threads = threads, .share_from = 0});
            engine->outbox().set_timer({Time::at(1_s), 17, deed, 0});
            EXPECT_DEATH(engine->run_until(Time::at(2_s)), words) << static_cast<int>(kind);
        }
}

TEST(ContractDeathTest, ATargetMustExist) {
    expect_death_of(Unlawful::ToNoDevice, "addressed to entity 2000, which does not exist");
    expect_death_of(Unlawful::ToNoService, "addressed to entity [0-9]*, which does not exist");
}

TEST(ContractDeathTest, ATimerInThePastNamesItsDevice) {
    expect_death_of(Unlawful::TimerInThePast, "for meter 17 at .* is in the past");
}

TEST(MakeEngine, ChoosesTheHeapForSmallFleetsAndObeysTheCallerForAll) {
    const auto kind_for = [](EngineKind asked, std::uint32_t devices) {
        Busy model(devices, 2);
        return make_engine(asked, model, {.window = kWindow})->kind();
    };
    EXPECT_EQ(kind_for(EngineKind::Automatic, 10), EngineKind::Heap);
    EXPECT_EQ(kind_for(EngineKind::Automatic, kSmallFleet), EngineKind::Window);
    for (const EngineKind asked :
         {EngineKind::Window, EngineKind::Heap, EngineKind::Reference, EngineKind::Shuffled})
        for (const std::uint32_t devices : {10u, kSmallFleet})
            EXPECT_EQ(kind_for(asked, devices), asked);
}

/// A handler that throws, on whatever thread.
class Faulty : public Hasty {
  public:
    void on_timers(std::uint8_t, std::span<const Timer> timers, Outbox&) override {
        if (timers.front().device == 1500) throw std::runtime_error("broken");
    }
};

TEST(WindowEngine, AnExceptionOfAnyThreadComesOut) {
    for (const unsigned threads : {1u, 4u}) {
        Faulty model;
        const auto engine = make_engine(EngineKind::Window, model,
                                        {.window = kWindow, .threads = threads, .share_from = 0});
        for (std::uint32_t d = 0; d < 2000; ++d)
            engine->outbox().set_timer({Time::at(1_ms * d), d, 0, 0});
        EXPECT_THROW(engine->run_until(Time::at(5_s)), std::runtime_error);
    }
}

}  // namespace
}  // namespace fleetsim::sim
