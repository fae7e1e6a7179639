#include "results/study_caveats.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "results/study_columns.hpp"

namespace fleetsim::results {

namespace {
/// A warning, and where it was given.
struct Told {
    LogEntry first;
    std::vector<std::size_t> points;
    bool is_alike = true;  ///< in the same words at every point
};

void note(std::vector<Told>& all, const LogEntry& entry, std::size_t point) {
    const auto found = std::find_if(all.begin(), all.end(), [&](const Told& told) {
        return told.first.code == entry.code && told.first.component == entry.component;
    });
    if (found == all.end()) {
        all.push_back({.first = entry, .points = {point}});
        return;
    }
    if (found->points.back() == point) return;  // another replication
    found->points.push_back(point);
    found->is_alike = found->is_alike && found->first.text == entry.text;
}

/// "at count = 1000 and count = 2000", "at 12 of 40 points, the first count = 1000"; empty for all.
std::string where(const Told& told, const std::vector<StudyPoint>& points) {
    constexpr std::size_t kNamed = 3;
    const std::string first = label_of(points[told.points.front()]);
    if (told.points.size() == points.size())
        return told.is_alike ? "" : "at every point, so at " + first;
    if (told.points.size() > kNamed)
        return fmt::format("at {} of {} points, {} at {}", told.points.size(), points.size(),
                           told.is_alike ? "first" : "so", first);
    std::vector<std::string> names;
    for (const std::size_t point : told.points) names.push_back(label_of(points[point]));
    const std::string text = fmt::format("at {}", fmt::join(names, "; at "));
    return told.is_alike ? text : fmt::format("{} (here of {})", text, first);
}
}  // namespace

std::vector<LogEntry> study_caveats(const Query& query, const std::vector<StudyPoint>& points) {
    std::vector<Told> all;
    for (std::size_t i = 0; i < points.size(); ++i)
        for (const auto& [replication, run] : points[i].runs.runs)
            for (const LogEntry& entry : query.log(run))
                if (entry.severity != LogEntry::Severity::Note) note(all, entry, i);
    std::vector<LogEntry> caveats;
    for (const Told& told : all) {
        caveats.push_back(told.first);
        const std::string at = where(told, points);
        if (!at.empty()) caveats.back().text = at + ": " + told.first.text;
    }
    return caveats;
}

}  // namespace fleetsim::results
