#include "models/broker/net/text_file.hpp"

#include <utility>

#include "sim/error.hpp"
#include "sim/whole_file.hpp"

namespace fleetsim::broker::net {

std::string read_text_file(const std::string& file, std::string_view what, std::string_view hint) {
    sim::WholeFile whole = sim::read_whole_file(file);
    if (!whole.text)
        throw sim::InputError(
            sim::Diagnostic{{file, 0, 0},
                            sim::unread_code(file),
                            "cannot read the " + std::string(what) + ": " + whole.reason,
                            std::string(hint)});
    return std::move(*whole.text);
}

}  // namespace fleetsim::broker::net
