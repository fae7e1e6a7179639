#include "models/rules/regex.hpp"

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

/// Java's \u00e9 as \x{00e9}, for here \u is any upper case letter. What \Q quotes stays as it is.
std::wstring with_perl_escapes(const std::wstring& pattern) {
    static const Pattern escapes(LR"(\\Q.*?(?:\\E|\z)|\\u([[:xdigit:]]{4})|\\.)");
    return boost::regex_replace(pattern, escapes, LR"((?1\\x\{$1\}:$&))", boost::format_all);
}

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
    try {
        Regex regex;
        regex.compiled_ = std::make_shared<const Compiled>(
            Compiled{Pattern(with_perl_escapes(widen(pattern)), kJava)});
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
        boost::wsregex_iterator at(source.begin(), source.end(), compiled_->pattern);
        for (; at != boost::wsregex_iterator{}; ++at) {
            const Match& match = *at;
            out.append(rest, match[0].first);
            rest = match[0].second;
            constexpr std::size_t kMost = 1024 * 1024;
            if (!append_replacement(pieces, match, out) || out.size() > kMost) return std::nullopt;
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
