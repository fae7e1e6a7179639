#include "cli/warnings.hpp"

#include <nlohmann/json.hpp>

namespace fleetsim::cli {

using nlohmann::ordered_json;

std::string warnings_text(const std::vector<results::LogEntry>& warnings) {
    std::string text;
    for (const results::LogEntry& w : warnings) text += "\n" + results::to_text(w);
    return text.empty() ? text : text + "\n";
}

ordered_json warnings_json(const std::vector<results::LogEntry>& warnings) {
    ordered_json all = ordered_json::array();
    for (const results::LogEntry& w : warnings)
        all.push_back({{"severity", results::to_text(w.severity)},
                       {"code", w.code},
                       {"at_s", w.at.to_seconds()},
                       {"component", w.component},
                       {"text", w.text}});
    return all;
}

}  // namespace fleetsim::cli
