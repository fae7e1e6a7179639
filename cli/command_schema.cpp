// fleetsim schema: the scenario language for editors (JSON Schema) and for readers (Markdown).
#include <fmt/core.h>

#include "cli/commands.hpp"
#include "scenarios/language/reference.hpp"
#include "scenarios/language/schema.hpp"

namespace fleetsim::cli {

namespace {

ExitCode schema(const Arguments& arguments) {
    fmt::print("{}", arguments.has("--markdown") ? language::markdown_reference()
                                                 : language::json_schema());
    return ExitCode::Done;
}

}  // namespace

Command schema_command() {
    return {"schema",
            "print the JSON Schema of scenario files, for editors",
            {{"--markdown", Arity::Flag, "", "print the reference of all keys instead"}},
            schema};
}

}  // namespace fleetsim::cli
