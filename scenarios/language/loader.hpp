// load: a scenario file, with the overrides of a command line, becomes a checked Scenario.
// Models     the path text -> document -> overrides -> settings -> Scenario: the first step of
//            docs/architecture.md.
// Error      sim::InputError with every mistake in order of place (only the first where the text
//            is no TOML); sim::SystemError where the file cannot be read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/language/known_names.hpp"
#include "scenarios/scenario.hpp"
#include "sim/error.hpp"

namespace fleetsim::language {

/// What the command line changes.
struct Overrides {
    /// The runs of a study were all tried when the study was loaded.
    enum class StudyValues { Try, Trust };
    std::vector<std::string> set{};         ///< each "path=value"
    std::optional<std::string> seed{};      ///< --seed
    std::optional<std::string> duration{};  ///< --duration
    StudyValues study_values = StudyValues::Try;
};

/// One value of the effective scenario, for the results.
struct Parameter {
    std::string path;    ///< "fleet.meter.count"
    std::string value;   ///< as TOML: 20000, "15 min"
    std::string origin;  ///< "file", "set" or "default"
};

struct Loaded {
    scenarios::Scenario scenario;
    std::string text;  ///< of the file
    std::vector<Parameter> parameters;
    std::string effective_json;           ///< the scenario with every default, as one JSON object
    std::vector<sim::Place> goal_places;  ///< of the scenario's goals, in their order
};

/// `path` may be "-", standard input.
Loaded load(const std::string& path, const Overrides& overrides, const KnownNames& known);

/// The same from memory. `file` is what messages call it; its folder is where other files are.
Loaded load_text(std::string_view text, const std::string& file, const Overrides& overrides,
                 const KnownNames& known);

/// A goal from the command line. `place` is what messages call its origin: "--goal".
scenarios::Goal parse_goal(const std::string& text, const std::string& place,
                           const scenarios::Scenario& scenario);

}  // namespace fleetsim::language
