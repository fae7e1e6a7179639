#include "cli/cases_text.hpp"

#include <utility>

#include "sim/error.hpp"
#include "sim/whole_file.hpp"

namespace fleetsim::cli {

std::string cases_text(const std::string& path) {
    sim::WholeFile file = sim::read_whole_file(path);
    if (!file.text)
        throw sim::InputError(sim::Diagnostic{{path, 0, 0},
                                              sim::unread_code(path),
                                              "the file cannot be read: " + file.reason,
                                              "check the path given to --cases"});
    return std::move(*file.text);
}

}  // namespace fleetsim::cli
