// Exit codes of the fleetsim command (docs: README, "Exit codes").
#pragma once

namespace fleetsim::cli {

enum class ExitCode : int {
    Done = 0,
    GoalMissed = 1,
    BadInput = 2,
    SystemError = 3,
    AuditFailed = 4,
    Interrupted = 130,
};

}  // namespace fleetsim::cli
