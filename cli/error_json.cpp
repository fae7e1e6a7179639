#include "cli/error_json.hpp"

#include <nlohmann/json.hpp>
#include <utility>

#include "cli/json_answer.hpp"

namespace fleetsim::cli {

std::string error_json(const std::vector<sim::Diagnostic>& diagnostics) {
    using nlohmann::ordered_json;
    ordered_json list = ordered_json::array();
    for (const sim::Diagnostic& one : diagnostics)
        list.push_back({{"file", one.place.file},
                        {"line", one.place.line},
                        {"column", one.place.column},
                        {"code", one.code},
                        {"text", one.text},
                        {"hint", one.hint}});
    return json_answer({{"ok", false}, {"diagnostics", std::move(list)}});
}

}  // namespace fleetsim::cli
