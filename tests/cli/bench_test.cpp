// Every benchmark of the kernel gives one digest, whatever runs it.
#include "cli/bench.hpp"

#include <gtest/gtest.h>

namespace fleetsim::cli {
namespace {

using RunBench = BenchAnswer (*)(const BenchOptions&);

class KernelBench : public testing::TestWithParam<RunBench> {};

BenchAnswer answer_of(RunBench run, sim::EngineKind engine, unsigned threads) {
    return run({.entities = 3'000,
                .remote = 0.5,
                .threads = threads,
                .seconds = 5,
                .engine = engine,
                .seed = 7});
}

TEST_P(KernelBench, GivesOneDigestForEveryEngineAndThreadCount) {
    const BenchAnswer reference = answer_of(GetParam(), sim::EngineKind::Reference, 1);
    EXPECT_GT(reference.events, 100u);
    for (const sim::EngineKind kind : {sim::EngineKind::Heap, sim::EngineKind::Shuffled}) {
        EXPECT_EQ(answer_of(GetParam(), kind, 1).digest, reference.digest);
    }
    for (const unsigned threads : {1u, 2u, 3u, 4u, 7u}) {
        const BenchAnswer answer = answer_of(GetParam(), sim::EngineKind::Window, threads);
        EXPECT_EQ(answer.events, reference.events) << threads << " threads";
        EXPECT_EQ(answer.digest, reference.digest) << threads << " threads";
    }
}

INSTANTIATE_TEST_SUITE_P(All, KernelBench, testing::Values(bench_fleet, bench_phold, bench_hold));

}  // namespace
}  // namespace fleetsim::cli
