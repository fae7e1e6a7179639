#include <algorithm>
#include <array>
#include <string>

#include "models/rules/functions.hpp"
#include "models/rules/unicode.hpp"

namespace fleetsim::rules {

namespace {

std::array<std::span<const Function>, 7> all_functions() {
    return {math_functions(), text_functions(),    regex_functions(),     codec_functions(),
            time_functions(), message_functions(), collection_functions()};
}

/// Levenshtein's: insertions, deletions and substitutions.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, change});
        }
    }
    return row.back();
}

}  // namespace

Value CallScope::number(const std::optional<Decimal>& value) const {
    if (!value) return {};
    return Value::number(version == SqlVersion::V2016_03_23 ? value->collapsed() : *value);
}

Value CallScope::number(double value) const { return number(Decimal::from_double(value)); }

Value CallScope::text(std::string_view text) const {
    return text.size() > kMostText ? Value{} : Value::text(arena.copy(text));
}

const Function* find_function(std::string_view name) {
    const std::string lower = to_lower(name);
    for (const auto group : all_functions()) {
        for (const Function& function : group) {
            if (function.name == lower) return &function;
        }
    }
    return nullptr;
}

std::string_view nearest_function(std::string_view name) {
    const std::string lower = to_lower(name.substr(0, 64));
    constexpr std::size_t kNear = 3;  // at this distance a name is another word
    std::size_t least = kNear;
    std::string_view nearest;
    for (const auto group : all_functions()) {
        for (const Function& function : group) {
            const std::size_t away = distance(lower, function.name);
            if (away >= least) continue;
            least = away;
            nearest = function.name;
        }
    }
    return nearest;
}

}  // namespace fleetsim::rules
