#include "results/record.hpp"

namespace fleetsim::results {

std::string to_text(RunStatus status) {
    switch (status) {
        case RunStatus::Running:
            return "running";
        case RunStatus::Interrupted:
            return "interrupted";
        case RunStatus::Done:
            return "done";
        case RunStatus::Failed:
            return "failed";
        case RunStatus::AuditFailed:
            return "audit-failed";
    }
    return {};
}

std::string to_text(Parameter::Origin origin) {
    switch (origin) {
        case Parameter::Origin::File:
            return "file";
        case Parameter::Origin::Set:
            return "set";
        case Parameter::Origin::Sweep:
            return "sweep";
        case Parameter::Origin::Default:
            return "default";
    }
    return {};
}

std::string to_text(LogEntry::Severity severity) {
    switch (severity) {
        case LogEntry::Severity::Note:
            return "note";
        case LogEntry::Severity::Warning:
            return "warning";
        case LogEntry::Severity::Error:
            return "error";
    }
    return {};
}

std::string to_text(const LogEntry& entry) {
    return to_text(entry.severity) + ": " + entry.text + " [" + entry.code + "]";
}

std::optional<double> Claim::error_ratio() const {
    if (!published || !simulated || *published == 0) return std::nullopt;
    return *simulated / *published - 1;
}

}  // namespace fleetsim::results
