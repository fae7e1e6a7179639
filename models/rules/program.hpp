// Program: a parsed statement or template as flat arrays, ready to be evaluated.
// Models     one node an operation, children by index, literals and names in place.
// Leaves out how it runs: models/rules/evaluator.hpp.
// Source     none.     Error none.
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "models/rules/functions.hpp"
#include "models/rules/sql_version.hpp"
#include "models/rules/value.hpp"

namespace fleetsim::rules {

using NodeIndex = std::uint32_t;

enum class Op : std::uint8_t {
    Literal,
    Field,       // a path from the payload, or from the element of a nested query
    Member,      // a path from the value of a child
    Payload,     // * as a value
    RawPayload,  // * as bytes: the first argument of encode()
    Variable,
    ArrayLiteral,
    ObjectLiteral,
    Call,
    Cast,
    Case,
    Subquery,
    Exists,
    And,
    Or,
    Not,
    Negate,
    Add,
    Subtract,
    Multiply,
    Divide,
    Remainder,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    In,
};

enum class CastType : std::uint8_t { Text, Int, Decimal, Boolean };

/// Children are links[first, first + count). `name` counts into names, literals, assignments,
/// functions or queries, as the operation has it; `names` says how many names belong to it.
struct Node {
    Op op = Op::Literal;
    CastType cast = CastType::Text;
    std::uint16_t names = 0;
    std::uint32_t first = 0;
    std::uint32_t count = 0;
    std::uint32_t name = 0;
};

struct SelectItem {
    std::optional<NodeIndex> expression;  ///< absent: *
    std::vector<std::string_view> alias;  ///< more than one name: nested objects; none: spread

    /// The members of an object stand in the result as if each were an item: `path.*`, and an
    /// object in braces without an alias.
    bool is_spread() const { return expression && alias.empty(); }
};

struct Query {
    enum class Output : std::uint8_t { Object, Value };

    Output output = Output::Object;  ///< Value: SELECT VALUE, the one item is the result
    std::vector<SelectItem> items;
    std::optional<NodeIndex> from;  ///< of a nested query
    std::string_view alias;
    std::optional<NodeIndex> where;

    bool is_whole_payload() const {
        return items.size() == 1 && !items.front().expression && items.front().alias.empty();
    }
};

struct Assignment {
    std::string_view name;
    NodeIndex expression = 0;
};

struct Program {
    /// What goes into a template's text: a fixed part, then the value of an expression.
    struct Piece {
        std::string_view text;
        std::optional<NodeIndex> expression;
    };

    SqlVersion version = SqlVersion::V2016_03_23;
    /// The topic filter; absent in a rule that only Basic Ingest reaches.
    std::optional<std::string_view> filter;
    std::vector<Node> nodes;
    std::vector<NodeIndex> links;
    std::vector<Value> literals;
    std::vector<std::string_view> names;
    std::vector<const Function*> functions;
    std::vector<Query> queries;  ///< the statement's own is the last
    std::vector<Assignment> assignments;
    std::vector<Piece> pieces;   ///< of a template
    Arena texts;                 ///< what the string_views above point into
    bool reads_payload = false;  ///< in any way: if not, no payload need be made

    /// Throws sim::InputError with one diagnostic, code "SqlParseException". `name` stands for the
    /// file in its place.
    static Program parse(std::string_view sql, SqlVersion version,
                         std::string_view name = "statement");
    /// A text with ${expression} parts. They may use the variables that `statement` sets.
    static Program parse_template(std::string_view text, const Program& statement,
                                  std::string_view name = "template");

    const Query& statement() const { return queries.back(); }
    /// Of a template: whether its text depends on the message.
    bool varies() const {
        return std::any_of(pieces.begin(), pieces.end(),
                           [](const Piece& piece) { return piece.expression.has_value(); });
    }
};

}  // namespace fleetsim::rules
