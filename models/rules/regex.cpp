#include "models/rules/regex.hpp"

#include <algorithm>
#include <array>
#include <boost/regex.hpp>
#include <charconv>
#include <stdexcept>

#include "models/rules/unicode.hpp"

namespace fleetsim::rules {

namespace {

// One character type for all: a pattern sees characters, not bytes.
using Pattern = boost::wregex;
using Match = boost::wsmatch;

// Java's defaults: "." stops at the end of a line, "^" and "$" stand for the ends of the text.
constexpr auto kJava = boost::regex_constants::perl | boost::regex_constants::no_mod_m |
                       boost::regex_constants::no_mod_s;

/// A pattern of Java in Boost's Perl syntax. Boost reads much that Java refuses, and some of it as
/// something else: such a pattern is no pattern.
class Translation {
  public:
    explicit Translation(std::wstring_view pattern) : rest_(pattern) {}

    /// nullopt: refused by Java, or not modelled.
    std::optional<std::wstring> run() {
        while (!rest_.empty()) {
            if (!(is_in_class_ ? step_in_class() : step())) return std::nullopt;
        }
        return out_;
    }

  private:
    void copy(std::size_t count) {
        out_ += rest_.substr(0, count);
        rest_.remove_prefix(std::min(count, rest_.size()));
    }

    bool step() {
        if (rest_.front() == L'\\') return escape();
        if (rest_.front() == L'{' && !is_count()) return false;  // to Boost a plain character
        if (rest_.starts_with(L"(?#")) return false;
        if (rest_.front() == L'[') {
            is_in_class_ = true;
            copy(rest_.starts_with(L"[^") ? 2 : 1);
            if (!rest_.starts_with(L']')) return true;
        }
        copy(1);
        return true;
    }

    /// Java's classes hold classes and intersect them; Perl's do not.
    bool step_in_class() {
        if (rest_.front() == L'\\') return escape();
        if (rest_.front() == L'[' || rest_.starts_with(L"&&")) return false;
        is_in_class_ = rest_.front() != L']';
        copy(1);
        return true;
    }

    bool escape() {
        if (rest_.size() < 2) return false;
        const wchar_t c = rest_[1];
        if (c == L'Q') {
            copy(std::min(rest_.find(L"\\E"), rest_.size() - 2) + 2);
            return true;
        }
        if (c == L'u') return code_unit();
        if (c == L'p' || c == L'P') return property();
        // To Java a plain character, to Boost the end of a word or of the text.
        if (std::wstring_view(L"<>`'").find(c) != std::wstring_view::npos) {
            rest_.remove_prefix(1);
            copy(1);
            return true;
        }
        const bool is_letter = (c >= L'a' && c <= L'z') || (c >= L'A' && c <= L'Z');
        constexpr std::wstring_view kJavas = L"tnrfaecxdDhHsSvVwWbBAGZzRXkN";
        if (is_letter && kJavas.find(c) == std::wstring_view::npos) return false;
        const bool has_braces = c == L'x' && rest_.substr(2).starts_with(L'{');  // \x{1F600}
        copy(has_braces ? std::min(rest_.find(L'}'), rest_.size() - 1) + 1 : 2);
        return true;
    }

    /// \u00e9 as \x{00e9}, for Boost's \u is any upper case letter.
    bool code_unit() {
        constexpr std::wstring_view kHex = L"0123456789abcdefABCDEF";
        const std::wstring_view digits = rest_.substr(2, 4);
        if (digits.size() < 4 || digits.find_first_not_of(kHex) != std::wstring_view::npos) {
            return false;
        }
        out_.append(L"\\x{").append(digits).append(L"}");
        rest_.remove_prefix(6);
        return true;
    }

    /// The POSIX names; Boost would read \p{L}, any letter, as [a-z].
    bool property() {
        constexpr std::array<std::wstring_view, 12> kNames = {
            L"{Lower}", L"{Upper}", L"{Alpha}", L"{Digit}", L"{Alnum}",  L"{Punct}",
            L"{Graph}", L"{Print}", L"{Blank}", L"{Cntrl}", L"{XDigit}", L"{Space}"};
        const auto* const name = std::find_if(
            kNames.begin(), kNames.end(),
            [&](std::wstring_view known) { return rest_.substr(2).starts_with(known); });
        if (name == kNames.end()) return false;
        copy(2 + name->size());
        return true;
    }

    /// {2}, {2,} or {2,3}
    bool is_count() const {
        const std::wstring_view inner = rest_.substr(1, rest_.find(L'}') - 1);
        constexpr std::wstring_view kDigits = L"0123456789";
        const std::size_t comma = std::min(inner.find_first_not_of(kDigits), inner.size());
        if (comma == 0 || rest_.find(L'}') == std::wstring_view::npos) return false;
        if (comma == inner.size()) return true;
        return inner[comma] == L',' &&
               inner.find_first_not_of(kDigits, comma + 1) == std::wstring_view::npos;
    }

    std::wstring_view rest_;
    std::wstring out_;
    bool is_in_class_ = false;
};

struct GroupReference {
    int group = 0;
    std::size_t length = 0;  // of the reference after its dollar sign
};

/// Java's rule: the longest run of digits that names a group, or a name in braces.
std::optional<GroupReference> read_group(std::wstring_view rest, const Match& match) {
    const auto group_count = static_cast<int>(match.size()) - 1;
    if (!rest.empty() && rest.front() == L'{') {
        const std::size_t close = rest.find(L'}');
        if (close == std::wstring_view::npos || close == 1) return std::nullopt;
        const std::wstring name(rest.substr(1, close - 1));
        if (match.named_subexpression_index(name.data(), name.data() + name.size()) < 0) {
            return std::nullopt;
        }
        return GroupReference{
            match.named_subexpression_index(name.data(), name.data() + name.size()), close + 1};
    }
    GroupReference reference;
    for (const wchar_t c : rest) {
        if (c < L'0' || c > L'9') break;
        const int longer = reference.group * 10 + static_cast<int>(c - L'0');
        if (reference.length > 0 && longer > group_count) break;
        reference.group = longer;
        ++reference.length;
    }
    if (reference.length == 0 || reference.group > group_count) return std::nullopt;
    return reference;
}

bool append_replacement(std::wstring_view replacement, const Match& match, std::wstring& out) {
    for (std::size_t i = 0; i < replacement.size(); ++i) {
        const wchar_t c = replacement[i];
        if (c == L'\\') {
            if (++i == replacement.size()) return false;
            out += replacement[i];
        } else if (c == L'$') {
            const auto reference = read_group(replacement.substr(i + 1), match);
            if (!reference) return false;
            out += match[reference->group].str();
            i += reference->length;
        } else {
            out += c;
        }
    }
    return true;
}

}  // namespace

struct Regex::Compiled {
    Pattern pattern;
};

std::optional<Regex> Regex::compile(std::string_view pattern) {
    const std::wstring wide = widen(pattern);
    const auto translated = Translation(wide).run();
    if (!translated) return std::nullopt;
    try {
        Regex regex;
        regex.compiled_ = std::make_shared<const Compiled>(Compiled{Pattern(*translated, kJava)});
        return regex;
    } catch (const std::runtime_error&) {  // boost::regex_error: not a pattern
        return std::nullopt;
    }
}

std::optional<bool> Regex::matches(std::string_view text) const {
    try {
        return boost::regex_search(widen(text), compiled_->pattern);
    } catch (const std::runtime_error&) {  // too much backtracking
        return std::nullopt;
    }
}

std::optional<std::string> Regex::replace(std::string_view text,
                                          std::string_view replacement) const {
    const std::wstring source = widen(text);
    const std::wstring pieces = widen(replacement);
    std::wstring out;
    try {
        auto rest = source.begin();
        auto from = rest;
        Match match;
        while (boost::regex_search(from, source.end(), match, compiled_->pattern,
                                   boost::match_default, source.begin())) {
            out.append(rest, match[0].first);
            rest = match[0].second;
            constexpr std::size_t kMost = 1024 * 1024;
            if (!append_replacement(pieces, match, out) || out.size() > kMost) return std::nullopt;
            // As Java's Matcher: after an empty match the search goes on one character further.
            if (match[0].length() == 0 && rest == source.end()) break;
            from = match[0].length() == 0 ? rest + 1 : rest;
        }
        out.append(rest, source.end());
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
    return narrow(out);
}

std::optional<std::string> Regex::first_match(std::string_view text) const {
    const std::wstring source = widen(text);
    try {
        Match match;
        if (!boost::regex_search(source, match, compiled_->pattern)) return std::nullopt;
        return narrow(match[0].str());
    } catch (const std::runtime_error&) {
        return std::nullopt;
    }
}

const Regex* RegexCache::find(std::string_view pattern) {
    auto found = patterns_.find(pattern);
    if (found == patterns_.end()) {
        if (patterns_.size() >= kMost) patterns_.clear();
        found = patterns_.emplace(pattern, Regex::compile(pattern)).first;
    }
    return found->second ? &*found->second : nullptr;
}

}  // namespace fleetsim::rules
