// Regex: regular expressions as the rules language takes them, compiled once and kept.
// Models     Perl syntax, near enough to Java's: groups, look-around, lazy and possessive repeats,
//            \uXXXX, lines as Java has them without a flag and with (?s) and (?m).
// Leaves out Java's \p{...} classes beyond the POSIX names, classes within classes and their
//            intersections, a look-behind of several lengths: such a pattern is not valid. "$" does
//            not match before a last line end. A search that would backtrack for ever is given up.
// Source     AWS IoT developer guide, regexp_matches, regexp_replace, regexp_substr.   Error none.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>

namespace fleetsim::rules {

class Regex {
  public:
    /// nullopt if `pattern` is not valid.
    static std::optional<Regex> compile(std::string_view pattern);

    // nullopt: given up, or a replacement that names a group the pattern has not.
    std::optional<bool> matches(std::string_view text) const;
    /// Every match replaced; `$1` and `${name}` stand for groups, a backslash takes what follows.
    std::optional<std::string> replace(std::string_view text, std::string_view replacement) const;
    /// The first match; nullopt if there is none.
    std::optional<std::string> first_match(std::string_view text) const;

  private:
    struct Compiled;
    std::shared_ptr<const Compiled> compiled_;
};

/// Compiled patterns by their text. Forgets all of them when it is full.
class RegexCache {
  public:
    /// nullptr for a pattern that is not valid.
    const Regex* find(std::string_view pattern);

  private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const {
            return std::hash<std::string_view>{}(text);
        }
    };
    static constexpr std::size_t kMost = 64;
    std::unordered_map<std::string, std::optional<Regex>, Hash, std::equal_to<>> patterns_;
};

}  // namespace fleetsim::rules
