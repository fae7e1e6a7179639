// Parts of the kernel, for whoever changes one of them. The whole: `fleetsim bench`.
#include <benchmark/benchmark.h>

#include "sim/event_hash.hpp"
#include "sim/event_queue.hpp"
#include "sim/random/draw_lanes.hpp"
#include "sim/random/philox.hpp"
#include "sim/wheel.hpp"

namespace fleetsim::sim {
namespace {

constexpr unsigned kWindowBits = 24;

Time later(Time now, std::uint32_t device) {
    const auto bits =
        mix64((std::uint64_t{device} << 32) + 1 + static_cast<std::uint64_t>(now.nanoseconds()));
    return now + Duration::nanoseconds(static_cast<std::int64_t>(bits >> 28));  // up to 68.7 s
}

/// A timer comes out of the wheel and goes back in.
void wheel_hold(benchmark::State& state) {
    const auto timers = static_cast<std::uint32_t>(state.range(0));
    TimerWheel wheel(kWindowBits, timers);
    for (std::uint32_t d = 0; d < timers; ++d) wheel.push({later(Time::zero(), d), d, 0, 0});
    std::vector<Timer> due;
    std::int64_t handled = 0;
    for ([[maybe_unused]] auto _ : state) {
        wheel.enter(wheel.earliest());
        const Time start = start_of_window(wheel.now_window(), kWindowBits);
        due.clear();
        wheel.for_each_present(
            [&](const PackedTimer& timer) { timer.unpack(start, due.emplace_back()); });
        wheel.forget_present();
        for (const Timer& timer : due) {
            const Time next = later(timer.time, timer.device);
            wheel.push({next, timer.device, 0, 0});
        }
        handled += static_cast<std::int64_t>(due.size());
    }
    state.SetItemsProcessed(handled);
}
BENCHMARK(wheel_hold)->RangeMultiplier(10)->Range(10'000, 10'000'000);

template <class Queue>
void queue_hold(benchmark::State& state) {
    const auto timers = static_cast<std::uint32_t>(state.range(0));
    Queue queue;
    for (std::uint32_t d = 0; d < timers; ++d) queue.push(Timer{later(Time::zero(), d), d, 0, 0});
    for ([[maybe_unused]] auto _ : state) {
        const auto timer = std::get<Timer>(queue.pop());
        queue.push(Timer{later(timer.time, timer.device), timer.device, 0, 0});
    }
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(queue_hold<QuaternaryQueue>)->RangeMultiplier(10)->Range(100, 1'000'000);
BENCHMARK(queue_hold<StandardQueue>)->RangeMultiplier(10)->Range(100, 1'000'000);

void draw_lanes(benchmark::State& state) {
    DrawLanes draws{};
    for ([[maybe_unused]] auto _ : state) {
        ++draws.counters[0];
        draws.draw(1, 7, DrawLanes::kLanes);
        benchmark::DoNotOptimize(draws);
    }
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(DrawLanes::kLanes));
}
BENCHMARK(draw_lanes);

void philox_block(benchmark::State& state) {
    std::uint32_t counter = 0;
    for ([[maybe_unused]] auto _ : state)
        benchmark::DoNotOptimize(Philox4x32::block({1, 2}, {0, ++counter, 0, 7}));
    state.SetItemsProcessed(state.iterations());
}
BENCHMARK(philox_block);

}  // namespace
}  // namespace fleetsim::sim
