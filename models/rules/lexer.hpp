// Lexer: a rule statement as words, numbers, texts and signs, each with its place.
// Models     the tokens of the AWS IoT SQL reference; keywords are words, told apart by the parser.
// Leaves out escapes in texts: a backslash is a character, a quote is doubled ('it''s').
// Source     AWS IoT developer guide, "AWS IoT SQL reference".     Error none.
#pragma once

#include <cstdint>
#include <string_view>

#include "sim/error.hpp"

namespace fleetsim::rules {

struct Token {
    enum class Kind : std::uint8_t { Word, Variable, Number, Text, Sign, Unknown, OpenText, End };

    Kind kind = Kind::End;
    std::string_view text;   ///< as written; of a Text without its quotes, of a Variable without @
    std::size_t offset = 0;  ///< in the source
    bool has_doubled_quote = false;

    bool is_sign(std::string_view sign) const { return kind == Kind::Sign && text == sign; }
    /// A word, whatever its case. `lower` must be in lower case.
    bool is_word(std::string_view lower) const;
};

class Lexer {
  public:
    explicit Lexer(std::string_view source, std::size_t start = 0) : source_(source), at_(start) {}

    Token next();
    std::size_t offset() const { return at_; }

  private:
    Token text_token(std::size_t start);
    Token number_token(std::size_t start);
    Token sign_token(std::size_t start);

    std::string_view source_;
    std::size_t at_;
};

/// Line and column, from one, of a byte offset. Columns count characters, not bytes.
sim::Place place_of(std::string_view source, std::size_t offset, std::string_view name);

}  // namespace fleetsim::rules
