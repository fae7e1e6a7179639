#include "cli/bench_kernel.hpp"

#include <algorithm>
#include <chrono>
#include <ctime>
#include <fstream>
#include <memory>
#include <string>

#include "cli/engine_name.hpp"
#include "sim/event_hash.hpp"

namespace fleetsim::cli {

namespace {

using Clock = std::chrono::steady_clock;

constexpr double kDefaultEvents = 50e6;

/// A line of /proc/self/status in bytes: "VmRSS:" is what is used now, "VmHWM:" the most there was.
double memory_bytes(std::string_view line) {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word;) {
        double kibibytes = 0;
        if (word == line && status >> kibibytes) return kibibytes * 1024;
    }
    return 0;
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

double seconds_between(Clock::time_point from, Clock::time_point to) {
    return std::chrono::duration<double>(to - from).count();
}

}  // namespace

BenchAnswer run_kernel_bench(const BenchOptions& options, sim::Duration window,
                             double events_per_second,
                             const std::function<std::unique_ptr<BenchModel>()>& make) {
    const double memory_before = memory_bytes("VmRSS:");
    const Clock::time_point start = Clock::now();
    const std::unique_ptr<BenchModel> model = make();
    const auto event_digest = model->has_state() ? sim::EventDigest::Off : sim::EventDigest::On;
    const std::unique_ptr<sim::Engine> engine = sim::make_engine(
        options.engine, *model,
        {.window = window, .threads = options.threads, .event_digest = event_digest});
    model->begin(engine->outbox());

    // A quarter of an hour of virtual time is enough for every shape; one minute is the least that
    // shows each.
    const double wanted = std::clamp(kDefaultEvents / events_per_second, 60.0, 900.0);
    const double simulated = options.seconds.value_or(wanted);
    const double cpu_before = cpu_seconds();
    const Clock::time_point ready = Clock::now();
    engine->run_until(sim::Time::at(sim::Duration::from_seconds(simulated)));
    const Clock::time_point end = Clock::now();
    return {
        .engine = std::string(name_of(engine->kind())),
        .events = engine->events(),
        .simulated_seconds = simulated,
        .setup_seconds = seconds_between(start, ready),
        .seconds = seconds_between(ready, end),
        .cpu_seconds = cpu_seconds() - cpu_before,
        .bytes_per_entity =
            (memory_bytes("VmHWM:") - memory_before) / static_cast<double>(options.entities),
        .digest = model->has_state() ? model->state_digest() : sim::mix64(engine->event_digest())};
}

}  // namespace fleetsim::cli
