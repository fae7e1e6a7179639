#include "results/report/kept_units.hpp"

#include <algorithm>
#include <array>
#include <cctype>

namespace fleetsim::results::report {

namespace {
constexpr std::string_view kNoBreakSpace = "\u00a0";

bool is_one_of(std::string_view word, const auto& words) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// Units with a prefix of results/figure_text.hpp, units without, and currencies.
bool is_unit(std::string_view word) {
    constexpr std::array<std::string_view, 10> kScaled = {"s", "B",  "J",     "W",   "A",
                                                          "V", "Ah", "bit/s", "B/s", "Wh"};
    constexpr std::array<std::string_view, 11> kPlain = {"%", "/s", "/min", "/h",    "/d",  "min",
                                                         "h", "d",  "year", "years", "degC"};
    constexpr std::array<std::string_view, 12> kPrefixes = {"T", "G", "M",  "k",  "m",  "µ",
                                                            "n", "p", "Ki", "Mi", "Gi", "Ti"};
    if (is_one_of(word, kScaled) || is_one_of(word, kPlain)) return true;
    for (const std::string_view prefix : kPrefixes)
        if (word.starts_with(prefix) && is_one_of(word.substr(prefix.size()), kScaled)) return true;
    return word.size() == 3 && std::all_of(word.begin(), word.end(),
                                           [](unsigned char c) { return std::isupper(c) != 0; });
}
}  // namespace

std::string with_units_kept(std::string_view text) {
    std::string kept;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool is_after_number =
            i > 0 && std::isdigit(static_cast<unsigned char>(text[i - 1])) != 0;
        const std::string_view rest = text.substr(i + 1);
        if (text[i] == ' ' && is_after_number &&
            is_unit(rest.substr(0, rest.find_first_of(" ,;:.()"))))
            kept += kNoBreakSpace;
        else
            kept += text[i];
    }
    return kept;
}

}  // namespace fleetsim::results::report
