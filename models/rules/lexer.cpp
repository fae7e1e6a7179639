#include "models/rules/lexer.hpp"

#include <algorithm>
#include <array>
#include <string>

#include "models/rules/decimal.hpp"

namespace fleetsim::rules {

namespace {

/// Letters, underscore, and every byte of a character beyond ASCII.
constexpr bool starts_word(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}
constexpr bool continues_word(char c) { return starts_word(c) || is_digit(c); }
constexpr bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

}  // namespace

bool Token::is_word(std::string_view lower) const {
    return kind == Kind::Word &&
           std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) {
               return (a >= 'A' && a <= 'Z' ? static_cast<char>(a + 32) : a) == b;
           });
}

Token Lexer::next() {
    while (at_ < source_.size() && is_blank(source_[at_])) ++at_;
    const std::size_t start = at_;
    if (start >= source_.size()) return {Token::Kind::End, {}, source_.size(), false};
    const char c = source_[start];
    if (c == '\'' || c == '"') return text_token(start);
    if (is_digit(c)) return number_token(start);
    if (c == '@' || starts_word(c)) {
        ++at_;
        while (at_ < source_.size() && continues_word(source_[at_])) ++at_;
        const std::size_t skipped = c == '@' ? 1 : 0;
        return {c == '@' ? Token::Kind::Variable : Token::Kind::Word,
                source_.substr(start + skipped, at_ - start - skipped), start, false};
    }
    return sign_token(start);
}

Token Lexer::text_token(std::size_t start) {
    const char quote = source_[start];
    Token token{Token::Kind::OpenText, source_.substr(start), start, false};
    for (std::size_t i = start + 1; i < source_.size(); ++i) {
        if (source_[i] != quote) continue;
        if (i + 1 < source_.size() && source_[i + 1] == quote) {
            token.has_doubled_quote = true;
            ++i;
            continue;
        }
        token.kind = Token::Kind::Text;
        token.text = source_.substr(start + 1, i - start - 1);
        at_ = i + 1;
        return token;
    }
    at_ = source_.size();
    return token;
}

Token Lexer::number_token(std::size_t start) {
    const auto digits = [&] {
        while (at_ < source_.size() && is_digit(source_[at_])) ++at_;
    };
    digits();
    if (at_ + 1 < source_.size() && source_[at_] == '.' && is_digit(source_[at_ + 1])) {
        ++at_;
        digits();
    }
    if (at_ < source_.size() && (source_[at_] == 'e' || source_[at_] == 'E')) {
        std::size_t power = at_ + 1;
        if (power < source_.size() && (source_[power] == '-' || source_[power] == '+')) ++power;
        if (power < source_.size() && is_digit(source_[power])) {
            at_ = power;
            digits();
        }
    }
    // "2nd" is one broken word to a reader, not a number and a word.
    const bool runs_on = at_ < source_.size() && continues_word(source_[at_]);
    while (runs_on && at_ < source_.size() && continues_word(source_[at_])) ++at_;
    return {runs_on ? Token::Kind::Unknown : Token::Kind::Number,
            source_.substr(start, at_ - start), start, false};
}

Token Lexer::sign_token(std::size_t start) {
    constexpr std::array<std::string_view, 4> kDouble = {"<>", "<=", ">=", "!="};
    constexpr std::string_view kSingle = "()[]{},.:*+-/%=<>";
    // Signs of other dialects, kept whole so that the message can name them.
    constexpr std::array<std::string_view, 5> kForeign = {"&&", "||", "==", "/*", "--"};
    const std::string_view pair = source_.substr(start, 2);
    if (std::find(kDouble.begin(), kDouble.end(), pair) != kDouble.end()) {
        at_ += 2;
        return {Token::Kind::Sign, pair, start, false};
    }
    if (std::find(kForeign.begin(), kForeign.end(), pair) != kForeign.end()) {
        at_ += 2;
        return {Token::Kind::Unknown, pair, start, false};
    }
    ++at_;
    const bool is_known = kSingle.find(source_[start]) != std::string_view::npos;
    return {is_known ? Token::Kind::Sign : Token::Kind::Unknown, source_.substr(start, 1), start,
            false};
}

sim::Place place_of(std::string_view source, std::size_t offset, std::string_view name) {
    sim::Place place{std::string(name), 1, 1};
    for (const char c : source.substr(0, offset)) {
        if (c == '\n') {
            ++place.line;
            place.column = 1;
        } else if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) {
            ++place.column;
        }
    }
    return place;
}

}  // namespace fleetsim::rules
