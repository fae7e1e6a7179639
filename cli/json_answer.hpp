// What every command's object of --json has in common.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace fleetsim::cli {

/// The fields behind `schema_version`, which grows when one of them changes its meaning or goes.
/// With a line end; octets that are not UTF-8, as names of files may hold, are replaced.
std::string json_answer(const nlohmann::ordered_json& fields);

}  // namespace fleetsim::cli
