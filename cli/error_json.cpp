#include "cli/error_json.hpp"

#include <nlohmann/json.hpp>
#include <vector>

namespace fleetsim::cli {

namespace {
using nlohmann::ordered_json;

std::string refusal(const std::vector<sim::Diagnostic>& diagnostics) {
    ordered_json list = ordered_json::array();
    for (const sim::Diagnostic& one : diagnostics)
        list.push_back({{"file", one.place.file},
                        {"line", one.place.line},
                        {"column", one.place.column},
                        {"code", one.code},
                        {"text", one.text},
                        {"hint", one.hint}});
    const ordered_json json = {{"ok", false}, {"diagnostics", std::move(list)}};
    return json.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}
}  // namespace

std::string error_json(const sim::InputError& error) { return refusal(error.diagnostics()); }

std::string error_json(const sim::SystemError& error) {
    return refusal({{{}, "system-error", error.what(), error.advice()}});
}

}  // namespace fleetsim::cli
