// Claims: the five sentences of the slides, each held against a replay of the experiment they cite.
// Models     a verdict that follows from the numbers: the cell a claim rests on, the same ratio
//            under the other conditions of its table, and what the table itself contradicts.
// Source     the claims as AWS's slides of 2015 print them, crediting the post of 2012.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "scenarios/claims/replay.hpp"

namespace fleetsim::claims {

/// A cell is reproduced when the replay's mean is this close to it.
inline constexpr double kTolerance = 0.25;

struct CellAnswer {
    PublishedCell published;
    Spread simulated;

    double error() const { return simulated.mean / published.trusted() - 1; }
    bool is_reproduced() const { return error() <= kTolerance && error() >= -kTolerance; }
};

enum class Verdict : std::uint8_t {
    Reproduces,
    OnlyWithMisprint,  ///< as printed; the same table says otherwise
    HoldsOnlyAt,       ///< under some conditions of its table
    DoesNotFollow,
};
std::string_view name_of(Verdict verdict);

/// The ratio of a claim under one condition.
struct Condition {
    std::string name;
    std::optional<double> published;
    std::optional<double> simulated;
};

struct ClaimAnswer {
    std::string claim;
    double claimed = 0;
    std::optional<double> corrected;    ///< without the misprint
    std::vector<Condition> conditions;  ///< the cited one first
    Verdict verdict = Verdict::DoesNotFollow;
    std::string where;  ///< HoldsOnlyAt: the conditions
    std::string why;

    std::optional<double> simulated() const { return conditions.front().simulated; }
};

struct Audit {
    std::vector<CellAnswer> cells;
    std::vector<ClaimAnswer> claims;
};

Audit audit(const Replay& replay);

/// The verdict that a claim's numbers come to.
Verdict verdict_of(const ClaimAnswer& claim);

}  // namespace fleetsim::claims
