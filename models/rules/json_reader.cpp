#include "models/rules/json_reader.hpp"

#include <bit>
#include <cstring>

#include "models/rules/unicode.hpp"

namespace fleetsim::rules {

namespace {

/// One pass over a document. Every step answers false at the first thing that is not JSON.
class Reading {
  public:
    Reading(std::string_view text, std::vector<Value>& values, std::vector<Member>& members,
            WholeNumbers mode, Arena& arena)
        : at_(text.data()),
          end_(at_ + text.size()),
          values_(values),
          members_(members),
          mode_(mode),
          arena_(arena) {}

    bool read_document(Value& result) {
        skip_blanks();
        if (!read(0, result)) return false;
        skip_blanks();
        return at_ == end_;
    }

  private:
    void skip_blanks() {
        while (at_ != end_ && (*at_ == ' ' || *at_ == '\n' || *at_ == '\r' || *at_ == '\t')) ++at_;
    }
    bool accept(char wanted) {
        skip_blanks();
        if (at_ == end_ || *at_ != wanted) return false;
        ++at_;
        return true;
    }

    bool read(int depth, Value& result) {
        return is_at_container() ? read_container(depth, result) : read_scalar(result);
    }

    bool is_at_container() const { return at_ != end_ && (*at_ == '{' || *at_ == '['); }

    bool read_container(int depth, Value& result) {
        if (depth > JsonReader::kMaxDepth) return false;
        return *at_ == '{' ? read_object(depth, result) : read_array(depth, result);
    }

    bool read_scalar(Value& result) {
        if (at_ == end_) return false;
        switch (*at_) {
            case '"': {
                std::string_view text;
                if (!read_text(text)) return false;
                result = Value::text(text);
                return true;
            }
            case 't':
                return read_word("true", Value::boolean(true), result);
            case 'f':
                return read_word("false", Value::boolean(false), result);
            case 'n':
                return read_word("null", Value::null(), result);
            default:
                return read_number(result);
        }
    }

    bool read_word(std::string_view word, const Value& value, Value& result) {
        if (!std::string_view(at_, end_).starts_with(word)) return false;
        at_ += word.size();
        result = value;
        return true;
    }

    bool read_array(int depth, Value& result) {
        ++at_;
        const std::size_t base = values_.size();
        if (!accept(']')) {
            do {
                skip_blanks();
                if (!read_item(depth)) return false;
            } while (accept(','));
            if (!accept(']')) return false;
        }
        result = Value::array(arena_.copy(std::span<const Value>(values_).subspan(base)));
        values_.resize(base);
        return true;
    }

    bool read_object(int depth, Value& result) {
        ++at_;
        const std::size_t base = members_.size();
        if (!accept('}')) {
            do {
                skip_blanks();
                if (!read_member(depth)) return false;
            } while (accept(','));
            if (!accept('}')) return false;
        }
        result = Value::object(arena_.copy(std::span<const Member>(members_).subspan(base)));
        members_.resize(base);
        return true;
    }

    // A scalar is written where it stays: stored in parts and then copied whole, it would have to
    // wait in the store buffer (two fifths of the time of reading).

    bool read_item(int depth) {
        Value& item = values_.emplace_back();
        if (!is_at_container()) return read_scalar(item);
        const std::size_t place = values_.size() - 1;
        Value container;
        if (!read_container(depth + 1, container)) return false;
        values_[place] = container;
        return true;
    }

    bool read_member(int depth) {
        Member& member = members_.emplace_back();
        if (at_ == end_ || *at_ != '"' || !read_text(member.name) || !accept(':')) return false;
        skip_blanks();
        if (!is_at_container()) return read_scalar(member.value);
        const std::size_t place = members_.size() - 1;
        Value container;
        if (!read_container(depth + 1, container)) return false;
        members_[place].value = container;
        return true;
    }

    /// To the first quote, backslash, control or non-ASCII character, eight at a time; may stop
    /// before it.
    void skip_plain() {
        if constexpr (std::endian::native != std::endian::little) return;
        constexpr std::uint64_t kOnes = 0x0101010101010101;
        constexpr std::uint64_t kHighs = kOnes * 0x80;
        // The lowest bit set marks the first byte that is zero (Warren: Hacker's Delight, 6-1).
        const auto zeros = [](std::uint64_t bytes) { return (bytes - kOnes) & ~bytes; };
        while (end_ - at_ >= 8) {
            std::uint64_t bytes = 0;
            std::memcpy(&bytes, at_, 8);
            const std::uint64_t controls = (bytes - kOnes * 0x20) & ~bytes;
            const std::uint64_t found =
                (zeros(bytes ^ (kOnes * '"')) | zeros(bytes ^ (kOnes * '\\')) | controls | bytes) &
                kHighs;
            if (found != 0) {
                at_ += std::countr_zero(found) / 8;
                return;
            }
            at_ += 8;
        }
    }

    bool read_text(std::string_view& text) {
        const char* const begin = ++at_;
        unsigned char all = 0;
        skip_plain();
        for (; at_ != end_; ++at_) {
            const auto c = static_cast<unsigned char>(*at_);
            if (c == '"') {
                text = {begin, at_++};
                return all < 0x80 || is_valid_utf8(text);
            }
            if (c < 0x20) return false;
            if (c == '\\') return read_escaped(begin, text);
            all |= c;
        }
        return false;
    }

    bool read_escaped(const char* begin, std::string_view& text) {
        std::string plain(begin, at_);
        while (at_ != end_) {
            const char c = *at_++;
            if (c == '"') {
                text = arena_.copy(plain);
                return is_valid_utf8(text);
            }
            if (static_cast<unsigned char>(c) < 0x20) return false;
            if (c != '\\') {
                plain += c;
            } else if (!read_escape(plain)) {
                return false;
            }
        }
        return false;
    }

    bool read_escape(std::string& plain) {
        if (at_ == end_) return false;
        const char c = *at_++;
        constexpr std::string_view kLetters = "\"\\/bfnrt";
        constexpr std::string_view kMeanings = "\"\\/\b\f\n\r\t";
        if (const std::size_t place = kLetters.find(c); place != std::string_view::npos) {
            plain += kMeanings[place];
            return true;
        }
        char32_t unit = 0;
        if (c != 'u' || !read_hex(unit)) return false;
        char32_t low = 0;
        const char* const behind = at_;
        const bool is_high = unit >= 0xD800 && unit < 0xDC00;
        if (is_high && std::string_view(at_, end_).starts_with("\\u")) {
            at_ += 2;
            if (!read_hex(low)) return false;
        }
        if (low >= 0xDC00 && low < 0xE000) {
            unit = 0x10000 + ((unit - 0xD800) << 10) + (low - 0xDC00);
        } else {
            at_ = behind;
        }
        const bool is_half = unit >= 0xD800 && unit < 0xE000;
        append_character(is_half ? 0xFFFD : unit, plain);
        return true;
    }

    bool read_hex(char32_t& unit) {
        unit = 0;
        for (int i = 0; i < 4; ++i, ++at_) {
            if (at_ == end_) return false;
            const char lower = static_cast<char>(*at_ | 0x20);
            const bool is_letter = lower >= 'a' && lower <= 'f';
            if (!is_digit(*at_) && !is_letter) return false;
            unit = unit * 16 + static_cast<char32_t>(is_letter ? lower - 'a' + 10 : *at_ - '0');
        }
        return true;
    }

    /// Up to 18 digits without an exponent are read here; the rest is for Decimal::parse.
    bool read_number(Value& result) {
        const char* const begin = at_;
        const bool is_negative = *at_ == '-';
        if (is_negative) ++at_;
        if (at_ == end_ || !is_digit(*at_)) return false;
        if (*at_ == '0' && at_ + 1 != end_ && is_digit(at_[1])) return false;
        std::uint64_t digits = 0;
        const char* const whole = at_;
        for (; at_ != end_ && is_digit(*at_); ++at_) {
            digits = digits * 10 + static_cast<std::uint64_t>(*at_ - '0');
        }
        std::ptrdiff_t count = at_ - whole;
        std::ptrdiff_t places = 0;
        unsigned fraction_digits = 0;  // or-ed: zero only if all are
        if (at_ != end_ && *at_ == '.') {
            const char* const fraction = ++at_;
            for (; at_ != end_ && is_digit(*at_); ++at_) {
                const auto digit = static_cast<unsigned>(*at_ - '0');
                digits = digits * 10 + digit;
                fraction_digits |= digit;
            }
            places = at_ - fraction;
            if (places == 0) return false;
            count += places;
        }
        constexpr std::ptrdiff_t kFew = 18;
        const bool has_exponent = at_ != end_ && (*at_ == 'e' || *at_ == 'E');
        if (has_exponent || count > kFew) return read_long_number(begin, has_exponent, result);
        auto value = static_cast<std::int64_t>(digits);
        if (is_negative) value = -value;
        if (places > 0 && fraction_digits == 0) {
            put(Decimal::scaled(value, static_cast<int>(places)), result);
        } else {
            result.set_number(Decimal::scaled(value, static_cast<int>(places)));
        }
        return true;
    }

    /// A number beyond 9.99E999 is JSON, but no value of the language: Undefined.
    bool read_long_number(const char* begin, bool has_exponent, Value& result) {
        if (has_exponent) {
            ++at_;
            if (at_ != end_ && (*at_ == '+' || *at_ == '-')) ++at_;
            const char* const digits = at_;
            while (at_ != end_ && is_digit(*at_)) ++at_;
            if (at_ == digits) return false;
        }
        const auto number = Decimal::parse({begin, at_}, NumberForm::Json);
        result = Value{};
        if (number) put(*number, result);
        return true;
    }

    void put(const Decimal& number, Value& result) const {
        result.set_number(mode_ == WholeNumbers::Collapse ? number.collapsed() : number);
    }

    const char* at_;
    const char* end_;
    std::vector<Value>& values_;
    std::vector<Member>& members_;
    WholeNumbers mode_;
    Arena& arena_;
};

}  // namespace

std::optional<Value> JsonReader::read(std::string_view text, WholeNumbers mode, Arena& arena) {
    values_.clear();
    members_.clear();
    Value result;
    if (!Reading(text, values_, members_, mode, arena).read_document(result)) return std::nullopt;
    return result;
}

}  // namespace fleetsim::rules
