#include "sim/post.hpp"

#include <gtest/gtest.h>
#include <vector>

#include "sim/engine.hpp"

namespace fleetsim::sim {
namespace {

constexpr unsigned kPostWindowBits = 22;
constexpr std::int64_t kSpan = TimerWheel::kSpan;

Parcel parcel_of(std::int64_t window, std::uint32_t sequence, std::uint64_t text = 7) {
    return {.time = start_of_window(window, kPostWindowBits),
            .source = EntityId::device(1),
            .target = EntityId::device(2),
            .sequence = sequence,
            .body = {text, 0, 0}};
}

std::vector<std::uint32_t> read(const Post& post, std::int64_t window) {
    std::vector<std::uint32_t> sequences;
    post.to_devices.for_each_at(window, [&](const auto& waiting) {
        Parcel parcel;
        waiting.unpack(start_of_window(window, kPostWindowBits), parcel);
        sequences.push_back(parcel.sequence);
    });
    return sequences;
}

TEST(Post, HoldsBothFormsUntilTheWindowAfter) {
    Post post(kPostWindowBits, 1000);
    EXPECT_TRUE(post.push(parcel_of(5, 1)));
    EXPECT_TRUE(post.push(parcel_of(5, 2, UINT64_MAX)));
    EXPECT_TRUE(post.push(parcel_of(9, 3)));
    EXPECT_EQ(post.earliest(), 5);
    EXPECT_EQ(post.size(), 3u);
    post.begin(5);
    EXPECT_EQ(read(post, 5), (std::vector<std::uint32_t>{1, 2}));
    EXPECT_EQ(read(post, 5), (std::vector<std::uint32_t>{1, 2}));
    EXPECT_EQ(post.earliest(), 9);
    EXPECT_EQ(post.size(), 1u);
    post.begin(9);
    EXPECT_EQ(read(post, 5), std::vector<std::uint32_t>{});
    EXPECT_EQ(read(post, 9), std::vector<std::uint32_t>{3});
    EXPECT_EQ(post.earliest(), TimerWheel::kNone);
}

TEST(Post, TakesOnlyWhatArrivesAfterThePresentWindowAndInReach) {
    Post post(kPostWindowBits, 1000);
    post.begin(100);
    EXPECT_FALSE(post.push(parcel_of(99, 1)));
    EXPECT_FALSE(post.push(parcel_of(100, 1)));
    EXPECT_TRUE(post.push(parcel_of(101, 1)));
    EXPECT_TRUE(post.push(parcel_of(99 + kSpan, 1)));
    EXPECT_FALSE(post.push(parcel_of(100 + kSpan, 1)));
    Parcel never = parcel_of(0, 1);
    never.time = Time::never();
    EXPECT_FALSE(post.push(never));
}

/// Two devices, each on a thread of its own, that answer every parcel exactly one turn of the posts
/// later: the bucket they then write to is the one that was just read.
class Pair : public Model {
  public:
    std::uint32_t device_count() const override { return 2; }
    std::uint16_t service_count() const override { return 0; }
    void on_timers(std::uint8_t, std::span<const Timer> timers, Outbox& outbox) override {
        for (const Timer& timer : timers)
            outbox.send({.time = timer.time + kStep,
                         .source = EntityId::device(timer.device),
                         .target = EntityId::device(1 - timer.device),
                         .sequence = sent_[timer.device]++});
    }
    void on_parcels(std::span<const Parcel> parcels, Outbox& outbox) override {
        for (const Parcel& parcel : parcels)
            outbox.set_timer({parcel.time + kStep * kSpan, parcel.target.device_index(), 0, 0});
    }
    void on_service(EntityId, std::span<const Parcel>, Outbox&) override {}

    static constexpr Duration kStep = Duration::nanoseconds(std::int64_t{1} << kPostWindowBits);

  private:
    struct alignas(64) Count {
        std::uint32_t sent = 0;
        std::uint32_t operator++(int) { return sent++; }
    };
    std::array<Count, 2> sent_;
};

TEST(Post, IsNotReadAgainOneTurnLater) {
    Pair model;
    const auto engine = make_engine(EngineKind::Window, model,
                                    {.window = Pair::kStep, .threads = 2, .share_from = 0});
    for (std::uint32_t d = 0; d < 2; ++d) engine->outbox().set_timer({Time::at(Pair::kStep), d});
    constexpr std::int64_t kTurns = 500;
    engine->run_until(Time::at(Pair::kStep * (1 + (kSpan + 1) * kTurns)));
    EXPECT_EQ(engine->events(), 4 * static_cast<std::uint64_t>(kTurns));
    EXPECT_EQ(engine->pending(), 2u);
}

}  // namespace
}  // namespace fleetsim::sim
