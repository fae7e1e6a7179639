#include "scenarios/language/diagnostics.hpp"

#include <algorithm>
#include <tuple>
#include <utility>

#include "sim/nearest_name.hpp"

namespace fleetsim::language {

namespace {

constexpr std::size_t kLongestText = 600;

/// A message stays on its line and of a size to read, whatever the file holds.
std::string on_one_line(std::string_view text) {
    std::string line;
    for (const char c : text.substr(0, kLongestText)) {
        const bool is_control = static_cast<unsigned char>(c) < 0x20 || c == 0x7F;
        line += is_control ? ' ' : c;
    }
    // A character of several bytes is not cut in two.
    if (text.size() > kLongestText) {
        while (!line.empty() && (static_cast<unsigned char>(line.back()) & 0x80) != 0) {
            line.pop_back();
        }
        line += " ...";
    }
    return line;
}

}  // namespace

void Diagnostics::add(const sim::Place& place, std::string code, std::string text,
                      std::string hint) {
    list_.push_back({place, std::move(code), on_one_line(text), on_one_line(hint)});
}

void Diagnostics::add_unknown(const sim::Place& place, std::string code, std::string text,
                              std::string_view name, const std::vector<std::string_view>& names) {
    add(place, std::move(code), std::move(text), hint_of_names(name, names));
}

void Diagnostics::finish() const {
    if (list_.empty()) return;
    std::vector<sim::Diagnostic> sorted = list_;
    std::stable_sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
        const auto key = [](const sim::Place& place) {
            return std::tuple(place.line == 0, place.line, place.column);
        };
        return key(a.place) < key(b.place);
    });
    throw sim::InputError(std::move(sorted));
}

std::string in_quotes(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string hint_of_names(std::string_view name, const std::vector<std::string_view>& given) {
    std::vector<std::string_view> names;
    for (const std::string_view one : given) {
        const bool is_new = std::find(names.begin(), names.end(), one) == names.end();
        if (!one.empty() && is_new) names.push_back(one);
    }
    constexpr std::size_t kMostNames = 24;
    constexpr std::size_t kLongestList = kLongestText - 100;  // the next name and the dots fit
    constexpr std::size_t kLongestSlip = 64;
    std::string hint;
    if (name.size() <= kLongestSlip) {
        if (const auto near = sim::nearest_name(name, names)) {
            hint = "did you mean \"" + std::string(*near) + "\"? ";
        }
    }
    if (names.empty()) return hint + "there is none";
    hint += "there are: ";
    std::size_t named = 0;
    for (; named < std::min(names.size(), kMostNames) && hint.size() < kLongestList; ++named) {
        hint += (named == 0 ? "" : ", ") + std::string(names[named]);
    }
    if (named < names.size()) hint += ", ...";
    return hint;
}

}  // namespace fleetsim::language
