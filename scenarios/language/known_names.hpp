// KnownNames: the names that others own and a scenario may use. The caller fills it in, so that
// the language knows no profile reader.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace fleetsim::language {

struct KnownNames {
    /// By kind: "device", "radio", "battery", "capacity", "price". Of a kind that is not here any
    /// name passes.
    std::map<std::string, std::vector<std::string>, std::less<>> profiles;
};

}  // namespace fleetsim::language
