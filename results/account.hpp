// Account: what a run's month costs by each price book, how it used its quotas, and what was
// refused, gathered from the scalars `cost/BOOK`, `cost/BOOK/ITEM`, `quota/NAME` and
// `account/CLIENT`.
// Models     the tables of the terminal summary and of the report.
// Leaves out when it happened: the series of `account` have that.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "results/query.hpp"

namespace fleetsim::results {

struct CostLine {
    std::string item;
    std::string unit = "1";  ///< of month_count
    std::optional<double> month_count;
    std::optional<double> busiest_day_count;  ///< where that decides, instead
    std::optional<double> month_cost;
    std::string price;   ///< as the price book has it
    std::string source;  ///< of the price
};

struct BookCosts {
    std::string book;
    std::string currency;
    std::optional<double> month_cost;
    std::optional<double> month_cost_per_device;  ///< of those that were switched on
    std::vector<CostLine> lines;                  ///< dearest first

    std::string component() const { return "cost/" + book; }
    /// "a device, of 1,000 that were on": what month_cost_per_device divides by, too.
    std::string device_title() const;
};

struct QuotaUse {
    std::string name;
    std::string unit;
    std::optional<double> limit;
    std::optional<double> peak;
    std::optional<double> margin_ratio;
    std::optional<double> throttled;
};

/// Something that the account refused or delayed, and whose it was.
struct Refusal {
    std::string client;  ///< fleet or application
    std::string alarm;   ///< "publish_in_auth_error"
    double count = 0;
};

std::vector<BookCosts> costs(const Query& query, RunId run);
/// The one with the least margin first.
std::vector<QuotaUse> quotas(const Query& query, RunId run);

std::vector<Refusal> refusals(const Query& query, RunId run);

}  // namespace fleetsim::results
