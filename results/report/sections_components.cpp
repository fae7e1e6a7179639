// Whatever a run stored that no other section is about, by the kind of its component: rules, sinks,
// applications, and what a later model brings, without this page knowing it.
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <map>

#include "results/figure_text.hpp"
#include "results/report/sections.hpp"

namespace fleetsim::results::report {

namespace {
/// More columns than these do not fit beside one another.
constexpr std::size_t kColumns = 6;

std::string kind_of(std::string_view component) {
    return std::string(component.substr(0, component.find('/')));
}

/// Kinds with a section of their own.
bool is_elsewhere(std::string_view kind) {
    constexpr std::array<std::string_view, 7> kElsewhere = {"run",  "wire",  "energy", "battery",
                                                            "cost", "quota", "account"};
    return std::find(kElsewhere.begin(), kElsewhere.end(), kind) != kElsewhere.end();
}

/// What a series or a histogram comes to is with its charts: "connects_per_second_peak",
/// "latency_seconds.p99", the "connections" at the end beside "connections_mean".
bool is_of_chart(std::string_view metric) {
    return metric.find('.') != metric.npos || metric.ends_with("_per_second_mean") ||
           metric.ends_with("_per_second_peak");
}

/// The scalars of one kind, as a grid of components and metrics.
class Grid {
  public:
    void add(const Scalar& s) {
        const std::string title = metric_title(s.metric.name) + unit_suffix(s.metric);
        if (std::find(components_.begin(), components_.end(), s.component) == components_.end())
            components_.push_back(s.component);
        if (std::find(metrics_.begin(), metrics_.end(), title) == metrics_.end())
            metrics_.push_back(title);
        cells_[{s.component, title}] =
            number(s.value, s.metric.unit, s.component + "." + s.metric.name);
    }
    /// Metrics that are zero or not measured everywhere, taken out of the grid.
    std::vector<std::string> take_out_zeros() {
        std::vector<std::string> zeros;
        for (const std::string& metric : metrics_)
            if (std::none_of(components_.begin(), components_.end(),
                             [&](const std::string& c) { return has_value(c, metric); }))
                zeros.push_back(metric);
        for (const std::string& zero : zeros) std::erase(metrics_, zero);
        return zeros;
    }
    Table table(const std::string& kind) const {
        const std::size_t skipped = kind.size() + 1;
        const auto name = [&](const std::string& component) {
            return component.size() > skipped ? component.substr(skipped) : component;
        };
        Table table{kind, {""}, {}};
        const bool are_metrics_rows = metrics_.size() > kColumns && components_.size() <= kColumns;
        if (are_metrics_rows) {
            for (const std::string& c : components_) table.columns.push_back(name(c));
            for (const std::string& m : metrics_) {
                table.rows.push_back({words(m)});
                for (const std::string& c : components_) table.rows.back().push_back(cell(c, m));
            }
        } else if (metrics_.size() <= kColumns) {
            for (const std::string& m : metrics_) table.columns.push_back(m);
            for (const std::string& c : components_) {
                table.rows.push_back({words(name(c))});
                for (const std::string& m : metrics_) table.rows.back().push_back(cell(c, m));
            }
        } else {
            table.columns = {"", "figure", "value"};
            for (const auto& [place, value] : cells_)
                if (value.value.value_or(0) != 0)
                    table.rows.push_back({words(name(place.first)), words(place.second), value});
        }
        return table;
    }
    bool is_empty() const { return metrics_.empty(); }

  private:
    static std::string unit_suffix(const Metric& metric) {
        const bool says_it = metric.unit == "1" || metric.unit.empty() || metric.unit == "s" ||
                             metric.unit == "B" || metric.unit == "J" || metric.unit == "1/s";
        return says_it ? "" : ", " + metric.unit;
    }
    bool has_value(const std::string& component, const std::string& metric) const {
        const auto found = cells_.find({component, metric});
        return found != cells_.end() && found->second.value.value_or(0) != 0;
    }
    Cell cell(const std::string& component, const std::string& metric) const {
        const auto found = cells_.find({component, metric});
        return found == cells_.end() ? words("") : found->second;
    }

    std::vector<std::string> components_;
    std::vector<std::string> metrics_;
    std::map<std::pair<std::string, std::string>, Cell> cells_;
};
}  // namespace

Section components_section(const Query& query, RunId run) {
    Section section{"components", "Figures by component", {}, {}, {}, {}};
    std::map<std::string, Grid> grids;
    for (const Scalar& s : query.scalars(run)) {
        const std::string kind = kind_of(s.component);
        if (is_elsewhere(kind) || is_of_chart(s.metric.name)) continue;
        const bool is_told_with_broker = std::ranges::any_of(
            std::array{"broker/node/", "broker/dropped/", "broker/refused/"},
            [&](const char* prefix) { return s.component.starts_with(prefix); });
        if (is_told_with_broker) continue;
        grids[kind].add(s);
    }
    for (auto& [kind, grid] : grids) {
        const std::vector<std::string> zeros = grid.take_out_zeros();
        if (!grid.is_empty()) section.tables.push_back(grid.table(kind));
        if (!zeros.empty())
            section.notes.push_back(fmt::format("{}: none of {}.", kind, fmt::join(zeros, ", ")));
    }
    return section;
}

}  // namespace fleetsim::results::report
