// Value: what an expression of the rules language evaluates to, Undefined included.
// Models     the types and the standard conversions of the AWS IoT SQL reference.
// Leaves out ownership: texts, arrays and objects live in an Arena, a payload or a statement, and a
//            Value is a copyable view of them.
// Source     AWS IoT developer guide, "Data types" and "Conversions".     Error none.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "models/rules/arena.hpp"
#include "models/rules/decimal.hpp"

namespace fleetsim::rules {

struct Member;

class Value {
  public:
    enum class Kind : std::uint8_t { Undefined, Null, Boolean, Number, Text, Array, Object };

    constexpr Value() : kind_(Kind::Undefined), size_(0), none_(nullptr) {}
    static Value null() { return Value{Kind::Null}; }
    static Value boolean(bool value) {
        Value result{Kind::Boolean};
        result.boolean_ = value;
        return result;
    }
    static Value number(const Decimal& value) { return Value{value}; }
    static Value number(const std::optional<Decimal>& value) {
        return value ? number(*value) : Value{};
    }
    static Value integer(std::int64_t value) { return number(Decimal::from_integer(value)); }
    static Value text(std::string_view value) {
        Value result{Kind::Text};
        result.size_ = static_cast<std::uint32_t>(value.size());
        result.text_ = value.data();
        return result;
    }
    static Value array(std::span<const Value> items) {
        Value result{Kind::Array};
        result.size_ = static_cast<std::uint32_t>(items.size());
        result.items_ = items.data();
        return result;
    }
    static Value object(std::span<const Member> members);

    /// Becomes a number, word by word in place: what an assignment builds elsewhere and then copies
    /// whole has to wait for its parts to leave the store buffer.
    void set_number(const Decimal& value) {
        kind_ = Kind::Number;
        size_ = 0;
        number_ = value;
    }

    Kind kind() const { return kind_; }
    bool is(Kind kind) const { return kind_ == kind; }
    bool is_undefined() const { return kind_ == Kind::Undefined; }
    bool is_null() const { return kind_ == Kind::Null; }
    /// Undefined or Null: what no standard conversion turns into a text.
    bool is_missing() const { return kind_ <= Kind::Null; }

    // Each of these needs the kind it names.
    bool as_boolean() const { return boolean_; }
    const Decimal& as_number() const { return number_; }
    std::string_view as_text() const { return {text_, size_}; }
    std::span<const Value> as_array() const { return {items_, size_}; }
    std::span<const Member> as_object() const;

    /// The member of an object, the last one where a name is repeated; else Undefined.
    Value member(std::string_view name) const;

  private:
    explicit constexpr Value(Kind kind) : kind_(kind), size_(0), none_(nullptr) {}
    explicit constexpr Value(const Decimal& number)
        : kind_(Kind::Number), size_(0), number_(number) {}

    Kind kind_;
    std::uint32_t size_;
    union {
        const void* none_;
        bool boolean_;
        Decimal number_;
        const char* text_;
        const Value* items_;
        const Member* members_;
    };
};
static_assert(sizeof(Value) == 32);

struct Member {
    std::string_view name;
    Value value;
};

inline Value Value::object(std::span<const Member> members) {
    Value result{Kind::Object};
    result.size_ = static_cast<std::uint32_t>(members.size());
    result.members_ = members.data();
    return result;
}
inline std::span<const Member> Value::as_object() const { return {members_, size_}; }

// The standard conversions. nullopt is Undefined.

/// Numbers and texts that look like one (NumberForm::SqlText).
std::optional<Decimal> to_decimal(const Value& value);
/// To a whole number: a Decimal is rounded to the nearest, a text is truncated.
std::optional<Decimal> to_whole(const Value& value);
/// As the functions whose tables say "rounded down to the nearest Int".
std::optional<Decimal> to_whole_down(const Value& value);
/// Booleans and the texts "true" and "false" in any case.
std::optional<bool> to_boolean(const Value& value);
/// The text of a value; arrays and objects as JSON. New text lives in the arena.
std::optional<std::string_view> to_text(const Value& value, Arena& arena);

/// The = operator's answer for two values that are not Undefined: no conversion, Int and Decimal by
/// value, arrays in order, objects in any order.
bool is_equal(const Value& a, const Value& b);

/// Appends RFC 8259 JSON without blanks. Undefined members and items are left out, Undefined alone
/// writes nothing.
void write_json(const Value& value, std::string& out);
void write_json_text(std::string_view text, std::string& out);

}  // namespace fleetsim::rules
