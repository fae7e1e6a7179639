// swarm_engines FILE: one scenario on every engine, on several numbers of threads, and divided.
// Exit code 0: all fingerprints are equal and all ledgers close; 1: they do not, and it says which.
// The command line cannot ask this: it divides a run at its samples, and gives a small world one
// thread.
#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <string>
#include <vector>

#include "scenarios/language/loader.hpp"
#include "sim/error.hpp"
#include "tests/scenarios/compose/printed_run.hpp"

namespace fleetsim::scenarios::compose {
namespace {

using Stops = std::vector<sim::Time>;

Stops stops_of(const Scenario& scenario, int pieces) {
    Stops stops;
    if (scenario.warm_up != sim::Duration{}) stops.push_back(sim::Time::at(scenario.warm_up));
    for (int i = 1; i < pieces; ++i)
        stops.push_back(
            sim::Time::at(sim::Duration::nanoseconds(scenario.duration.count() / pieces * i)));
    std::sort(stops.begin(), stops.end());
    stops.erase(std::unique(stops.begin(), stops.end()), stops.end());
    return stops;
}

/// What is wrong with a run, beside the reference; "" if nothing is.
std::string complaints(const PrintedRun& ran, const PrintedRun& reference) {
    std::string text;
    const auto compare = [&](const char* layer, std::uint64_t is, std::uint64_t expected) {
        if (is != expected)
            text += fmt::format("  {}: {} instead of {}\n", layer, hexadecimal(is),
                                hexadecimal(expected));
    };
    compare("events", ran.print.events, reference.print.events);
    compare("bytes", ran.print.bytes, reference.print.bytes);
    compare("energy", ran.print.energy, reference.print.energy);
    compare("results", ran.print.results, reference.print.results);
    for (const Ledger& ledger : ran.ledgers)
        for (const LedgerSum& sum : ledger.sums)
            if (sum.difference() != 0) text += fmt::format("  open: {}\n", sum.what);
    return text;
}

int compare_engines(const Scenario& scenario) {
    using enum sim::EngineKind;
    const Stops whole = stops_of(scenario, 1);
    const PrintedRun reference = run_for_print(scenario, Reference, {}, whole);
    bool is_equal = true;
    const auto expect = [&](const char* name, const PrintedRun& ran) {
        const std::string text = complaints(ran, reference);
        if (text.empty()) return;
        is_equal = false;
        fmt::print(stderr, "{}:\n{}", name, text);
    };
    expect("reference", reference);
    expect("heap", run_for_print(scenario, Heap, {}, whole));
    expect("shuffled", run_for_print(scenario, Shuffled, {}, whole));
    expect("divided", run_for_print(scenario, Heap, {}, stops_of(scenario, 7)));
    expect("window", run_for_print(scenario, Window, {}, whole));
    // Always together, now and then, and the run divided. Threads that meet for every event of a
    // long run would take minutes on a busy machine.
    const std::uint64_t often = reference.events < 20'000 ? 0 : 16;
    expect("2 threads",
           run_for_print(scenario, Window, {.threads = 2, .share_from = often}, whole));
    expect("3 threads", run_for_print(scenario, Window, {.threads = 3, .share_from = 4}, whole));
    expect("7 threads, divided",
           run_for_print(scenario, Window, {.threads = 7, .share_from = often},
                         stops_of(scenario, 5)));
    return is_equal ? 0 : 1;
}

}  // namespace
}  // namespace fleetsim::scenarios::compose

int main(int count, char** arguments) {
    if (count != 2) {
        std::fputs("usage: swarm_engines FILE\n", stderr);
        return 2;
    }
    try {
        const auto loaded = fleetsim::language::load(arguments[1], {}, {});
        return fleetsim::scenarios::compose::compare_engines(loaded.scenario);
    } catch (const fleetsim::sim::InputError& error) {
        std::fprintf(stderr, "%s\n", error.what());
        return 2;
    }
}
