// What a run is for: [scenario], [[goal]], [study].
#include "scenarios/language/sections.hpp"

namespace fleetsim::language {

using enum Type;
using enum Presence;

namespace {
constexpr double kSecondsOfDay = 86'400;
constexpr double kYear = 365.25 * kSecondsOfDay;
}  // namespace

const Section& scenario_section() {
    static const Section section{
        "[scenario]",
        "What is simulated, for how long, and the question it answers.",
        {
            {.key = "name",
             .type = Text,
             .presence = Required,
             .help = "A short title, shown above every result.",
             .example = "\"smart meters, one city\""},
            {.key = "description",
             .type = Text,
             .help = "A sentence for `fleetsim list`.",
             .example = "\"A million meters report every quarter of an hour.\""},
            {.key = "question",
             .type = Text,
             .help = "What the planner wants to know; the report opens with it.",
             .example = "\"Does one broker carry the city?\""},
            {.key = "duration",
             .type = Duration,
             .presence = Required,
             .help = "Virtual time to simulate.",
             .example = "\"24 h\"",
             .least = 1e-6,
             .most = 100 * kYear},
            {.key = "seed",
             .type = Whole,
             .fallback = "1",
             .help = "Every random draw follows from it.",
             .example = "1",
             .least = 0},
            {.key = "sample_interval",
             .type = Duration,
             .help = "Time between two samples of the series in the results. Where it is absent, a "
                     "round step that gives about 500 samples.",
             .example = "\"10 s\"",
             .least = 1e-3},
            {.key = "warm_up",
             .type = Duration,
             .fallback = "0 s",
             .help = "Figures begin after it; the fleet's state is kept.",
             .example = "\"30 min\""},
        }};
    return section;
}

const Section& goal_section() {
    static const Section section{
        "[[goal]]",
        "A comparison that must hold at the end; one that is missed, or not known, makes the exit "
        "code 1.",
        {
            {.key = "name",
             .type = Text,
             .help = "Without it, the comparison itself.",
             .example = "\"readings arrive in time\""},
            {.key = "that",
             .type = Text,
             .presence = Required,
             .help = "COMPONENT.METRIC[.STATISTIC] < VALUE, with <, <=, >, >= or ==. Components "
                     "are those of the results: broker, fleet.NAME, app.NAME, battery.NAME ...; "
                     "statistics p50, p95, p99, p99.9, mean, min, max, count.",
             .example = "\"broker.publish_latency_seconds.p99 < 200 ms\""},
        }};
    return section;
}

const Section& study_section() {
    static const Section section{
        "[study]",
        "Several runs of one scenario. Without it there is one.",
        {
            {.key = "replications",
             .type = Whole,
             .fallback = "1",
             .help = "Runs of each point, each with a seed of its own. Run n of every point has "
                     "the same seed, so points are compared in pairs.",
             .example = "10",
             .least = 1,
             .most = 100'000},
            {.key = "confidence",
             .type = Ratio,
             .fallback = "95 %",
             .help = "Level of the intervals.",
             .example = "\"99 %\"",
             .least = 0.5,
             .most = 0.9999},
            {.key = "vary",
             .type = Grid,
             .help = "A table of paths as --set has them, each with a list of values or { from, "
                     "to, steps, scale = \"linear\" or \"log\" }. All combinations are run; the "
                     "first key varies slowest.",
             .example = "{ \"fleet.meter.count\" = [10_000, 100_000] }"},
            {.key = "together",
             .type = Grids,
             .help = "[[study.together]] tables of paths with lists of one length: their values "
                     "change in step.",
             .example = "[{ \"broker.nodes\" = [1, 2], \"broker.cores\" = [2, 4] }]"},
        }};
    return section;
}

}  // namespace fleetsim::language
