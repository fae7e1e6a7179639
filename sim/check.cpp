#include "sim/check.hpp"

#include <cstdio>
#include <cstdlib>

namespace fleetsim::sim {

void fail_check(std::string_view expression, std::string_view note, const char* file, int line) {
    std::fprintf(stderr,
                 "fleetsim: internal error: %.*s\n"
                 "  check %.*s failed at %s:%d\n"
                 "  This is a bug in fleetsim. Please report it with these lines.\n",
                 static_cast<int>(note.size()), note.data(), static_cast<int>(expression.size()),
                 expression.data(), file, line);
    std::abort();
}

}  // namespace fleetsim::sim
