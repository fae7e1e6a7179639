#include "sim/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace fleetsim::sim {

void fail_check(std::string_view expression, std::string_view note, std::source_location where) {
    std::fprintf(stderr,
                 "fleetsim: internal error: %.*s\n"
                 "  check %.*s failed at %s:%u\n"
                 "  This is a bug in fleetsim. Please report it with these lines.\n",
                 static_cast<int>(note.size()), note.data(), static_cast<int>(expression.size()),
                 expression.data(), where.file_name(), where.line());
    std::abort();
}

}  // namespace fleetsim::sim
