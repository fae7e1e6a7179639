// fleetsim profiles: the figures about the world that come with fleetsim, each with its source.
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "cli/commands.hpp"
#include "cli/json_answer.hpp"
#include "models/profile/profile.hpp"
#include "sim/error.hpp"
#include "sim/nearest_name.hpp"

namespace fleetsim::cli {

namespace {

using Json = nlohmann::ordered_json;

struct Named {
    std::string kind;
    std::string name;
};

std::vector<Named> all_profiles() {
    std::vector<Named> all;
    for (const std::string& kind : profile::shipped_kinds())
        for (const std::string& name : profile::shipped_names(kind)) all.push_back({kind, name});
    return all;
}

/// Every profile of that name; more than one kind may use it.
std::vector<Named> find(const std::string& name) {
    const std::vector<Named> all = all_profiles();
    std::vector<Named> found;
    std::vector<std::string_view> names;
    for (const Named& one : all) {
        names.push_back(one.name);
        if (one.name == name) found.push_back(one);
    }
    if (!found.empty()) return found;
    const auto nearest = sim::nearest_name(name, names);
    const std::string hint = nearest ? fmt::format("did you mean \"{}\"? ", *nearest) : "";
    throw sim::InputError({.place = {.file = "command line"},
                           .code = "unknown-profile",
                           .text = fmt::format("there is no profile \"{}\"", name),
                           .hint = hint + "`fleetsim profiles` lists them"});
}

Json to_json(const Named& named) {
    const profile::Profile file = profile::open(named.kind, named.name);
    Json figures = Json::array();
    for (const profile::Figure& figure : file.figures())
        figures.push_back({{"key", figure.key},
                           {"value", figure.value},
                           {"unit", figure.unit},
                           {"source", figure.source},
                           {"verified", figure.mark == profile::Mark::Verified}});
    return {{"kind", named.kind},
            {"name", named.name},
            {"summary", file.summary()},
            {"figures", figures}};
}

void print_figures(const Named& named) {
    const profile::Profile file = profile::open(named.kind, named.name);
    fmt::print("{} {}: {}\n\n", named.kind, named.name, file.summary());
    for (const profile::Figure& figure : file.figures())
        fmt::print("  {:<32} {:>10} {:<8} {}{}\n", figure.key, fmt::format("{:g}", figure.value),
                   figure.unit,
                   figure.mark == profile::Mark::Verified ? "" : "unverified: ", figure.source);
}

void print_list() {
    std::string kind;
    for (const Named& one : all_profiles()) {
        if (one.kind != kind) fmt::print("{}{}\n", kind.empty() ? "" : "\n", one.kind);
        kind = one.kind;
        fmt::print("  {:<20} {}\n", one.name, profile::open(one.kind, one.name).summary());
    }
}

ExitCode show_profiles(const Arguments& arguments) {
    const auto name = arguments.maybe("NAME");
    const std::vector<Named> chosen = name ? find(*name) : all_profiles();
    if (arguments.has("--json")) {
        Json all = Json::array();
        for (const Named& one : chosen) all.push_back(to_json(one));
        fmt::print("{}", json_answer({{"profiles", all}}));
    } else if (name) {
        for (const Named& one : chosen) print_figures(one);
    } else {
        print_list();
    }
    return ExitCode::Done;
}

}  // namespace

Command profiles_command() {
    return {.name = "profiles",
            .summary = "list the profiles, or one's figures with their sources",
            .options = {{.name = "NAME", .value = "NAME", .help = "of a profile: lte-m"},
                        {.name = "--json",
                         .arity = Arity::Flag,
                         .value = {},
                         .help = "one JSON object with every figure"}},
            .run = show_profiles};
}

}  // namespace fleetsim::cli
