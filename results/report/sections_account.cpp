// What a month costs, and what the account's quotas leave.
#include <fmt/format.h>

#include "results/figure_text.hpp"
#include "results/report/sections.hpp"

namespace fleetsim::results::report {

namespace {

Cell money(std::optional<double> amount, const BookCosts& book, std::string figure) {
    return {figure_text(amount, book.currency), amount, std::move(figure)};
}

Table bill(const BookCosts& book) {
    Table table{book.book, {"item", "in a month", "cost", "price", "source"}, {}};
    for (const CostLine& line : book.lines) {
        const std::string component = book.component() + "/" + line.item;
        Cell count = number(line.month_count, line.unit, component + ".month_count");
        if (line.busiest_day_count) {
            count = number(line.busiest_day_count, "1", component + ".busiest_day_count");
            count.text += " on the busiest day";
        }
        table.rows.push_back({words(line.item), std::move(count),
                              money(line.month_cost, book, component + ".month_cost"),
                              words(line.price), words(line.source)});
    }
    table.rows.push_back({words("all"), words(""),
                          money(book.month_cost, book, book.component() + ".month_cost"), words(""),
                          words("")});
    if (book.month_cost_per_device)
        table.rows.push_back(
            {words(book.device_title()), words(""),
             money(book.month_cost_per_device, book, book.component() + ".month_cost_per_device"),
             words(""), words("")});
    return table;
}

BarChart books_chart(const std::vector<BookCosts>& books) {
    BarChart chart{"cost of a month by price book", books.front().currency, {"month"}, {}};
    for (const BookCosts& book : books)
        chart.bars.push_back({book.book, {book.month_cost.value_or(0)}});
    return chart;
}

bool share_a_currency(const std::vector<BookCosts>& books) {
    for (const BookCosts& book : books)
        if (book.currency != books.front().currency) return false;
    return true;
}

}  // namespace

Section costs_section(const Overview& o) {
    Section section{"costs", "Costs of a month", {}, {}, {}, {}};
    if (o.costs.empty()) return section;
    section.sentences.push_back(fmt::format(
        "What was measured in {}, as if it went on like this for 30 days.", span_text(o.measured)));
    if (o.costs.size() > 1 && share_a_currency(o.costs))
        section.charts.emplace_back(books_chart(o.costs));
    for (const BookCosts& book : o.costs) section.tables.push_back(bill(book));
    return section;
}

Section quotas_section(const Overview& o) {
    Section section{"quotas", "Quotas and policies of the account", {}, {}, {}, {}};
    if (!o.refusals.empty()) {
        Table table{"refused or delayed", {"client", "what", "count"}, {}};
        for (const Refusal& refusal : o.refusals)
            table.rows.push_back(
                {words(refusal.client), words(metric_title(refusal.alarm)),
                 number(refusal.count, "1",
                        "account/" + refusal.client + "." + refusal.alarm + "_total")});
        section.tables.push_back(std::move(table));
    }
    if (o.quotas.empty()) return section;
    section.sentences.emplace_back(
        "The peak is what was asked for in the busiest second; a negative margin means that the "
        "service refused or delayed some of it.");
    Table table{"", {"quota", "limit", "peak", "margin", "refused or delayed"}, {}};
    for (const QuotaUse& use : o.quotas) {
        const std::string component = "quota/" + use.name + ".";
        table.rows.push_back({words(metric_title(use.name)),
                              number(use.limit, use.unit, component + "limit"),
                              number(use.peak, use.unit, component + "peak"),
                              {use.margin_ratio ? percent_text(*use.margin_ratio) : "-",
                               use.margin_ratio, component + "margin_ratio"},
                              number(use.throttled, "1", component + "throttled_total")});
    }
    section.tables.insert(section.tables.begin(), std::move(table));
    return section;
}

}  // namespace fleetsim::results::report
