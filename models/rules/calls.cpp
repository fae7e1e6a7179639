#include "models/rules/calls.hpp"

#include <algorithm>

namespace fleetsim::rules {

std::vector<WrittenCall> calls_in(const Program& program) {
    std::vector<WrittenCall> calls;
    for (const Node& node : program.nodes) {
        if (node.op != Op::Call) continue;
        WrittenCall call{.function = program.functions[node.name]->name, .arguments = {}};
        for (std::uint32_t i = 0; i < node.count; ++i) {
            const Node& argument = program.nodes[program.links[node.first + i]];
            const bool is_text =
                argument.op == Op::Literal && program.literals[argument.name].is(Value::Kind::Text);
            call.arguments.push_back(
                is_text ? std::optional(program.literals[argument.name].as_text()) : std::nullopt);
        }
        calls.push_back(std::move(call));
    }
    return calls;
}

bool calls(const Program& program, std::string_view function) {
    return std::any_of(program.functions.begin(), program.functions.end(),
                       [&](const Function* one) { return one->name == function; });
}

}  // namespace fleetsim::rules
