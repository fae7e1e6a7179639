// Overrides: `--set fleet.meter.count=20000` changes a value before the scenario is checked.
// Models     dotted paths from the top of the file. An element of a list of tables is named by its
//            name, `fleet.meter` or `network.link.FROM-TO`, or by its number from zero,
//            `fleet.meter.publish[0].every`.
//            Tables that are not in the file yet are added.
// Leaves out adding an element to a list of tables.
#pragma once

#include <string_view>

#include "scenarios/language/diagnostics.hpp"
#include "scenarios/language/document.hpp"
#include "scenarios/language/option_table.hpp"

namespace fleetsim::language {

/// Puts `value` where `path` says. Mistakes in the path are noted at the place of `value`.
void apply_override(Node& document, std::string_view path, Node value, Diagnostics& diagnostics);

/// The option a path leads to, or null. The elements of lists need not exist.
const Option* option_at(std::string_view path);

}  // namespace fleetsim::language
