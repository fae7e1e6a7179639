// The parts of an account, from what the scenario says of them.
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "models/cloud/price_book.hpp"
#include "models/cloud/quotas.hpp"
#include "models/cloud/registry.hpp"
#include "models/profile/profile.hpp"
#include "scenarios/scenario.hpp"

namespace fleetsim::scenarios::compose {

/// One family a fleet, in their order; those without a [fleet.thing] may do everything.
/// `most_registrations` a second are possible; zero: no limit.
cloud::Registry build_registry(const Scenario& scenario, double most_registrations);

// These add the figures of the profiles they read to `assumptions` and throw sim::InputError.
/// The limits of the scenario's profile with its own in their place; nothing without any.
std::optional<cloud::QuotaRates> quota_rates(const Scenario& scenario,
                                             std::vector<profile::Figure>& assumptions);
std::vector<cloud::PriceBook> open_books(const Scenario& scenario,
                                         std::vector<profile::Figure>& assumptions);

}  // namespace fleetsim::scenarios::compose
