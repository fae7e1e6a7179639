#include "models/rules/parser.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "models/mqtt/topic.hpp"

namespace fleetsim::rules {

namespace {

constexpr std::size_t kMostVariables = 10;    // AWS IoT developer guide, "SET clause"
constexpr std::size_t kLongestVariable = 64;  // likewise
constexpr std::uint16_t kHighestTree = 1000;
constexpr std::size_t kMostNodes = 60'000;  // 256 KB of statement hold no more

/// Words that cannot name a field.
constexpr std::array<std::string_view, 17> kReserved = {
    "select", "from", "where", "as",  "and",  "or",    "not",  "in", "case",
    "when",   "then", "else",  "end", "true", "false", "null", "is"};

/// What other dialects have, with the way to say it in this one.
struct Foreign {
    std::string_view word;
    std::string_view hint;
};
constexpr std::array<Foreign, 17> kForeign = {{
    {"like", "use regexp_matches(), startswith() or endswith()"},
    {"between", "write x >= low AND x <= high"},
    {"is", "use isNull(x) or isUndefined(x)"},
    {"order", "a rule sees one message at a time: there is nothing to order"},
    {"limit", "a rule sees one message at a time"},
    {"group", "a rule sees one message at a time: aggregate in a stream behind it"},
    {"having", "a rule sees one message at a time"},
    {"join", "a rule has one topic filter; use wildcards, or a second rule"},
    {"union", "a rule has one statement"},
    {"distinct", "a rule sees one message at a time"},
    {"offset", "a rule sees one message at a time"},
    {"/*", "comments are not part of the dialect"},
    {"&&", "write AND"},
    {"||", "write OR, or + between texts"},
    {"==", "write ="},
    {"--", "comments are not part of the dialect"},
    {";", "a rule has one statement, without a semicolon"},
}};

}  // namespace

bool is_reserved(const Token& token) {
    return std::any_of(kReserved.begin(), kReserved.end(),
                       [&](std::string_view word) { return token.is_word(word); });
}

std::string shown(const Token& token) {
    if (token.kind == Token::Kind::End) return "the end";
    if (token.kind == Token::Kind::Variable) return fmt::format("\"@{}\"", token.text);
    return fmt::format("\"{}\"", token.text.substr(0, 40));
}

void Parser::fail(const std::string& text, std::string_view hint, std::size_t offset) {
    throw sim::InputError(sim::Diagnostic{place_of(source_, offset, name_), "SqlParseException",
                                          text, std::string(hint)});
}

void Parser::unexpected(std::string_view wanted) {
    if (token_.kind == Token::Kind::OpenText) {
        fail("a text is not closed", "end it with the quote it begins with");
    }
    for (const Foreign& foreign : kForeign) {
        if (token_.text == foreign.word || token_.is_word(foreign.word)) {
            fail(fmt::format("{} is not part of the rules language", shown(token_)), foreign.hint);
        }
    }
    fail(fmt::format("expected {}, found {}", wanted, shown(token_)));
}

bool Parser::accept_word(std::string_view word) {
    if (!token_.is_word(word)) return false;
    advance();
    return true;
}

bool Parser::accept_sign(std::string_view sign) {
    if (!token_.is_sign(sign)) return false;
    advance();
    return true;
}

void Parser::expect_word(std::string_view word, std::string_view shown_as) {
    if (!accept_word(word)) unexpected(shown_as);
}

void Parser::expect_sign(std::string_view sign) {
    if (!accept_sign(sign)) unexpected(fmt::format("\"{}\"", sign));
}

void Parser::need_2016(std::string_view what) {
    if (program_.version == SqlVersion::V2016_03_23) return;
    fail(fmt::format("{} needs SQL version 2016-03-23, the rule says 2015-10-08", what),
         "set the version to 2016-03-23");
}

void Parser::parse_statement() {
    advance();
    if (token_.kind == Token::Kind::End) fail("the statement is empty", "SELECT * FROM 'a/b'");
    if (token_.is_word("set")) parse_assignments();
    expect_word("select", "SELECT");
    Query query = parse_select_list();
    if (accept_word("from")) parse_source();
    if (accept_word("where")) query.where = parse_expression();
    if (token_.kind != Token::Kind::End) {
        unexpected(query.where ? "the end of the statement" : "FROM, WHERE or the end");
    }
    program_.queries.push_back(std::move(query));
}

void Parser::parse_pieces() {
    std::size_t at = 0;
    while (true) {
        const std::size_t open = source_.find("${", at);
        Program::Piece piece{source_.substr(at, open - at), std::nullopt};
        if (open != std::string_view::npos) {
            lexer_ = Lexer(source_, open + 2);
            advance();
            piece.expression = parse_expression();
            if (!token_.is_sign("}")) unexpected("\"}\" after the expression");
            at = lexer_.offset();
        }
        program_.pieces.push_back(piece);
        if (open == std::string_view::npos) return;
    }
}

void Parser::parse_assignments() {
    advance();
    do {
        if (token_.kind != Token::Kind::Variable || token_.text.empty()) {
            unexpected("a variable such as @name");
        }
        const std::string_view name = token_.text;
        const auto is_same = [&](const Assignment& other) { return other.name == name; };
        if (std::any_of(variables_.begin(), variables_.end(), is_same)) {
            fail(fmt::format("@{} is set twice", name), "each variable is set once");
        }
        if (name.size() > kLongestVariable)
            fail("the variable's name is longer than 64 characters");
        if (variables_.size() == kMostVariables) fail("a statement sets at most 10 variables");
        advance();
        expect_sign("=");
        const NodeIndex expression = parse_expression();
        program_.assignments.push_back({name, expression});
    } while (accept_sign(","));
}

/// VALUE is a keyword before an expression and a field's name everywhere else.
bool Parser::starts_value_keyword() const {
    if (!token_.is_word("value")) return false;
    const Token next = peek();
    switch (next.kind) {
        case Token::Kind::Word:
            return !is_reserved(next) || next.is_word("case") || next.is_word("not") ||
                   next.is_word("null") || next.is_word("true") || next.is_word("false");
        case Token::Kind::Variable:
        case Token::Kind::Number:
        case Token::Kind::Text:
            return true;
        case Token::Kind::Sign:
            break;
        default:
            return false;
    }
    if (!next.is_sign("*")) return next.is_sign("(") || next.is_sign("[") || next.is_sign("{");
    const Token after = Lexer(source_, next.offset + 1).next();
    return after.is_sign(".") || after.is_sign(")") || after.is_word("from") ||
           after.is_word("where") || after.kind == Token::Kind::End;
}

Query Parser::parse_select_list() {
    Query query;
    if (starts_value_keyword()) {
        advance();
        query.output = Query::Output::Value;
        const SelectItem& item = query.items.emplace_back(parse_item());
        if (item.is_spread() && !is_object_literal(item)) {
            fail("SELECT VALUE takes no \".*\"", "leave it out");
        }
        if (token_.is_sign(",")) fail("SELECT VALUE takes one expression");
        return query;
    }
    do query.items.push_back(parse_item());
    while (accept_sign(","));
    return query;
}

bool Parser::is_object_literal(const SelectItem& item) const {
    return item.expression && program_.nodes[*item.expression].op == Op::ObjectLiteral;
}

SelectItem Parser::parse_item() {
    SelectItem item;
    const Token next = peek();
    const bool goes_on = next.is_sign(".") || next.is_word("as") || next.is_word("in");
    if (token_.is_sign("*") && !goes_on) {
        advance();
        program_.reads_payload = true;
        return item;
    }
    const std::size_t begin = token_.offset;
    item.expression = parse_expression();
    if (accept_spread(*item.expression)) return item;
    if (accept_word("as")) {
        item.alias = parse_alias();
    } else if (!is_object_literal(item)) {
        item.alias = {default_name(*item.expression, begin)};
    }
    return item;
}

/// The ".*" behind a path, which puts the members of an object into the result.
bool Parser::accept_spread(NodeIndex expression) {
    constexpr std::array kPaths = {Op::Field, Op::Member, Op::Variable, Op::Call};
    const Op op = program_.nodes[expression].op;
    if (std::find(kPaths.begin(), kPaths.end(), op) == kPaths.end()) return false;
    if (!token_.is_sign(".")) return false;
    advance();
    expect_sign("*");
    return true;
}

std::vector<std::string_view> Parser::parse_alias() {
    std::vector<std::string_view> path;
    do {
        if (token_.kind != Token::Kind::Word) unexpected("a name after AS");
        path.push_back(token_.text);
        advance();
    } while (accept_sign("."));
    return path;
}

/// The last name of a path, a function's name, else the expression as written.
std::string_view Parser::default_name(NodeIndex expression, std::size_t begin) const {
    const Node& node = program_.nodes[expression];
    const std::string_view text = source_.substr(begin, end_of_last_ - begin);
    switch (node.op) {
        case Op::Field:
        case Op::Member:
            return program_.names[node.name + node.names - 1];
        case Op::Variable:
            return text.substr(1);
        case Op::Call:
        case Op::Cast:
            return text.substr(0, text.find_first_of("( \t\r\n"));
        default:
            return text;
    }
}

void Parser::parse_source() {
    if (token_.kind != Token::Kind::Text) {
        if (token_.kind == Token::Kind::Word || token_.kind == Token::Kind::Number) {
            fail(fmt::format("FROM needs a topic filter in quotes, found {}", shown(token_)),
                 "write FROM 'a/b'");
        }
        unexpected("a topic filter in quotes");
    }
    const std::string_view filter = text_of(token_);
    const mqtt::TopicFault fault = mqtt::check_plain_filter(filter);
    if (fault != mqtt::TopicFault::None) {
        fail(fmt::format("'{}' is not a topic filter: {}", filter, mqtt::describe(fault)));
    }
    program_.filter = filter;
    advance();
}

/// A text's characters, a doubled quote made single.
std::string_view Parser::text_of(const Token& token) {
    if (!token.has_doubled_quote) return token.text;
    std::string text;
    const char quote = source_[token.offset];
    for (std::size_t i = 0; i < token.text.size(); ++i) {
        text += token.text[i];
        if (token.text[i] == quote) ++i;
    }
    return program_.texts.copy(text);
}

NodeIndex Parser::add(Node node) {
    if (program_.nodes.size() >= kMostNodes) fail("the statement is too long");
    std::uint16_t height = 0;
    for (std::uint32_t i = 0; i < node.count; ++i) {
        height = std::max(height, heights_[program_.links[node.first + i]]);
    }
    // A long chain is a deep tree, and evaluation walks trees by recursion.
    if (++height > kHighestTree) fail("the expression is too long", "at most 1000 operations deep");
    heights_.push_back(height);
    program_.nodes.push_back(node);
    return static_cast<NodeIndex>(program_.nodes.size() - 1);
}

NodeIndex Parser::add_children(Node node, const std::vector<NodeIndex>& children) {
    node.first = static_cast<std::uint32_t>(program_.links.size());
    node.count = static_cast<std::uint32_t>(children.size());
    program_.links.insert(program_.links.end(), children.begin(), children.end());
    return add(node);
}

NodeIndex Parser::add_literal(const Value& value) {
    Node node{Op::Literal};
    node.name = static_cast<std::uint32_t>(program_.literals.size());
    program_.literals.push_back(value);
    return add(node);
}

Program Program::parse(std::string_view sql, SqlVersion version, std::string_view name) {
    Program program;
    program.version = version;
    Parser(program, program.texts.copy(sql), name, program.assignments).parse_statement();
    return program;
}

Program Program::parse_template(std::string_view text, const Program& statement,
                                std::string_view name) {
    Program program;
    program.version = statement.version;
    Parser(program, program.texts.copy(text), name, statement.assignments).parse_pieces();
    return program;
}

}  // namespace fleetsim::rules
