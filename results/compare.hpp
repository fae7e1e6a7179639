// Compare: two runs of one file side by side, figure by figure.
// Models     parameters that differ, and every scalar and histogram percentile of either run.
// Leaves out whether a difference is more than chance: that takes replications
//            (results/interval.hpp).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "results/query.hpp"

namespace fleetsim::results {

struct FigureDifference {
    std::string component;
    std::string metric;  ///< with the statistic of a histogram behind it: "latency_seconds.p99"
    std::string unit;
    std::optional<double> first;
    std::optional<double> second;

    /// second / first - 1, where both are known and the first is not zero.
    std::optional<double> change_ratio() const;
    /// By more than what a double's last digits can say.
    bool is_different() const;
};

struct ParameterDifference {
    std::string path;
    std::string first;  ///< empty: the run has no such parameter
    std::string second;
};

struct Comparison {
    Run first;
    Run second;
    std::vector<ParameterDifference> parameters;  ///< only those that differ
    std::vector<FigureDifference> figures;        ///< all, by component and metric

    /// Bit by bit; runs without a digest did not end, and are not known to be.
    bool is_same_run() const { return !first.digest.empty() && first.digest == second.digest; }
};

Comparison compare(const Query& query, RunId first, RunId second);

}  // namespace fleetsim::results
