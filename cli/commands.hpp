// Every sub-command of fleetsim. One function each, defined in command_<name>.cpp; the order of the
// help is in cli/CMakeLists.txt.
#pragma once

#include "cli/command.hpp"

namespace fleetsim::cli {

Command bench_command();
Command check_command();
Command claims_command();
Command compare_command();
Command completion_command();
Command export_command();
Command gui_command();
Command list_command();
Command man_command();
Command plan_command();
Command profiles_command();
Command report_command();
Command rule_command();
Command run_command();
Command schema_command();
Command serve_command();
Command wire_command();

}  // namespace fleetsim::cli
