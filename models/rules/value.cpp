#include "models/rules/value.hpp"

#include <algorithm>
#include <array>

namespace fleetsim::rules {

namespace {

bool equals_ignoring_case(std::string_view text, std::string_view lower) {
    return std::equal(text.begin(), text.end(), lower.begin(), lower.end(), [](char a, char b) {
        return (a >= 'A' && a <= 'Z' ? static_cast<char>(a - 'A' + 'a') : a) == b;
    });
}

bool is_equal_object(std::span<const Member> a, const Value& b) {
    if (a.size() != b.as_object().size()) return false;
    return std::all_of(a.begin(), a.end(), [&](const Member& member) {
        const auto others = b.as_object();
        return std::any_of(others.begin(), others.end(), [&](const Member& other) {
            return other.name == member.name && is_equal(member.value, other.value);
        });
    });
}

void write_array(std::span<const Value> items, std::string& out) {
    out += '[';
    bool is_first = true;
    for (const Value& item : items) {
        if (item.is_undefined()) continue;
        if (!is_first) out += ',';
        is_first = false;
        write_json(item, out);
    }
    out += ']';
}

void write_object(std::span<const Member> members, std::string& out) {
    out += '{';
    bool is_first = true;
    for (const Member& member : members) {
        if (member.value.is_undefined()) continue;
        if (!is_first) out += ',';
        is_first = false;
        write_json_text(member.name, out);
        out += ':';
        write_json(member.value, out);
    }
    out += '}';
}

}  // namespace

Value Value::member(std::string_view name) const {
    if (kind_ != Kind::Object) return {};
    const auto members = as_object();
    for (auto at = members.rbegin(); at != members.rend(); ++at) {
        if (at->name == name) return at->value;
    }
    return {};
}

std::optional<Decimal> to_decimal(const Value& value) {
    if (value.is(Value::Kind::Number)) return value.as_number();
    if (value.is(Value::Kind::Text)) return Decimal::parse(value.as_text(), NumberForm::SqlText);
    return std::nullopt;
}

std::optional<Decimal> to_whole(const Value& value) {
    const auto number = to_decimal(value);
    if (!number) return number;
    return number->rounded(
        0, value.is(Value::Kind::Number) ? Rounding::HalfAwayFromZero : Rounding::TowardZero);
}

std::optional<Decimal> to_whole_down(const Value& value) {
    const auto number = to_decimal(value);
    if (!number) return number;
    return number->rounded(0, Rounding::Down);
}

std::optional<bool> to_boolean(const Value& value) {
    if (value.is(Value::Kind::Boolean)) return value.as_boolean();
    if (!value.is(Value::Kind::Text)) return std::nullopt;
    if (equals_ignoring_case(value.as_text(), "true")) return true;
    if (equals_ignoring_case(value.as_text(), "false")) return false;
    return std::nullopt;
}

std::optional<std::string_view> to_text(const Value& value, Arena& arena) {
    if (value.is_missing()) return std::nullopt;
    if (value.is(Value::Kind::Text)) return value.as_text();
    if (value.is(Value::Kind::Boolean)) return value.as_boolean() ? "true" : "false";
    std::string written;
    write_json(value, written);
    return arena.copy(written);
}

bool is_equal(const Value& a, const Value& b) {
    if (a.kind() != b.kind()) return false;
    switch (a.kind()) {
        case Value::Kind::Undefined:
        case Value::Kind::Null:
            return true;
        case Value::Kind::Boolean:
            return a.as_boolean() == b.as_boolean();
        case Value::Kind::Number:
            return compare(a.as_number(), b.as_number()) == 0;
        case Value::Kind::Text:
            return a.as_text() == b.as_text();
        case Value::Kind::Array:
            return std::equal(a.as_array().begin(), a.as_array().end(), b.as_array().begin(),
                              b.as_array().end(), is_equal);
        case Value::Kind::Object:
            return is_equal_object(a.as_object(), b);
    }
    return false;
}

void write_json_text(std::string_view text, std::string& out) {
    constexpr std::string_view kHex = "0123456789abcdef";
    out += '"';
    std::size_t plain = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        if (c >= 0x20 && c != '"' && c != '\\') continue;
        out.append(text, plain, i - plain);
        plain = i + 1;
        out += '\\';
        switch (c) {
            case '"':
            case '\\':
                out += static_cast<char>(c);
                break;
            case '\b':
                out += 'b';
                break;
            case '\f':
                out += 'f';
                break;
            case '\n':
                out += 'n';
                break;
            case '\r':
                out += 'r';
                break;
            case '\t':
                out += 't';
                break;
            default:
                out += "u00";
                out += kHex[c >> 4];
                out += kHex[c & 15];
        }
    }
    out.append(text, plain, text.size() - plain);
    out += '"';
}

void write_json(const Value& value, std::string& out) {
    switch (value.kind()) {
        case Value::Kind::Undefined:
            return;
        case Value::Kind::Null:
            out += "null";
            return;
        case Value::Kind::Boolean:
            out += value.as_boolean() ? "true" : "false";
            return;
        case Value::Kind::Number:
            value.as_number().append_to(out);
            return;
        case Value::Kind::Text:
            write_json_text(value.as_text(), out);
            return;
        case Value::Kind::Array:
            write_array(value.as_array(), out);
            return;
        case Value::Kind::Object:
            write_object(value.as_object(), out);
            return;
    }
}

}  // namespace fleetsim::rules
