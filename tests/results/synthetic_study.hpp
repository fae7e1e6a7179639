// A study that nobody simulated: a packet loss and a count, two values each, in replications.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "results/study.hpp"
#include "tests/results/synthetic_run.hpp"

namespace fleetsim::samples {

inline constexpr std::uint32_t kSyntheticReplications = 3;

/// Every point's peak of connections is ten times its number, from 1, plus the replication's.
inline results::RunId write_study_run(const std::filesystem::path& file,
                                      const std::vector<results::Parameter>& set, int point,
                                      std::uint32_t replication) {
    results::RunDescription d = synthetic_description();
    d.study = "2 x 2 points x 3 replications = 12 runs";
    for (const results::Parameter& p : set)
        d.measurement += (d.measurement.empty() ? "" : ", ") + p.path + "=" + p.value;
    d.replication = replication;
    results::Recorder recorder(file, d);
    const double peak = 10.0 * point + replication;
    recorder.scalar(results::names::kBroker,
                    {std::string(results::names::kConnectionsPeak), "1", ""}, peak);
    recorder.goal({"few connections", "broker.connections_peak < 25", peak, 25, "1", peak < 25});
    for (const results::Parameter& p : set) recorder.parameter(p);
    recorder.finish(SyntheticRun::outcome());
    return recorder.run();
}

/// The last of its runs.
inline results::RunId write_synthetic_study(const std::filesystem::path& file) {
    using enum results::Parameter::Origin;
    std::vector<results::PointRuns> points;
    results::RunId last{};
    for (const char* loss : {"\"0 %\"", "\"5 %\""})
        for (const char* count : {"1", "2"}) {
            points.emplace_back();
            for (std::uint32_t i = 0; i < kSyntheticReplications; ++i)
                points.back().runs[i] = last = write_study_run(
                    file,
                    {{"network.link[0].loss", loss, Sweep}, {"fleet.meter.count", count, Sweep}},
                    static_cast<int>(points.size()), i);
        }
    constexpr double kConfidence = 0.95;
    results::store_points(file, results::study_points(results::Query(file), points, kConfidence),
                          kConfidence);
    return last;
}

}  // namespace fleetsim::samples
