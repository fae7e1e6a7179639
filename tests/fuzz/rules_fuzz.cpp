// The first line is a statement, the second a template, the rest a payload. A statement that cannot
// be is refused with InputError; anything else that is thrown, and any fault, is a bug.
#include <cstdint>
#include <string_view>

#include "models/rules/evaluator.hpp"
#include "sim/error.hpp"

namespace rules = fleetsim::rules;

namespace {

std::string_view take_line(std::string_view& text) {
    const std::size_t end = text.find('\n');
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return line;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text{reinterpret_cast<const char*>(data), size};
    const std::string_view sql = take_line(text);
    const std::string_view source = take_line(text);
    static rules::Evaluator evaluator;
    for (const auto version : {rules::SqlVersion::V2015_10_08, rules::SqlVersion::V2016_03_23}) {
        try {
            const auto program = rules::Program::parse(sql, version);
            const rules::Message message{.topic = "a/b", .payload = text};
            evaluator.evaluate_routed(program, message, {});
            const auto pieces = rules::Program::parse_template(source, program);
            evaluator.expand(pieces, program, message, {});
        } catch (const fleetsim::sim::InputError&) {
        }
    }
    return 0;
}
