// A figure of a page stays on one line with its unit.
#pragma once

#include <string>
#include <string_view>

namespace fleetsim::results::report {

/// With a no-break space (U+00A0) between a number and the unit after it: "1.5 /s", "90 min",
/// "30,940.00 USD". A word that is no unit, such as in "3 devices", may stand on the next line.
std::string with_units_kept(std::string_view text);

}  // namespace fleetsim::results::report
