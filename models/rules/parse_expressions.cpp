// Expressions by falling precedence: OR, AND, NOT, comparisons, sums, terms, signs, paths,
// literals.
#include <array>
#include <fmt/format.h>
#include <utility>

#include "models/rules/parser.hpp"

namespace fleetsim::rules {

namespace {

/// "007" is 7; Json, the form for all else, has no zeros in front.
std::string_view without_leading_zeros(std::string_view digits) {
    while (digits.size() > 1 && digits[0] == '0' && is_digit(digits[1])) digits.remove_prefix(1);
    return digits;
}

}  // namespace

NodeIndex Parser::parse_or() {
    NodeIndex left = parse_and();
    while (accept_word("or")) left = add(Op::Or, {left, parse_and()});
    return left;
}

NodeIndex Parser::parse_and() {
    NodeIndex left = parse_not();
    while (accept_word("and")) left = add(Op::And, {left, parse_not()});
    return left;
}

NodeIndex Parser::parse_not() {
    const Nesting nesting(*this);
    if (accept_word("not")) return add(Op::Not, {parse_not()});
    return parse_comparison();
}

NodeIndex Parser::parse_comparison() {
    if (token_.is_word("exists") && peek().is_sign("(")) {
        advance();
        advance();
        const NodeIndex query = parse_nested_query(Op::Exists);
        expect_sign(")");
        return query;
    }
    constexpr std::array<std::pair<std::string_view, Op>, 7> kSigns = {
        {{"=", Op::Equal},
         {"<>", Op::NotEqual},
         {"!=", Op::NotEqual},
         {"<", Op::Less},
         {"<=", Op::LessOrEqual},
         {">", Op::Greater},
         {">=", Op::GreaterOrEqual}}};
    const NodeIndex left = parse_sum();
    if (accept_word("in")) return add(Op::In, {left, parse_sum()});
    for (const auto& [sign, op] : kSigns) {
        if (accept_sign(sign)) return add(op, {left, parse_sum()});
    }
    return left;
}

NodeIndex Parser::parse_sum() {
    NodeIndex left = parse_term();
    while (token_.is_sign("+") || token_.is_sign("-")) {
        const Op op = token_.is_sign("+") ? Op::Add : Op::Subtract;
        advance();
        left = add(op, {left, parse_term()});
    }
    return left;
}

NodeIndex Parser::parse_term() {
    NodeIndex left = parse_unary();
    while (token_.is_sign("*") || token_.is_sign("/") || token_.is_sign("%")) {
        const Op op = token_.is_sign("*")   ? Op::Multiply
                      : token_.is_sign("/") ? Op::Divide
                                            : Op::Remainder;
        advance();
        left = add(op, {left, parse_unary()});
    }
    return left;
}

NodeIndex Parser::parse_unary() {
    const Nesting nesting(*this);
    if (accept_sign("-")) return add_negated(parse_unary());
    // Twice a minus: like a minus it gives a number, and nothing that is none.
    if (accept_sign("+")) return add_negated(add_negated(parse_unary()));
    return parse_postfix();
}

NodeIndex Parser::add_negated(NodeIndex operand) {
    const Node& node = program_.nodes[operand];
    if (node.op != Op::Literal || !program_.literals[node.name].is(Value::Kind::Number)) {
        return add(Op::Negate, {operand});
    }
    Value& literal = program_.literals[node.name];
    literal = Value::number(literal.as_number().negated());
    return operand;
}

NodeIndex Parser::parse_postfix() {
    NodeIndex child = parse_primary();
    if (token_.is_sign("[")) fail("items are not reached with brackets", "write get(list, 0)");
    Node node{Op::Member};
    node.name = static_cast<std::uint32_t>(program_.names.size());
    while (accept_dot()) {
        if (token_.kind != Token::Kind::Word) unexpected("a name after \".\"");
        program_.names.push_back(token_.text);
        ++node.names;
        advance();
    }
    return node.names == 0 ? child : add_children(node, {child});
}

NodeIndex Parser::parse_primary() {
    const Token token = token_;
    switch (token.kind) {
        case Token::Kind::Number: {
            advance();
            const auto number = Decimal::parse(without_leading_zeros(token.text), NumberForm::Json);
            if (!number) fail("the number is out of range", "at most 9.99E999", token.offset);
            const bool collapses = program_.version == SqlVersion::V2016_03_23;
            return add_literal(Value::number(collapses ? number->collapsed() : *number));
        }
        case Token::Kind::Text: {
            const std::string_view text = text_of(token);
            advance();
            return add_literal(Value::text(text));
        }
        case Token::Kind::Variable:
            return parse_variable();
        case Token::Kind::Word:
            return parse_word();
        case Token::Kind::Sign:
            break;
        default:
            unexpected("an expression");
    }
    if (accept_sign("*")) {
        program_.reads_payload = true;
        return add(Node{Op::Payload});
    }
    if (token_.is_sign("[")) return parse_array();
    if (token_.is_sign("{")) return parse_object();
    if (!accept_sign("(")) unexpected("an expression");
    const NodeIndex inner = parse_query_or_expression();
    expect_sign(")");
    return inner;
}

NodeIndex Parser::parse_word() {
    if (token_.is_word("case")) return parse_case();
    constexpr std::array<std::string_view, 3> kConstants = {"true", "false", "null"};
    for (const std::string_view word : kConstants) {
        if (!accept_word(word)) continue;
        return add_literal(word == "null" ? Value::null() : Value::boolean(word == "true"));
    }
    if (is_reserved(token_)) unexpected("an expression");
    if (!peek().is_sign("(")) return parse_path();
    return token_.is_word("cast") ? parse_cast() : parse_call();
}

NodeIndex Parser::parse_variable() {
    const auto is_named = [&](const Assignment& one) { return one.name == token_.text; };
    const auto found = std::find_if(variables_.begin(), variables_.end(), is_named);
    if (found == variables_.end()) {
        fail(fmt::format("@{} has not been set", token_.text), "set it before: SET @name = ...");
    }
    Node node{Op::Variable};
    node.name = static_cast<std::uint32_t>(found - variables_.begin());
    advance();
    return add(node);
}

NodeIndex Parser::parse_path() {
    Node node{Op::Field};
    node.name = static_cast<std::uint32_t>(program_.names.size());
    program_.reads_payload = true;
    do {
        if (token_.kind != Token::Kind::Word) unexpected("a name after \".\"");
        program_.names.push_back(token_.text);
        ++node.names;
        advance();
    } while (accept_dot());
    return add(node);
}

}  // namespace fleetsim::rules
