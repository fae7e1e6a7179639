// What a benchmark of `fleetsim bench` is. To add one: a file bench_<name>.cpp, its line in the
// table of command_bench.cpp.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sim/engine.hpp"

namespace fleetsim::cli {

struct BenchOptions {
    std::uint32_t entities = 1'000'000;  ///< devices, or logical processes
    double remote = 1.0;                 ///< share of events for another entity
    unsigned threads = 1;
    std::optional<double> seconds;  ///< of virtual time; a bench has its own default
    sim::EngineKind engine = sim::EngineKind::Automatic;
    std::uint64_t seed = 1;
};

struct BenchAnswer {
    std::string engine;
    std::uint64_t events = 0;
    double simulated_seconds = 0;
    double setup_seconds = 0;     ///< of the clock, until the first event
    double seconds = 0;           ///< of the clock, from the first event to the last
    double cpu_seconds = 0;       ///< of all threads in that time: less than that on a busy machine
    double bytes_per_entity = 0;  ///< peak memory of model and kernel
    std::uint64_t digest = 0;
};

struct Bench {
    std::string_view name;
    std::string_view summary;
    BenchAnswer (*run)(const BenchOptions&);
};

/// Devices that wake each minute, publish to one of 1,024 topics and are acknowledged.
BenchAnswer bench_fleet(const BenchOptions& options);
/// PHOLD, the customary benchmark of parallel discrete-event simulation.
BenchAnswer bench_phold(const BenchOptions& options);
/// The future event list alone: the earliest event is taken and put back later.
BenchAnswer bench_hold(const BenchOptions& options);
/// One rule over messages of 200 B; an event is an evaluation.
BenchAnswer bench_rules(const BenchOptions& options);

}  // namespace fleetsim::cli
