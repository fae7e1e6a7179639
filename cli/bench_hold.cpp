// Hold: each device has one timer, set again Exp(60 s) after it fired. Nothing else happens.
// Source     Jones: "An empirical comparison of priority-queue and event-set implementations",
//            CACM 29, 1986.
#include <cmath>
#include <memory>

#include "cli/bench_kernel.hpp"
#include "sim/event_hash.hpp"

namespace fleetsim::cli {

namespace {

constexpr double kMean = 60.0;

class Hold final : public BenchModel {
  public:
    Hold(std::uint32_t timers, std::uint64_t seed) : timers_(timers), seed_(seed) {}

    std::uint32_t device_count() const override { return timers_; }
    std::uint16_t service_count() const override { return 0; }
    void begin(sim::Outbox& outbox) override {
        for (std::uint32_t d = 0; d < timers_; ++d)
            outbox.set_timer({sim::Time::zero() + sleep(d, sim::Time::zero()), d, 0, 0});
    }
    void on_timers(std::uint8_t, std::span<const sim::Timer> timers, sim::Outbox& out) override {
        for (const sim::Timer& timer : timers)
            out.set_timer({timer.time + sleep(timer.device, timer.time), timer.device, 0, 0});
    }
    void on_parcels(std::span<const sim::Parcel>, sim::Outbox&) override {}
    void on_service(sim::EntityId, std::span<const sim::Parcel>, sim::Outbox&) override {}
    bool has_state() const override { return false; }
    std::uint64_t state_digest() const override { return 0; }

  private:
    /// Of the device and the time alone, so that no state is touched.
    sim::Duration sleep(std::uint32_t device, sim::Time now) const {
        const std::uint64_t who = (std::uint64_t{device} + 1) * 0x9E3779B97F4A7C15u;
        const std::uint64_t bits =
            sim::mix64(who ^ seed_ ^ static_cast<std::uint64_t>(now.nanoseconds()));
        const double evenly = (static_cast<double>(bits >> 32) + 1.0) * 0x1p-32;
        return sim::Duration::from_seconds(-std::log(evenly) * kMean);
    }

    std::uint32_t timers_;
    std::uint64_t seed_;
};

}  // namespace

BenchAnswer bench_hold(const BenchOptions& options) {
    return run_kernel_bench(options, sim::kWidestWindow, options.entities / kMean,
                            [&] { return std::make_unique<Hold>(options.entities, options.seed); });
}

}  // namespace fleetsim::cli
