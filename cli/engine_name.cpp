#include "cli/engine_name.hpp"

#include <fmt/format.h>
#include <utility>

#include "sim/error.hpp"

namespace fleetsim::cli {

namespace {
constexpr std::pair<std::string_view, sim::EngineKind> kEngines[] = {
    {"automatic", sim::EngineKind::Automatic},
    {"window", sim::EngineKind::Window},
    {"heap", sim::EngineKind::Heap},
    {"reference", sim::EngineKind::Reference},
    {"shuffled", sim::EngineKind::Shuffled}};
}  // namespace

sim::EngineKind engine_named(std::string_view name) {
    for (const auto& [word, kind] : kEngines)
        if (name == word) return kind;
    throw sim::InputError({.place = {},
                           .code = "unknown-engine",
                           .text = fmt::format("no engine is called \"{}\"", name),
                           .hint = "choose automatic, window, heap, reference or shuffled"});
}

std::string_view name_of(sim::EngineKind kind) {
    for (const auto& [word, named] : kEngines)
        if (named == kind) return word;
    return "unknown";
}

}  // namespace fleetsim::cli
