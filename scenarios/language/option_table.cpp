#include "scenarios/language/option_table.hpp"

#include <algorithm>
#include <string>

#include "scenarios/language/sections.hpp"

namespace fleetsim::language {

using enum Type;
using enum Presence;

const Section& distribution_section() {
    static const Section section{
        "{ distribution = ... }",
        "A quantity that differs from draw to draw. It stands wherever a varying quantity is "
        "allowed, in place of the plain one. The figures carry the quantity's unit.",
        {
            {.key = "distribution",
             .type = Choice,
             .presence = Required,
             .help = "Its shape.",
             .example = "\"lognormal\"",
             .choices = {"constant", "uniform", "exponential", "normal", "lognormal", "weibull",
                         "empirical"}},
            {.key = "value",
             .type = Figure,
             .help = "constant: the value.",
             .example = "\"20 ms\""},
            {.key = "min",
             .type = Figure,
             .help = "uniform: the least value; others: smaller draws become this.",
             .example = "\"10 ms\""},
            {.key = "max",
             .type = Figure,
             .help = "uniform: the greatest value; others: larger draws become this.",
             .example = "\"2 s\""},
            {.key = "mean",
             .type = Figure,
             .help = "exponential, normal: the mean.",
             .example = "\"40 ms\""},
            {.key = "deviation",
             .type = Figure,
             .help = "normal: the standard deviation.",
             .example = "\"5 ms\""},
            {.key = "median",
             .type = Figure,
             .help = "lognormal: the value that half of the draws stay below.",
             .example = "\"40 ms\""},
            {.key = "sigma",
             .type = Factor,
             .help = "lognormal: the standard deviation of the logarithm.",
             .example = "0.5",
             .least = 0,
             .most = 10},
            {.key = "scale",
             .type = Figure,
             .help = "weibull: the value that 63.2 % of the draws stay below.",
             .example = "\"40 ms\""},
            {.key = "shape",
             .type = Factor,
             .help = "weibull: below 1 a long tail, 1 the exponential, above 1 a hump.",
             .example = "1.5",
             .least = 0.05,
             .most = 100},
            {.key = "file",
             .type = Text,
             .help = "empirical: a CSV file whose first column holds values, one a line, in "
                     "`unit`. Relative to the scenario's folder.",
             .example = "\"latencies.csv\""},
            {.key = "unit",
             .type = Text,
             .help = "empirical: the unit of the values in the file.",
             .example = "\"ms\""},
        }};
    return section;
}

std::vector<Option> all_of(const std::vector<std::vector<Option>>& parts) {
    std::vector<Option> all;
    for (const std::vector<Option>& part : parts) all.insert(all.end(), part.begin(), part.end());
    return all;
}

const Option* Section::find(std::string_view key) const {
    const auto found = std::find_if(options.begin(), options.end(),
                                    [&](const Option& option) { return option.key == key; });
    return found == options.end() ? nullptr : &*found;
}

const Section& file_section() {
    static const Section section{
        "the scenario",
        "A scenario file.",
        {
            {.key = "scenario",
             .type = Table,
             .presence = Required,
             .help = "Name, duration, seed.",
             .table = &scenario_section()},
            {.key = "fleet",
             .type = Tables,
             .presence = Required,
             .help = "The devices.",
             .table = &fleet_section()},
            {.key = "network",
             .type = Table,
             .help = "Places and links.",
             .table = &network_section()},
            {.key = "broker",
             .type = Table,
             .fallback = "{}",
             .help = "The broker.",
             .table = &broker_section()},
            {.key = "app", .type = Tables, .help = "The applications.", .table = &app_section()},
            {.key = "rule", .type = Tables, .help = "Rules on messages.", .table = &rule_section()},
            {.key = "job",
             .type = Tables,
             .help = "Operations on fleets.",
             .table = &job_section()},
            {.key = "predictor",
             .type = Tables,
             .help = "Models that foresee failures.",
             .table = &predictor_section()},
            {.key = "reader",
             .type = Tables,
             .help = "Readers of streams.",
             .table = &reader_section()},
            {.key = "table",
             .type = Tables,
             .help = "Tables that rules read.",
             .table = &table_section()},
            {.key = "secret",
             .type = Tables,
             .help = "Secrets that rules read.",
             .table = &secret_section()},
            {.key = "fault",
             .type = Tables,
             .help = "What fails, and when.",
             .table = &fault_section()},
            {.key = "goal", .type = Tables, .help = "What must hold.", .table = &goal_section()},
            {.key = "policy",
             .type = Tables,
             .help = "What devices may do.",
             .table = &policy_section()},
            {.key = "cloud", .type = Table, .help = "The account.", .table = &cloud_section()},
            {.key = "prices",
             .type = Table,
             .help = "Costs.",
             .table = &prices_section(),
             .short_for = "book"},
            {.key = "study", .type = Table, .help = "Several runs.", .table = &study_section()},
        }};
    return section;
}

std::optional<sim::Dimension> dimension_of(Type type) {
    switch (type) {
        case Duration:
        case Instant:
        case VaryingDuration:
            return sim::Dimension::Duration;
        case Size:
        case SizeList:
        case VaryingSize:
            return sim::Dimension::Size;
        case BitRate:
            return sim::Dimension::Rate;
        case Frequency:
            return sim::Dimension::Frequency;
        case Ratio:
            return sim::Dimension::Ratio;
        default:
            return std::nullopt;
    }
}

std::string describe_type(const Option& option) {
    const auto such_as = [&](std::string_view what) {
        std::string text(what);
        if (!option.example.empty()) text += " such as " + std::string(option.example);
        return text;
    };
    switch (option.type) {
        case Text:
            return such_as("a text");
        case Name:
            return such_as("a name");
        case Flag:
            return "true or false";
        case Whole:
            return such_as("a whole number");
        case Factor:
            return such_as("a number");
        case Ratio:
            return such_as("a ratio");
        case Duration:
            return such_as("a duration");
        case Instant:
            return such_as("a time since the start");
        case Size:
            return such_as("a size");
        case BitRate:
            return such_as("a data rate");
        case Frequency:
            return such_as("a frequency");
        case VaryingDuration:
            return such_as("a duration or a distribution of durations");
        case VaryingSize:
            return such_as("a size or a distribution of sizes");
        case Choice:
            return such_as("one of the words");
        case Profile:
            return such_as("the name of a profile");
        case SizeList:
            return such_as("a list of sizes");
        case Texts:
            return such_as("a text or a list of texts");
        case Profiles:
            return such_as("the name of a profile or a list of them");
        case Pairs:
            return such_as("a table of texts");
        case Table:
            return "a table";
        case Tables:
            return "a list of tables";
        case Figure:
            return such_as("a quantity");
        case Action:
            return such_as("an action");
        case Actions:
            return such_as("a list of actions");
        case Grid:
            return such_as("a table of paths");
        case Items:
        case Grids:
            break;
    }
    return "a list of tables";
}

}  // namespace fleetsim::language
