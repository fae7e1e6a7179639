// Goals: what a run says of its goals, in words.
// Models     a goal whose figure the run did not measure is not known, neither met nor missed; the
//            reason is that of a warning about it, where there is one.
// Leaves out studies (results/study_findings.hpp), and what a goal means
//            (scenarios/compose/goal_check.hpp).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "results/figure_text.hpp"
#include "results/record.hpp"

namespace fleetsim::results {

/// The code of the warning that a fleet's battery lives are not known.
inline constexpr std::string_view kLifeUnknown = "battery-life-unknown";

/// The unit of the goal's threshold as it is written, "ms" of "< 200 ms"; nothing where it has
/// none, or is a sum such as "1 h 30 min".
std::optional<Scale> written_scale(const Goal& goal);
/// What a goal's figure came to, to be read beside its threshold, in the unit of that.
std::string value_text(const Goal& goal);

/// Why a goal is not known: "it was not measured", or what a warning of its run says.
std::string why_unknown(const Goal& goal, const std::vector<LogEntry>& warnings);

/// "1 of 2 goals is missed: THAT (it is 5 s). And 1 of 2 goals is not known: THAT (REASON)."
std::string goals_verdict(const std::vector<Goal>& goals, const std::vector<LogEntry>& warnings);

}  // namespace fleetsim::results
