#include "cli/json_answer.hpp"

#include <nlohmann/json.hpp>

namespace fleetsim::cli {

std::string json_answer(const nlohmann::ordered_json& fields) {
    using nlohmann::ordered_json;
    ordered_json answer = {{"schema_version", 1}};
    answer.update(fields);
    return answer.dump(2, ' ', false, ordered_json::error_handler_t::replace) + "\n";
}

}  // namespace fleetsim::cli
