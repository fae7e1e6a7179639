// Recorder: writes one run into a results file while the run goes on.
// Models     a new run in a new or an existing results file; samples are buffered and committed by
//            commit(), so that readers see a consistent file at any moment and a killed run keeps
//            everything up to its last commit. Until finish() the file says "interrupted", which
//            is what it is should nobody come back; readers that find the recording process alive
//            show it as running (results/query.hpp).
// Leaves out any knowledge of what is simulated: components and metrics are names
//            (results/names.hpp), values are plain.
// Errors     sim::InputError: the file exists and is no results file, or is from a newer fleetsim;
//            it is not touched. sim::SystemError: the file cannot be written, the disk is full.
// Not for use by several threads at once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "results/record.hpp"
#include "sim/stats/histogram.hpp"
#include "sim/time.hpp"

namespace fleetsim::results {

class Recorder {
  public:
    /// Creates the file, or adds a run to the results file that is there.
    Recorder(const std::filesystem::path& file, const RunDescription& description);
    /// Commits what is buffered; an unfinished run stays "interrupted". Swallows errors.
    ~Recorder();
    Recorder(Recorder&&) noexcept;
    Recorder& operator=(Recorder&&) noexcept;

    RunId run() const;
    const std::filesystem::path& file() const;

    /// A series of values over time, at `interval`. The same component and metric twice is a bug.
    SeriesId add_series(std::string_view component, const Metric& metric, sim::Duration interval);
    /// Times of a series rise. A value that is not finite is "not measured" and is left out.
    void sample(SeriesId series, sim::Time at, double value);

    /// A figure at the end of the run; a value that is not finite is stored as NULL. Later calls
    /// with the same names replace the value, so an intermediate one may be stored at any commit.
    void scalar(std::string_view component, const Metric& metric, double value);
    /// `unit_of_one`: how much of the metric's unit an integer of the histogram is (1e-9 for
    /// nanoseconds in a metric of seconds).
    void histogram(std::string_view component, const Metric& metric,
                   const sim::Histogram& histogram, double unit_of_one);

    void parameter(const Parameter& parameter);
    void assumption(const Assumption& assumption);
    void goal(const Goal& goal);
    void claim(const Claim& claim);
    void ledger(const Ledger& ledger);
    void log(const LogEntry& entry);

    /// Makes everything so far durable and visible to readers. Call it every second or so of wall
    /// time: it costs a few milliseconds.
    void commit(sim::Time now);
    /// The last commit, with how it ended. Nothing may be recorded afterwards.
    void finish(const Outcome& outcome);

  private:
    class Writer;
    std::unique_ptr<Writer> writer_;
};

}  // namespace fleetsim::results
