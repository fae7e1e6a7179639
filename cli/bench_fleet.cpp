// Fleet: the shape of an IoT fleet with handlers that do almost nothing. Each device wakes every
// 60 s +- 6 s and sends a message to one of 1,024 topics; a topic serves its messages in the order
// they arrive, 2 us each, and acknowledges; each way takes 16.8 ms + U(0, 80 ms). Three events a
// publish.
#include <array>
#include <memory>

#include "cli/bench_kernel.hpp"
#include "sim/event_hash.hpp"
#include "sim/huge_block.hpp"
#include "sim/random/draw.hpp"
#include "sim/random/draw_lanes.hpp"

namespace fleetsim::cli {

namespace {

using sim::Duration;

constexpr std::uint16_t kTopics = 1024;
constexpr Duration kPeriod = Duration::seconds(60);
constexpr Duration kJitter = Duration::seconds(6);
constexpr Duration kVaryingLatency = Duration::milliseconds(80);
constexpr Duration kService = Duration::microseconds(2);
constexpr std::size_t kLanes = sim::DrawLanes::kLanes;
constexpr std::uint32_t kWakePurpose = 0;
constexpr std::uint32_t kStartPurpose = 1;
constexpr double kEventsPerWake = 3;

/// A share `bits` / 2^32 of `span`.
Duration share(Duration span, std::uint32_t bits) {
    const auto wide = static_cast<std::uint64_t>(span.count()) >> 8;
    return Duration::nanoseconds(static_cast<std::int64_t>((wide * bits) >> 24));
}

/// A state that has also seen an event of `time`: the order of events shows in it.
std::uint64_t mix(std::uint64_t state, sim::Time time) {
    constexpr std::uint64_t kFactor = 6364136223846793005u;  // Knuth's MMIX
    return (state + static_cast<std::uint64_t>(time.nanoseconds())) * kFactor;
}

/// Of 2^10 ns; differences are right up to an hour.
std::uint32_t ticks(sim::Time time) {
    return static_cast<std::uint32_t>(static_cast<std::uint64_t>(time.nanoseconds()) >> 10);
}

class Fleet final : public BenchModel {
  public:
    Fleet(std::uint32_t devices, std::uint64_t seed)
        : rows_(devices), count_(devices), seed_(seed) {}

    std::uint32_t device_count() const override { return count_; }
    std::uint16_t service_count() const override { return kTopics; }
    sim::RowLayouts rows() const override { return {{{rows_.rows().data(), sizeof(Row)}}}; }

    void begin(sim::Outbox& outbox) override {
        for (std::uint32_t d = 0; d < count_; ++d) {
            sim::DrawEngine draw = sim::draw(seed_, sim::EntityId::device(d), kStartPurpose, 0);
            outbox.set_timer({sim::Time::at(share(kPeriod, draw())), d, 0, 0});
        }
    }
    void on_timers(std::uint8_t, std::span<const sim::Timer> timers, sim::Outbox& out) override {
        for (; timers.size() > kLanes; timers = timers.subspan(kLanes))
            wake(timers.first(kLanes), out);
        wake(timers, out);
    }
    void on_parcels(std::span<const sim::Parcel> parcels, sim::Outbox&) override {
        for (const sim::Parcel& parcel : parcels) {
            Row& row = rows_[parcel.target.device_index()];
            row.mixed = mix(row.mixed + parcel.body[0], parcel.time);
            row.waited += ticks(parcel.time);
        }
    }
    void on_service(sim::EntityId, std::span<const sim::Parcel> parcels,
                    sim::Outbox& out) override {
        on_services(parcels, out);
    }
    void on_services(std::span<const sim::Parcel> parcels, sim::Outbox& out) override {
        for (const sim::Parcel& parcel : parcels) {
            Topic& topic = topics_[parcel.target.service_index()];
            topic.free_at = std::max(topic.free_at, parcel.time) + kService;
            topic.mixed = mix(topic.mixed + parcel.source.value, parcel.time);
            const auto way = Duration::nanoseconds(static_cast<std::int64_t>(parcel.body[0]));
            out.send({.time = topic.free_at + way,
                      .source = parcel.target,
                      .target = parcel.source,
                      .sequence = topic.sequence++,
                      .body = {topic.mixed >> 32, 0, 0}});
        }
    }

    std::uint64_t state_digest() const override {
        std::uint64_t digest = 0;
        for (const Row& row : rows_.rows())
            digest = sim::mix64(digest ^ row.mixed) + static_cast<std::uint64_t>(row.waited);
        for (const Topic& topic : topics_) digest = sim::mix64(digest ^ topic.mixed);
        return digest;
    }

  private:
    /// Four to a cache line.
    struct Row {
        std::uint64_t mixed;   ///< all its events, in order
        std::uint32_t waited;  ///< for acknowledgements, ticks; while it waits less when it woke
        std::uint32_t wakes;
    };
    static_assert(sizeof(Row) == 16);
    struct alignas(64) Topic {
        sim::Time free_at;
        std::uint64_t mixed = 0;
        std::uint32_t sequence = 0;
    };

    /// Of at most kLanes devices: their draws are made together.
    void wake(std::span<const sim::Timer> timers, sim::Outbox& outbox) {
        sim::DrawLanes draws;
        for (std::size_t i = 0; i < timers.size(); ++i) {
            Row& row = rows_[timers[i].device];
            row.mixed = mix(row.mixed, timers[i].time);
            row.waited -= ticks(timers[i].time);
            draws.entities[i] = timers[i].device;
            draws.counters[i] = row.wakes++;
        }
        draws.draw(seed_, kWakePurpose, timers.size());
        const auto& [up, down, topic, sleep] = draws.numbers;
        for (std::size_t i = 0; i < timers.size(); ++i) {
            const Duration way_up = sim::kWidestWindow + share(kVaryingLatency, up[i]);
            const Duration way_down = sim::kWidestWindow + share(kVaryingLatency, down[i]);
            outbox.send(
                {.time = timers[i].time + way_up,
                 .source = sim::EntityId::device(timers[i].device),
                 .target = sim::EntityId::service(static_cast<std::uint16_t>(topic[i] % kTopics)),
                 .sequence = draws.counters[i],
                 .body = {static_cast<std::uint64_t>(way_down.count()), 0, 0}});
            const Duration asleep = kPeriod - kJitter + share(kJitter * 2, sleep[i]);
            outbox.set_timer({timers[i].time + asleep, timers[i].device, 0, 0});
        }
    }

    sim::HugeArray<Row> rows_;
    std::uint32_t count_;
    std::uint64_t seed_;
    std::array<Topic, kTopics> topics_;
};

}  // namespace

BenchAnswer bench_fleet(const BenchOptions& options) {
    const double events_per_second = options.entities * kEventsPerWake / kPeriod.to_seconds();
    return run_kernel_bench(options, sim::kWidestWindow, events_per_second, [&] {
        return std::make_unique<Fleet>(options.entities, options.seed);
    });
}

}  // namespace fleetsim::cli
