// Checks of our own assumptions. A failed check is a bug of ours, never the user's input.
//
// FLEET_CHECK   holds in every build; for places that run rarely.
// FLEET_ASSERT  holds in debug builds only; for the hot path.
#pragma once

#include <string_view>

namespace fleetsim::sim {

// std::source_location would say this in the standard's words, but clang 14 does not have it.
/// Prints the failed expression with its place and the note on standard error, then aborts.
[[noreturn]] void fail_check(std::string_view expression, std::string_view note,
                             const char* file = __builtin_FILE(), int line = __builtin_LINE());

}  // namespace fleetsim::sim

#define FLEET_CHECK(expression, note)                       \
    do {                                                    \
        if (!(expression)) [[unlikely]] {                   \
            ::fleetsim::sim::fail_check(#expression, note); \
        }                                                   \
    } while (false)

#ifdef NDEBUG
#define FLEET_ASSERT(expression, note) static_cast<void>(sizeof(expression))
#else
#define FLEET_ASSERT(expression, note) FLEET_CHECK(expression, note)
#endif
