// Run words: what tells the runs of a results file apart, for the list of them.
#pragma once

#include <QString>

#include "results/query.hpp"

namespace fleetsim::gui {

/// A few short lines: what was run, what was set for it, how it ended and when it was started.
QString title_of(const results::Run& run);

/// Rich text: the title's lines in full, and the command.
QString tool_tip_of(const results::Run& run);

}  // namespace fleetsim::gui
