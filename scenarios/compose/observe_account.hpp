// What an account can say of itself: alarms and things while a run goes on; quotas and the month's
// bill at its end.
#pragma once

#include <string>
#include <vector>

#include "scenarios/compose/figures.hpp"
#include "scenarios/compose/world.hpp"

namespace fleetsim::scenarios::compose {

/// Adds running totals of `account` and `registry`; nothing without an account.
void add_account_figures(const World& world, sim::Time now, std::vector<Figure>& figures);

/// Adds running totals of `account/FLEET`: whose alarms they were, where any rang.
void add_alarms_by_client(const World& world, std::vector<Figure>& figures);

/// At the end: `registry/group/GROUP`, `quota/NAME` with its limit, peak use and margin,
/// `cost/BOOK` and `cost/BOOK/ITEM`.
std::vector<Figure> final_account_figures(const World& world);

/// What one line of a price book charges, for the list of assumptions.
struct PriceLine {
    std::string book;
    std::string item;
    std::string price;  ///< "1 USD per 1,000,000 up to 1,000,000,000, then 0.8 USD ..."
    std::string source;
};
std::vector<PriceLine> price_lines(const World& world);

}  // namespace fleetsim::scenarios::compose
