// FieldChecks: the physical radio models against measurements that none of their figures was taken
// from.
// Source     models/power/profiles/field-measurements.toml
#pragma once

#include <string>
#include <vector>

#include "models/profile/profile.hpp"

namespace fleetsim::claims {

struct FieldCheck {
    std::string what;
    double published = 0;
    double simulated = 0;
    std::string unit;
    std::string remark;  ///< what the model lacks, where it is far off

    double error() const { return simulated / published - 1; }
};

/// Reads a profile of kind "field". Throws sim::InputError with every mistake in the file.
std::vector<FieldCheck> field_checks(const profile::Profile& file);

}  // namespace fleetsim::claims
