// Query: the questions that the summary, the report, the desktop application and the exports ask of
// a results file.
// Models     reading one run's figures by name; each call is one SQL statement on the file as it is
//            at that moment, so a file still being written can be asked again and again.
// Leaves out thinning long series for drawing (results/decimate.hpp) and comparing runs
//            (results/compare.hpp).
// Errors     as results/store.hpp: sim::InputError for a file that is not fit to read, with the
//            code no-such-run for a run that is not in it; sim::SystemError.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "results/record.hpp"
#include "sim/time.hpp"

namespace SQLite {
class Database;
}

namespace fleetsim::results {

/// A run as the file has it: what was known at its start, and how far it came.
struct Run {
    RunId id{};
    RunDescription description;
    std::string scenario_sha256;
    std::string host;
    std::string cpu;
    int cores = 0;
    std::string started_utc;
    std::string ended_utc;      ///< empty: it has not ended, or was killed
    sim::Time simulated_until;  ///< of the last commit
    RunStatus status = RunStatus::Interrupted;
    std::optional<int> exit_code;
    std::optional<double> wall_seconds;
    std::optional<std::int64_t> events;
    std::optional<std::int64_t> peak_memory_bytes;
    std::string digest;
    std::vector<std::pair<std::string, std::string>> digests;
};

struct Scalar {
    std::string component;
    Metric metric;
    std::optional<double> value;
};

struct Series {
    SeriesId id{};
    std::string component;
    Metric metric;
    sim::Duration interval{};
};

struct Sample {
    sim::Time at;
    double value = 0;
};

struct Histogram {
    struct Bucket {
        double lower = 0;
        double upper = 0;
        std::int64_t count = 0;
    };
    std::string component;
    Metric metric;
    std::int64_t count = 0;
    double sum = 0;
    double minimum = 0;
    double maximum = 0;
    std::vector<Bucket> buckets;

    double mean() const { return count == 0 ? 0 : sum / static_cast<double>(count); }
    /// The middle of the bucket that a share `p` of the values does not exceed, inside
    /// [minimum, maximum]; nothing for an empty histogram.
    std::optional<double> quantile(double p) const;
};

class Query {
  public:
    explicit Query(const std::filesystem::path& file);
    ~Query();
    Query(Query&&) noexcept;
    Query& operator=(Query&&) noexcept;

    const std::filesystem::path& file() const;

    /// In the order they were started.
    std::vector<Run> runs() const;
    Run run(RunId id) const;
    /// The one started last.
    Run last_run() const;

    // Below, `component` may end in '*': every component that starts so. Results are ordered by
    // component and metric.

    std::optional<double> scalar(RunId run, std::string_view component,
                                 std::string_view metric) const;
    std::vector<Scalar> scalars(RunId run, std::string_view component = "*") const;
    std::vector<Series> series(RunId run, std::string_view component = "*") const;
    std::vector<Sample> samples(SeriesId series) const;
    std::vector<Histogram> histograms(RunId run, std::string_view component = "*") const;

    std::vector<Parameter> parameters(RunId run) const;
    std::vector<Assumption> assumptions(RunId run) const;
    std::vector<Goal> goals(RunId run) const;
    std::vector<Claim> claims(RunId run) const;
    std::vector<Ledger> ledgers(RunId run) const;
    std::vector<LogEntry> log(RunId run) const;

    /// While another thread has set the flag, each of these ends with an error, also in the middle
    /// of reading. Null: never. The flag must live until another takes its place.
    void stop_when(const std::atomic<bool>* is_unwanted) const;

    /// For the other readers of this folder.
    SQLite::Database& database() const;

  private:
    class Reader;
    template <class... Id>
    std::vector<Run> runs_where(const std::string& which, const Id&... id) const;

    std::unique_ptr<Reader> reader_;
};

}  // namespace fleetsim::results
