// Forms with words or brackets of their own: calls, CAST, CASE, lists, objects, nested queries.
#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "models/rules/functions.hpp"
#include "models/rules/parser.hpp"

namespace fleetsim::rules {

NodeIndex Parser::parse_call() {
    const Token name = token_;
    const Function* function = find_function(name.text);
    if (function == nullptr) {
        constexpr std::array<std::string_view, 5> kAggregates = {"count", "sum", "avg", "min",
                                                                 "max"};
        for (const std::string_view aggregate : kAggregates) {
            if (name.is_word(aggregate))
                fail(fmt::format("{}() is not part of the rules language", name.text),
                     "a rule sees one message at a time: aggregate in a stream behind it");
        }
        const std::string_view near = nearest_function(name.text);
        fail(fmt::format("there is no function {}()", name.text),
             near.empty() ? std::string() : fmt::format("did you mean {}()?", near));
    }
    if (function->since == SqlVersion::V2016_03_23) need_2016(fmt::format("{}()", name.text));
    advance();
    advance();
    Node node{Op::Call};
    const std::vector<NodeIndex> arguments = parse_arguments(*function);
    node.name = static_cast<std::uint32_t>(program_.functions.size());
    program_.functions.push_back(function);
    const bool is_once = function->name == "get_dynamodb" || function->name == "get_registry_data";
    if (is_once && std::count(program_.functions.begin(), program_.functions.end(), function) > 1) {
        fail(fmt::format("{}() may be called once in a statement", function->name), {},
             name.offset);
    }
    return add_children(node, arguments);
}

std::vector<NodeIndex> Parser::parse_arguments(const Function& function) {
    std::vector<NodeIndex> arguments;
    if (accept_sign(")")) return arguments;
    do {
        const NodeIndex argument = parse_query_or_expression();
        Node& node = program_.nodes[argument];
        const bool takes_bytes = function.name == "encode" && arguments.empty();
        if (takes_bytes && node.op == Op::Payload) node.op = Op::RawPayload;
        arguments.push_back(argument);
    } while (accept_sign(","));
    expect_sign(")");
    return arguments;
}

/// As a function's argument a nested query may go without parentheses of its own.
NodeIndex Parser::parse_query_or_expression() {
    return token_.is_word("select") ? parse_nested_query(Op::Subquery) : parse_expression();
}

NodeIndex Parser::parse_cast() {
    struct Type {
        std::string_view name;
        CastType type;
        SqlVersion since;
    };
    constexpr std::array<Type, 11> kTypes = {{{"string", CastType::Text, kOld},
                                              {"nvarchar", CastType::Text, kOld},
                                              {"text", CastType::Text, kOld},
                                              {"ntext", CastType::Text, kOld},
                                              {"varchar", CastType::Text, kOld},
                                              {"int", CastType::Int, kOld},
                                              {"integer", CastType::Int, kOld},
                                              {"double", CastType::Decimal, kOld},
                                              {"decimal", CastType::Decimal, kNew},
                                              {"bool", CastType::Boolean, kNew},
                                              {"boolean", CastType::Boolean, kNew}}};
    advance();
    advance();
    const NodeIndex child = parse_expression();
    expect_word("as", "AS and a type");
    for (const Type& type : kTypes) {
        if (!token_.is_word(type.name)) continue;
        if (type.since == kNew) need_2016(fmt::format("cast to {}", token_.text));
        advance();
        expect_sign(")");
        Node node{Op::Cast};
        node.cast = type.type;
        return add_children(node, {child});
    }
    fail(fmt::format("there is no type {} to cast to", shown(token_)),
         "String, Int, Integer, Double, Decimal or Boolean");
}

NodeIndex Parser::parse_case() {
    const Nesting nesting(*this);
    advance();
    if (token_.is_word("when")) {
        fail("CASE needs an expression to compare", "write CASE value WHEN 1 THEN ... END");
    }
    std::vector<NodeIndex> parts = {parse_expression()};
    if (!token_.is_word("when")) unexpected("WHEN");
    while (accept_word("when")) {
        parts.push_back(parse_expression());
        expect_word("then", "THEN");
        parts.push_back(parse_expression());
    }
    if (accept_word("else")) parts.push_back(parse_expression());
    expect_word("end", "WHEN, ELSE or END");
    return add_children(Node{Op::Case}, parts);
}

NodeIndex Parser::parse_array() {
    need_2016("a list in brackets");
    advance();
    std::vector<NodeIndex> items;
    if (!accept_sign("]")) {
        do items.push_back(parse_expression());
        while (accept_sign(","));
        expect_sign("]");
    }
    return add_children(Node{Op::ArrayLiteral}, items);
}

NodeIndex Parser::parse_object() {
    need_2016("an object in braces");
    advance();
    std::vector<NodeIndex> items;
    std::vector<std::string_view> keys;
    if (!accept_sign("}")) {
        do {
            if (token_.kind != Token::Kind::Text) unexpected("a name in quotes");
            keys.push_back(text_of(token_));
            advance();
            expect_sign(":");
            items.push_back(parse_expression());
        } while (accept_sign(","));
        expect_sign("}");
    }
    Node node{Op::ObjectLiteral};
    node.name = static_cast<std::uint32_t>(program_.names.size());
    program_.names.insert(program_.names.end(), keys.begin(), keys.end());
    return add_children(node, items);
}

/// The parentheses around it are the caller's.
NodeIndex Parser::parse_nested_query(Op op) {
    const Nesting nesting(*this);
    need_2016("a nested query");
    expect_word("select", "SELECT");
    Query query = parse_select_list();
    expect_word("from", "FROM");
    query.from = parse_expression();
    if (accept_word("as")) {
        if (token_.kind != Token::Kind::Word) unexpected("a name after AS");
        query.alias = token_.text;
        advance();
    }
    if (accept_word("where")) query.where = parse_expression();
    Node node{op};
    node.name = static_cast<std::uint32_t>(program_.queries.size());
    program_.queries.push_back(std::move(query));
    return add(node);
}

}  // namespace fleetsim::rules
