#include "results/goals.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <sstream>

#include "results/names.hpp"

namespace fleetsim::results {

namespace {
/// "2 of 3 goals are", "the goal is".
std::string so_many_goals(std::size_t count, std::size_t all) {
    if (all == 1) return "the goal is";
    return fmt::format("{} of {} goals {}", count, all, count == 1 ? "is" : "are");
}
}  // namespace

std::optional<Scale> written_scale(const Goal& goal) {
    const std::size_t comparison = goal.that.find_last_of("<>=");
    if (comparison == std::string::npos) return std::nullopt;
    std::istringstream threshold(goal.that.substr(comparison + 1));
    double number = 0;
    std::string unit;
    std::string more;
    if (!(threshold >> number >> unit) || threshold >> more || number == 0) return std::nullopt;
    if (unit.front() == '_') return std::nullopt;  // 1_000
    if (unit == "year" || unit == "week") unit += 's';
    return Scale{goal.threshold / number, unit};
}

std::string value_text(const Goal& goal) {
    const std::optional<Scale> scale = written_scale(goal);
    return goal.value && scale && says_enough(*goal.value, *scale)
               ? scaled_text(*goal.value, *scale)
               : figure_text(goal.value, goal.unit);
}

std::string why_unknown(const Goal& goal, const std::vector<LogEntry>& warnings) {
    std::string path = goal.that.substr(0, goal.that.find_first_of("<>="));
    std::replace(path.begin(), path.end(), '/', '.');
    const std::string batteries = names::battery("");
    for (const LogEntry& warning : warnings) {
        if (warning.code != kLifeUnknown) continue;
        const std::string fleet = warning.component.substr(batteries.size());
        if (!path.starts_with("battery." + fleet + ".") &&
            !path.starts_with("fleet." + fleet + ".battery_life"))
            continue;
        const std::size_t colon = warning.text.find(": ");
        return colon == std::string::npos ? warning.text : warning.text.substr(colon + 2);
    }
    return "it was not measured";
}

std::string goals_verdict(const std::vector<Goal>& goals, const std::vector<LogEntry>& warnings) {
    std::vector<std::string> of_missed;
    std::vector<std::string> of_unknown;
    for (const Goal& goal : goals) {
        if (goal.is_missed())
            of_missed.push_back(fmt::format("{} (it is {})", goal.that, value_text(goal)));
        if (!goal.is_known())
            of_unknown.push_back(fmt::format("{} ({})", goal.that, why_unknown(goal, warnings)));
    }
    const std::size_t all = goals.size();
    if (of_missed.empty() && of_unknown.empty())
        return all == 1   ? "The goal is met."
               : all == 2 ? "Both goals are met."
                          : fmt::format("All {} goals are met.", all);
    std::string sentence;
    if (!of_missed.empty())
        sentence = fmt::format("{} missed: {}.", so_many_goals(of_missed.size(), all),
                               fmt::join(of_missed, "; "));
    if (!of_unknown.empty())
        sentence += fmt::format("{}{} not known: {}.", of_missed.empty() ? "" : " And ",
                                so_many_goals(of_unknown.size(), all), fmt::join(of_unknown, "; "));
    sentence.front() =
        static_cast<char>(std::toupper(static_cast<unsigned char>(sentence.front())));
    return sentence;
}

}  // namespace fleetsim::results
