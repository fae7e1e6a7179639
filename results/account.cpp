#include "results/account.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "results/figure_text.hpp"

namespace fleetsim::results {

namespace {

constexpr std::string_view kCost = "cost/";
constexpr std::string_view kQuota = "quota/";

template <class Entry, class Name>
Entry& entry_of(std::vector<Entry>& all, std::string_view name, Name Entry::*member) {
    const auto found = std::find_if(all.begin(), all.end(),
                                    [&](const Entry& entry) { return entry.*member == name; });
    if (found != all.end()) return *found;
    all.emplace_back();
    all.back().*member = name;
    return all.back();
}

void take(const Scalar& scalar, BookCosts& book) {
    if (scalar.metric.name == "month_cost") {
        book.month_cost = scalar.value;
        book.currency = scalar.metric.unit;
    } else if (scalar.metric.name == "month_cost_per_device") {
        book.month_cost_per_device = scalar.value;
    }
}

void take(const Scalar& scalar, CostLine& line) {
    if (scalar.metric.name == "month_cost") line.month_cost = scalar.value;
    if (scalar.metric.name == "month_count") {
        line.month_count = scalar.value;
        line.unit = scalar.metric.unit;
    }
    if (scalar.metric.name == "busiest_day_count") line.busiest_day_count = scalar.value;
}

void add_prices(std::vector<BookCosts>& books, const std::vector<Assumption>& assumptions) {
    for (BookCosts& book : books)
        for (CostLine& line : book.lines)
            for (const Assumption& assumption : assumptions) {
                if (assumption.profile != book.book || assumption.key != line.item) continue;
                line.price = assumption.value;
                line.source = assumption.source;
            }
}

}  // namespace

std::string BookCosts::device_title() const {
    if (month_cost.value_or(0) <= 0 || month_cost_per_device.value_or(0) <= 0) return "a device";
    return fmt::format("a device, of {} that were on",
                       count_text(std::round(*month_cost / *month_cost_per_device)));
}

std::vector<BookCosts> costs(const Query& query, RunId run) {
    std::vector<BookCosts> books;
    for (const Scalar& scalar : query.scalars(run, "cost/*")) {
        std::string_view name = scalar.component;
        name.remove_prefix(kCost.size());
        const std::size_t slash = name.find('/');
        BookCosts& book = entry_of(books, name.substr(0, slash), &BookCosts::book);
        if (slash == std::string_view::npos)
            take(scalar, book);
        else
            take(scalar, entry_of(book.lines, name.substr(slash + 1), &CostLine::item));
    }
    add_prices(books, query.assumptions(run));
    for (BookCosts& book : books)
        std::stable_sort(book.lines.begin(), book.lines.end(),
                         [](const CostLine& a, const CostLine& b) {
                             return a.month_cost.value_or(0) > b.month_cost.value_or(0);
                         });
    return books;
}

std::vector<QuotaUse> quotas(const Query& query, RunId run) {
    std::vector<QuotaUse> all;
    for (const Scalar& scalar : query.scalars(run, "quota/*")) {
        std::string_view name = scalar.component;
        name.remove_prefix(kQuota.size());
        QuotaUse& use = entry_of(all, name, &QuotaUse::name);
        if (scalar.metric.name == "limit") {
            use.limit = scalar.value;
            use.unit = scalar.metric.unit;
        }
        if (scalar.metric.name == "peak") use.peak = scalar.value;
        if (scalar.metric.name == "margin_ratio") use.margin_ratio = scalar.value;
        if (scalar.metric.name == "throttled_total") use.throttled = scalar.value;
    }
    std::stable_sort(all.begin(), all.end(), [](const QuotaUse& a, const QuotaUse& b) {
        return a.margin_ratio.value_or(1) < b.margin_ratio.value_or(1);
    });
    return all;
}

std::vector<Refusal> refusals(const Query& query, RunId run) {
    constexpr std::string_view kTotal = "_total";
    std::vector<Refusal> all;
    for (const Scalar& scalar : query.scalars(run, "account/*")) {
        std::string alarm = scalar.metric.name;
        if (alarm.ends_with(kTotal)) alarm.resize(alarm.size() - kTotal.size());
        all.push_back({scalar.component.substr(std::string_view("account/").size()), alarm,
                       scalar.value.value_or(0)});
    }
    return all;
}

}  // namespace fleetsim::results
