// The subscription index at the size of a large fleet: each device has subscribed to one topic of
// its own, an application to all of them by a wildcard.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <fstream>
#include <string>
#include <unistd.h>
#include <vector>

#include "models/broker/core/subscription_index.hpp"
#include "sim/random/philox.hpp"

namespace {

using namespace fleetsim;
using broker::core::HashMatches;
using broker::core::SubscriptionIndex;

std::string topic_of(std::uint64_t device) { return fmt::format("fleet/{:08}/command", device); }

/// Resident octets of this program.
double resident() {
    std::ifstream statm("/proc/self/statm");
    double total = 0, pages = 0;
    statm >> total >> pages;
    return pages * static_cast<double>(sysconf(_SC_PAGESIZE));
}

void BM_Match(benchmark::State& state) {
    const auto devices = static_cast<std::uint64_t>(state.range(0));
    const double before = resident();
    SubscriptionIndex index(HashMatches::ParentToo);
    for (std::uint64_t i = 0; i < devices; ++i) index.add({}, topic_of(i), {.session = i + 1});
    index.add({}, "fleet/+/command", {.session = devices + 1});
    const double octets = resident() - before;
    sim::Philox4x32 draws(1);
    std::vector<std::string> topics(1 << 16);  // drawn anew they would cost more than the match
    for (std::string& topic : topics) {
        const double drawn = draws.uniform() * static_cast<double>(devices);
        topic = topic_of(static_cast<std::uint64_t>(drawn));
    }
    SubscriptionIndex::Matches matches;
    std::size_t turn = 0;
    for (auto _ : state) {
        matches.plain.clear();
        index.match(topics[turn++ % topics.size()], matches);
        benchmark::DoNotOptimize(matches.plain.data());
    }
    state.counters["octets_per_subscription"] = octets / static_cast<double>(devices);
}
BENCHMARK(BM_Match)->Arg(10'000)->Arg(1'000'000)->Arg(10'000'000)->Iterations(200'000);

}  // namespace
