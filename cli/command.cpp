#include "cli/command.hpp"

#include <charconv>
#include <utility>

#include "sim/check.hpp"
#include "sim/error.hpp"

namespace fleetsim::cli {

Arguments::Arguments(std::map<std::string, std::vector<std::string>, std::less<>> values)
    : values_(std::move(values)) {}

bool Arguments::has(std::string_view name) const { return values_.find(name) != values_.end(); }

const std::string& Arguments::text(std::string_view name) const {
    const auto found = values_.find(name);
    FLEET_CHECK(found != values_.end() && !found->second.empty(), "a required option is missing");
    return found->second.front();
}

std::optional<std::string> Arguments::maybe(std::string_view name) const {
    if (!has(name)) return std::nullopt;
    return text(name);
}

std::vector<std::string> Arguments::all(std::string_view name) const {
    const auto found = values_.find(name);
    return found == values_.end() ? std::vector<std::string>{} : found->second;
}

std::int64_t Arguments::integer(std::string_view name, std::int64_t fallback, std::int64_t least,
                                std::int64_t most) const {
    if (!has(name)) return fallback;
    const std::string& word = text(name);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size() || value < least || value > most) {
        std::string wanted = "a whole number";
        if (least != INT64_MIN) wanted += " of at least " + std::to_string(least);
        if (most != INT64_MAX) wanted += " and at most " + std::to_string(most);
        refuse_value(name, word, "give " + wanted);
    }
    return value;
}

double Arguments::real(std::string_view name, double fallback) const {
    if (!has(name)) return fallback;
    const std::string& word = text(name);
    double value = 0;
    const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (error != std::errc{} || end != word.data() + word.size())
        refuse_value(name, word, "give a number");
    return value;
}

namespace {
[[noreturn]] void refuse(std::string text, std::string hint) {
    throw sim::InputError(sim::Diagnostic{.place = {"command line", 0, 0},
                                          .code = "bad-option",
                                          .text = std::move(text),
                                          .hint = std::move(hint)});
}
}  // namespace

void refuse_option(std::string_view option, std::string_view reason, std::string hint) {
    refuse(std::string(option).append(": ").append(reason), std::move(hint));
}

void refuse_value(std::string_view option, std::string_view value, std::string hint) {
    refuse(std::string(option).append(" cannot be \"").append(value).append("\""), std::move(hint));
}

void refuse_idle(const Arguments& arguments, std::initializer_list<std::string_view> options,
                 std::string_view reason) {
    for (const std::string_view option : options) {
        if (arguments.has(option))
            refuse_option(option, "it means nothing " + std::string(reason), "leave it out");
    }
}

}  // namespace fleetsim::cli
