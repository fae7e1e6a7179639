// The plain values a results file is made of, as the recorder takes them and the queries give them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/time.hpp"

namespace fleetsim::results {

enum class RunId : std::int64_t {};
enum class SeriesId : std::int64_t {};

/// What a figure is called and measured in.
struct Metric {
    /// Sample-hold draws steps, as for a level that stays until it changes; linear draws lines.
    enum class Interpolation { SampleHold, Linear };
    std::string name;  ///< results/names.hpp
    std::string unit;  ///< "s", "B", "J", "1/s", "1" for a plain number
    std::string help;  ///< one sentence; may be empty
    Interpolation interpolation = Interpolation::SampleHold;
};

/// What is known of a run when it starts.
struct RunDescription {
    std::string scenario_name;
    std::string scenario_file;  ///< as given on the command line
    std::string scenario_text;  ///< the whole file
    std::string description;
    std::string question;
    std::vector<std::string> overrides;  ///< "fleet.meter.count=20000", in their order
    std::string study;                   ///< empty: a run of its own
    std::string measurement;             ///< the study's point: "fleet.meter.count=1000"
    std::uint32_t replication = 0;
    std::uint64_t seed = 0;
    std::string engine;
    std::uint32_t threads = 1;
    sim::Duration duration{};  ///< to be simulated
    sim::Duration warm_up{};
    std::string version;  ///< of fleetsim
    std::string commit;
    std::string command;  ///< that repeats the run, as a user types it
};

enum class RunStatus {
    Running,  ///< never stored: an unfinished run whose process is alive
    Interrupted,
    Done,
    Failed,
    AuditFailed,  ///< a ledger did not close: do not trust the figures
};
std::string to_text(RunStatus status);

/// What is known when it ends.
struct Outcome {
    RunStatus status = RunStatus::Done;
    int exit_code = 0;
    sim::Time simulated_until;
    double wall_seconds = 0;
    std::int64_t events = 0;
    std::int64_t peak_memory_bytes = 0;
    std::string digest;  ///< of the whole run
    /// "events", "bytes", "energy", "results", each with its digest in hexadecimal.
    std::vector<std::pair<std::string, std::string>> digests;
};

struct Parameter {
    enum class Origin { File, Set, Sweep, Default };
    std::string path;  ///< "fleet.meter.count"
    std::string value;
    Origin origin = Origin::Default;
};
std::string to_text(Parameter::Origin origin);

/// One figure of a profile that the run used.
struct Assumption {
    std::string profile;  ///< "radio/lte-m"
    std::string key;      ///< "tail.power"
    std::string value;    ///< as written, without its unit
    std::string unit;
    std::string source;
};

struct Goal {
    std::string name;
    std::string that;             ///< "broker.publish_latency_seconds.p99 < 200 ms"
    std::optional<double> value;  ///< nothing: the run did not measure it
    double threshold = 0;
    std::string unit;
    bool is_met = false;

    /// What was not measured is neither met nor missed.
    bool is_known() const { return value.has_value(); }
    bool is_missed() const { return is_known() && !is_met; }
    std::string_view verdict() const {
        return is_met ? "met" : is_known() ? "missed" : "not known";
    }
};

struct Claim {
    std::string table;  ///< "3G, keep-alive"; empty for a claim as a whole
    std::string claim;  ///< a cell, or the claim's words
    std::optional<double> published;
    std::optional<double> simulated;
    std::string unit;
    std::string verdict;
    /// simulated / published - 1, where both are known and published is not zero.
    std::optional<double> error_ratio() const;
};

/// Sums that must close: what came in equals what went out.
struct Ledger {
    enum class Side { In, Out };
    struct Entry {
        Side side = Side::In;
        std::string name;  ///< "published", "delivered", "dropped: queue full"
        std::int64_t value = 0;
    };
    std::string name;  ///< "messages", "bytes", "energy"
    std::string unit;  ///< "1", "B", "nJ"
    std::vector<Entry> entries;
    bool is_closed = false;
    double difference = 0;  ///< in minus out
};

struct LogEntry {
    enum class Severity { Note, Warning, Error };
    sim::Time at;
    Severity severity = Severity::Note;
    std::string code;       ///< a stable word: "fault", "goal-on-few-samples"
    std::string component;  ///< may be empty
    std::string text;
};
std::string to_text(LogEntry::Severity severity);
/// "warning: 5 of the 10 devices ... [late-start]", as it stands below an answer.
std::string to_text(const LogEntry& entry);

}  // namespace fleetsim::results
