#include "cli/scenario_names.hpp"

#include "models/profile/profile.hpp"

namespace fleetsim::cli {

language::KnownNames known_names() {
    language::KnownNames known;
    for (const std::string& kind : profile::shipped_kinds()) {
        known.profiles[kind] = profile::shipped_names(kind);
    }
    known.profiles["capacity"].emplace_back("unlimited");
    return known;
}

}  // namespace fleetsim::cli
