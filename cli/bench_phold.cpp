// PHOLD: each event of a logical process makes one more, 0.1 s + Exp(0.9 s) later, for a random
// process with probability `remote`, for itself otherwise. One event waits for each process.
// Source     Fujimoto: "Performance of Time Warp under synthetic workloads", 1990.
#include <array>
#include <cmath>
#include <memory>

#include "cli/bench_kernel.hpp"
#include "sim/event_hash.hpp"
#include "sim/huge_block.hpp"
#include "sim/random/draw_lanes.hpp"

namespace fleetsim::cli {

namespace {

constexpr sim::Duration kLookahead = sim::Duration::milliseconds(100);
constexpr double kMeanBeyond = 0.9e9;  // ns

class Phold final : public BenchModel {
  public:
    Phold(std::uint32_t processes, double remote, std::uint64_t seed)
        : rows_(processes),
          count_(processes),
          remote_below_(static_cast<std::uint64_t>(remote * 0x1p32)),
          seed_(seed) {}

    std::uint32_t device_count() const override { return count_; }
    std::uint16_t service_count() const override { return 0; }
    sim::RowLayouts rows() const override { return {{{rows_.rows().data(), sizeof(Row)}}}; }

    void begin(sim::Outbox& outbox) override {
        for (std::uint32_t p = 0; p < count_; ++p) {
            const sim::Timer start{sim::Time::zero(), p, 0, 0};
            live<sim::Timer>({&start, 1}, outbox);
        }
    }
    void on_timers(std::uint8_t, std::span<const sim::Timer> timers, sim::Outbox& out) override {
        live(timers, out);
    }
    void on_parcels(std::span<const sim::Parcel> parcels, sim::Outbox& out) override {
        live(parcels, out);
    }
    void on_service(sim::EntityId, std::span<const sim::Parcel>, sim::Outbox&) override {}

    std::uint64_t state_digest() const override {
        std::uint64_t digest = 0;
        for (const Row& row : rows_.rows()) digest = sim::mix64(digest ^ row.mixed ^ row.events);
        return digest;
    }

  private:
    struct Row {
        std::uint64_t mixed;
        std::int64_t last;
        std::int64_t longest_gap;
        std::uint32_t events;
        std::uint32_t spare;
    };
    static_assert(sizeof(Row) == 32);

    static std::uint32_t process_of(const sim::Timer& timer) { return timer.device; }
    static std::uint32_t process_of(const sim::Parcel& parcel) {
        return parcel.target.device_index();
    }
    static std::uint32_t source_of(const sim::Timer& timer) { return timer.device; }
    static std::uint32_t source_of(const sim::Parcel& parcel) { return parcel.source.value; }

    template <class Event>
    void live(std::span<const Event> events, sim::Outbox& outbox) {
        constexpr std::size_t kTogether = sim::DrawLanes::kLanes;
        for (; events.size() > kTogether; events = events.subspan(kTogether))
            live_together(events.first(kTogether), outbox);
        live_together(events, outbox);
    }

    /// At most as many events as there are lanes, each of another process.
    template <class Event>
    void live_together(std::span<const Event> events, sim::Outbox& outbox) {
        sim::DrawLanes draws;
        for (std::size_t i = 0; i < events.size(); ++i) {
            Row& row = rows_[process_of(events[i])];
            const std::int64_t now = events[i].time.nanoseconds();
            row.longest_gap = std::max(row.longest_gap, now - row.last);
            row.last = now;
            row.mixed = ((row.mixed + source_of(events[i])) ^ static_cast<std::uint64_t>(now)) *
                        0x9E3779B97F4A7C15u;
            draws.entities[i] = process_of(events[i]);
            draws.counters[i] = row.events++;
        }
        draws.draw(seed_, 0, events.size());
        const auto& [delay, remote, target, spare] = draws.numbers;
        for (std::size_t i = 0; i < events.size(); ++i) {
            const double evenly = (delay[i] + 1.0) * 0x1p-32;  // in (0, 1]
            const auto beyond = static_cast<std::int64_t>(-std::log(evenly) * kMeanBeyond);
            const sim::Time then = events[i].time + kLookahead + sim::Duration::nanoseconds(beyond);
            if (remote[i] >= remote_below_) {
                outbox.set_timer({then, process_of(events[i]), 0, 0});
                continue;
            }
            const std::uint64_t any = (std::uint64_t{target[i]} * count_) >> 32;
            outbox.send({.time = then,
                         .source = sim::EntityId::device(process_of(events[i])),
                         .target = sim::EntityId::device(static_cast<std::uint32_t>(any)),
                         .sequence = draws.counters[i]});
        }
    }

    sim::HugeArray<Row> rows_;
    std::uint32_t count_;
    std::uint64_t remote_below_;
    std::uint64_t seed_;
};

}  // namespace

BenchAnswer bench_phold(const BenchOptions& options) {
    return run_kernel_bench(options, kLookahead, options.entities, [&] {
        return std::make_unique<Phold>(options.entities, options.remote, options.seed);
    });
}

}  // namespace fleetsim::cli
