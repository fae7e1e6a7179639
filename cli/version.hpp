// Which fleetsim this is. The commit is read from git when the build runs.
#pragma once

#include <string>
#include <string_view>

namespace fleetsim::cli {

std::string_view version();  ///< "0.1.0"
/// "1a2b3c4d5e6f", with "-dirty" after it where files differ from the commit; "unknown" outside
/// git.
std::string_view commit();
std::string version_line();  ///< "fleetsim 0.1.0 (1a2b3c4d5e6f)\n"

}  // namespace fleetsim::cli
