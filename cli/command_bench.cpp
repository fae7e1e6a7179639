// fleetsim bench: how fast is it on this machine?
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/bench.hpp"
#include "cli/bench_broker.hpp"
#include "cli/commands.hpp"
#include "cli/engine_name.hpp"
#include "cli/json_answer.hpp"
#include "sim/error.hpp"

namespace fleetsim::cli {

namespace {

constexpr Bench kBenches[] = {
    {"fleet", "devices that wake each minute, publish and are acknowledged", bench_fleet},
    {"phold", "the customary benchmark of parallel simulators", bench_phold},
    {"hold", "the future event list alone", bench_hold},
    {"rules", "one rule over messages of 200 B, on one core", bench_rules},
};

const Bench& bench_named(const std::string& name) {
    std::string names;
    for (const Bench& bench : kBenches) {
        if (bench.name == name) return bench;
        names += fmt::format("{}{}", names.empty() ? "" : ", ", bench.name);
    }
    throw sim::InputError({.place = {},
                           .code = "unknown-bench",
                           .text = fmt::format("no benchmark is called \"{}\"", name),
                           .hint = "there are " + names + ", broker"});
}

constexpr const char* kHelp = "see `fleetsim bench --help`";

BenchOptions read_options(const Arguments& arguments) {
    BenchOptions options;
    if (arguments.has("--devices") && arguments.has("--lps"))
        refuse_option("--lps", "it is another name of --devices; give one", kHelp);
    const std::string_view count = arguments.has("--lps") ? "--lps" : "--devices";
    options.entities = static_cast<std::uint32_t>(
        arguments.integer(count, options.entities, 1, sim::EntityId::kFirstService));
    options.remote = arguments.real("--remote", options.remote);
    if (!(options.remote >= 0 && options.remote <= 1))
        refuse_option("--remote", "the share of remote events is not between 0 and 1", kHelp);
    options.threads = static_cast<unsigned>(arguments.integer("--threads", 1, 1, 256));
    options.seed = static_cast<std::uint64_t>(arguments.integer("--seed", 1, 0));
    options.engine = engine_named(arguments.maybe("--engine").value_or("automatic"));
    if (!arguments.has("--seconds")) return options;
    constexpr double kLongest = 1e9;  // 32 years
    options.seconds = arguments.real("--seconds", 0);
    if (!(*options.seconds > 0 && *options.seconds <= kLongest))
        refuse_option("--seconds", "the virtual time is not between 0 and 1e9 seconds", kHelp);
    return options;
}

void print_json(const Bench& bench, const BenchOptions& options, const BenchAnswer& answer) {
    const nlohmann::ordered_json json = {
        {"name", bench.name},
        {"engine", answer.engine},
        {"entities", options.entities},
        {"threads", options.threads},
        {"simulated_seconds", answer.simulated_seconds},
        {"events", answer.events},
        {"setup_seconds", answer.setup_seconds},
        {"seconds", answer.seconds},
        {"cpu_seconds", answer.cpu_seconds},
        {"events_per_second", static_cast<double>(answer.events) / answer.seconds},
        {"bytes_per_entity", answer.bytes_per_entity},
        {"digest", fmt::format("{:016x}", answer.digest)}};
    fmt::print("{}", json_answer(json));
}

void print_words(const Bench& bench, const BenchOptions& options, const BenchAnswer& answer) {
    const double events = static_cast<double>(answer.events);
    fmt::print("{}: {}\n", bench.name, bench.summary);
    fmt::print("   engine          {}, {} thread{}\n", answer.engine, options.threads,
               options.threads == 1 ? "" : "s");
    fmt::print("   entities        {}\n", options.entities);
    fmt::print("   events          {} in {:.2f} s ({:g} s of virtual time; set up in {:.2f} s)\n",
               answer.events, answer.seconds, answer.simulated_seconds, answer.setup_seconds);
    fmt::print("   rate            {:.1f} M events/s, {:.1f} ns an event\n",
               events / answer.seconds / 1e6, answer.seconds / events * 1e9);
    fmt::print("   processor       {:.2f} s, {:.1f} ns an event\n", answer.cpu_seconds,
               answer.cpu_seconds / events * 1e9);
    fmt::print("   memory          {:.1f} bytes an entity\n", answer.bytes_per_entity);
    fmt::print("   digest          {:016x}\n", answer.digest);
}

ExitCode run_benchmark(const Arguments& arguments) {
    if (arguments.text("NAME") == "broker") {
        run_broker_bench(arguments.has("--json"));
        return ExitCode::Done;
    }
    const Bench& bench = bench_named(arguments.text("NAME"));
    const BenchOptions options = read_options(arguments);
    const BenchAnswer answer = bench.run(options);
    arguments.has("--json") ? print_json(bench, options, answer)
                            : print_words(bench, options, answer);
    return ExitCode::Done;
}

}  // namespace

Command bench_command() {
    return {
        "bench",
        "measure how fast the simulator is on this machine",
        {
            {.name = "NAME", .help = "fleet, phold, hold, rules or broker", .required = true},
            {"--devices", Arity::One, "N", "how many devices; 1,000,000 if not given"},
            {"--lps", Arity::One, "N", "the same for phold, which calls them logical processes"},
            {"--remote", Arity::One, "SHARE", "phold: events for another process, 0 to 1 (1)"},
            {"--threads", Arity::One, "N", "threads of the window engine; 1 if not given"},
            {"--seconds", Arity::One, "S", "virtual time; about 50 million events if not given"},
            {"--engine", Arity::One, "NAME",
             "automatic, window, heap, reference or shuffled; the digest is the same"},
            {"--seed", Arity::One, "N", "of the random draws; 1 if not given"},
            {"--json", Arity::Flag, "", "print one JSON object"},
        },
        run_benchmark};
}

}  // namespace fleetsim::cli
