// Checks of our own assumptions. A failed check is a bug of ours, never the user's input.
//
// FLEET_CHECK   holds in every build; for places that run rarely.
// FLEET_ASSERT  holds in debug builds only; for the hot path.
#pragma once

#include <source_location>
#include <string_view>

namespace fleetsim::sim {

/// Prints the failed expression with its place and the note on standard error, then aborts.
[[noreturn]] void fail_check(std::string_view expression, std::string_view note,
                             std::source_location where = std::source_location::current());

}  // namespace fleetsim::sim

#define FLEET_CHECK(expression, note)                             \
    do {                                                          \
        if (!(expression)) [[unlikely]] {                         \
            ::fleetsim::sim::fail_check(#expression, note);       \
        }                                                         \
    } while (false)

#ifdef NDEBUG
#define FLEET_ASSERT(expression, note) static_cast<void>(sizeof(expression))
#else
#define FLEET_ASSERT(expression, note) FLEET_CHECK(expression, note)
#endif
