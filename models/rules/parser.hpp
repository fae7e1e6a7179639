// Parser: recursive descent over the tokens of one statement or template, writing nodes as it goes.
// Models     the grammar of docs/models/rules.md; whatever is none of it is refused with its place.
// Leaves out looking words up in the functions' table (functions.hpp) and numbers (decimal.hpp).
// Not for others: Program::parse() and parse_template() are the way in.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "models/rules/lexer.hpp"
#include "models/rules/program.hpp"

namespace fleetsim::rules {

/// Whether the word cannot name a field.
bool is_reserved(const Token& token);
/// The token as a message names it.
std::string shown(const Token& token);

class Parser {
  public:
    Parser(Program& program, std::string_view source, std::string_view name,
           const std::vector<Assignment>& variables)
        : program_(program), source_(source), name_(name), variables_(variables), lexer_(source) {}

    void parse_statement();
    void parse_pieces();

  private:
    static constexpr int kMostNesting = 100;

    struct Nesting {
        explicit Nesting(Parser& parser) : parser_(parser) {
            if (++parser_.depth_ > kMostNesting) {
                parser_.fail("the statement is nested too deeply", "at most 100 levels");
            }
        }
        ~Nesting() { --parser_.depth_; }
        Nesting(const Nesting&) = delete;
        Nesting& operator=(const Nesting&) = delete;
        Parser& parser_;
    };

    [[noreturn]] void fail(const std::string& text, std::string_view hint, std::size_t offset);
    [[noreturn]] void fail(const std::string& text, std::string_view hint = {}) {
        fail(text, hint, token_.offset);
    }
    [[noreturn]] void unexpected(std::string_view wanted);
    void advance() {
        end_of_last_ = lexer_.offset();
        token_ = lexer_.next();
    }
    Token peek() const { return Lexer(source_, lexer_.offset()).next(); }
    bool accept_word(std::string_view word);
    bool accept_sign(std::string_view sign);
    /// Not the dot of ".*", which ends a path (accept_spread).
    bool accept_dot() { return !peek().is_sign("*") && accept_sign("."); }
    void expect_word(std::string_view word, std::string_view shown_as);
    void expect_sign(std::string_view sign);
    void need_2016(std::string_view what);

    void parse_assignments();
    Query parse_select_list();
    SelectItem parse_item();
    bool starts_value_keyword() const;
    bool accept_spread(NodeIndex expression);
    bool is_object_literal(const SelectItem& item) const;
    void parse_source();
    std::vector<std::string_view> parse_alias();
    std::string_view default_name(NodeIndex expression, std::size_t begin) const;

    NodeIndex parse_expression() { return parse_or(); }
    NodeIndex parse_or();
    NodeIndex parse_and();
    NodeIndex parse_not();
    NodeIndex parse_comparison();
    NodeIndex parse_sum();
    NodeIndex parse_term();
    NodeIndex parse_unary();
    NodeIndex parse_postfix();
    NodeIndex parse_primary();
    NodeIndex parse_word();
    NodeIndex parse_variable();
    NodeIndex parse_path();
    NodeIndex parse_call();
    NodeIndex parse_cast();
    NodeIndex parse_case();
    NodeIndex parse_array();
    NodeIndex parse_object();
    NodeIndex parse_nested_query(Op op);
    NodeIndex parse_query_or_expression();
    std::vector<NodeIndex> parse_arguments(const Function& function);
    std::string_view text_of(const Token& token);

    NodeIndex add(Node node);
    NodeIndex add(Op op, std::initializer_list<NodeIndex> children) {
        return add_children(Node{op}, {children.begin(), children.end()});
    }
    NodeIndex add_children(Node node, const std::vector<NodeIndex>& children);
    NodeIndex add_literal(const Value& value);
    NodeIndex add_negated(NodeIndex operand);

    Program& program_;
    std::string_view source_;
    std::string_view name_;
    const std::vector<Assignment>& variables_;
    Lexer lexer_;
    Token token_;
    std::size_t end_of_last_ = 0;
    int depth_ = 0;
    std::vector<std::uint16_t> heights_;  // of the tree below each node
};

}  // namespace fleetsim::rules
