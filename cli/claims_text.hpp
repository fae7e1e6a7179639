// How an audit of the claims reads: on a terminal, and as JSON.
#pragma once

#include <string>

#include "scenarios/claims/claims.hpp"
#include "scenarios/claims/field_checks.hpp"
#include "scenarios/claims/today.hpp"

namespace fleetsim::cli {

/// Everything `fleetsim claims` says.
struct ClaimsAnswer {
    claims::Experiment experiment;
    claims::Audit audit;
    std::vector<claims::TodayRatios> today;
    std::vector<claims::FieldCheck> field;  ///< out of sample
};

std::string claims_tables(const ClaimsAnswer& answer);
std::string claims_json(const ClaimsAnswer& answer);

/// The verdict with its conditions: "holds only at 3G, keep-alive 240 s".
std::string verdict_text(const claims::ClaimAnswer& claim);

}  // namespace fleetsim::cli
