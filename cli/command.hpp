// What a sub-command is: its words, its options as a table, and the function that runs it.
// The table is the one source of parsing, --help, completions and the reference page; the parser
// library is known to cli/parser.cpp alone.
#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/exit_code.hpp"

namespace fleetsim::cli {

enum class Arity { Flag, One, Many };

struct Option {
    /// "--seed", "--out,-o" (known by its first word), or a positional's upper-case word:
    /// "SCENARIO".
    std::string_view name;
    Arity arity = Arity::One;
    std::string_view value = {};  ///< what stands for the value in the help: "N"; empty for a flag
    std::string_view help = {};
    bool required = false;
};

/// The parsed command line. Names are the table's; asking for one not in it is a bug.
class Arguments {
  public:
    explicit Arguments(std::map<std::string, std::vector<std::string>, std::less<>> values);

    bool has(std::string_view name) const;
    /// The value of a required option. Use maybe() for optional ones.
    const std::string& text(std::string_view name) const;
    std::optional<std::string> maybe(std::string_view name) const;
    std::vector<std::string> all(std::string_view name) const;
    /// A whole number in [least, most]; throws sim::InputError naming the option otherwise.
    std::int64_t integer(std::string_view name, std::int64_t fallback,
                         std::int64_t least = INT64_MIN, std::int64_t most = INT64_MAX) const;
    double real(std::string_view name, double fallback) const;

  private:
    std::map<std::string, std::vector<std::string>, std::less<>> values_;
};

/// Throws sim::InputError: an option cannot be as it is. `hint` says what to do about it.
[[noreturn]] void refuse_option(std::string_view option, std::string_view reason, std::string hint);
/// The same for a value that the option cannot have.
[[noreturn]] void refuse_value(std::string_view option, std::string_view value, std::string hint);

/// The value that the option's word stands for; without the option the first one. Throws
/// sim::InputError with the words there are.
template <class Value, std::size_t kSize>
Value choose(const Arguments& arguments, std::string_view option,
             const std::array<std::pair<std::string_view, Value>, kSize>& choices) {
    const std::string word = arguments.maybe(option).value_or(std::string(choices[0].first));
    std::string words;
    for (const auto& [name, value] : choices) {
        if (name == word) return value;
        words.append(words.empty() ? "" : ", ").append(name);
    }
    refuse_value(option, word, "it is one of " + words);
}

/// Throws sim::InputError if one of the options is given; `reason` ends the sentence "it means
/// nothing ...".
void refuse_idle(const Arguments& arguments, std::initializer_list<std::string_view> options,
                 std::string_view reason);

struct Command {
    std::string_view name;
    std::string_view summary;
    std::vector<Option> options;
    ExitCode (*run)(const Arguments&);
};

}  // namespace fleetsim::cli
