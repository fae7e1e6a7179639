#include "models/rules/evaluator.hpp"

#include <algorithm>
#include <array>

#include "models/mqtt/topic.hpp"

namespace fleetsim::rules {

namespace {

/// Nested queries multiply; beyond this many steps an evaluation is given up as Undefined.
constexpr std::uint64_t kMostSteps = 2'000'000;

std::optional<Decimal> apply(Op op, const Decimal& a, const Decimal& b) {
    switch (op) {
        case Op::Add:
            return add(a, b);
        case Op::Subtract:
            return subtract(a, b);
        case Op::Multiply:
            return multiply(a, b);
        case Op::Divide:
            return divide(a, b);
        default:
            return remainder(a, b);
    }
}

bool holds(Op op, int order) {
    switch (op) {
        case Op::Less:
            return order < 0;
        case Op::LessOrEqual:
            return order <= 0;
        case Op::Greater:
            return order > 0;
        default:
            return order >= 0;
    }
}

Value compare_numbers(Op op, const Value& a, const Value& b) {
    const auto left = to_decimal(a);
    const auto right = to_decimal(b);
    if (!left || !right) return {};
    return Value::boolean(holds(op, compare(*left, *right)));
}

Value negated(const Value& value) {
    const auto flag = to_boolean(value);
    return flag ? Value::boolean(!*flag) : Value{};
}

Value contains(const Value& item, const Value& list) {
    if (item.is_undefined() || !list.is(Value::Kind::Array)) return {};
    const auto items = list.as_array();
    return Value::boolean(std::any_of(items.begin(), items.end(),
                                      [&](const Value& other) { return is_equal(item, other); }));
}

/// As the standard conversions; and Booleans are 1.0 and 0.0 (the guide's "Cast to decimal").
std::optional<Decimal> cast_to_number(const Value& value) {
    if (value.is(Value::Kind::Boolean)) {
        return Decimal::scaled(value.as_boolean() ? 10 : 0, 1);
    }
    return to_decimal(value);
}

Value cast_to_boolean(const Value& value) {
    if (value.is(Value::Kind::Number)) return Value::boolean(!value.as_number().is_zero());
    const auto flag = to_boolean(value);
    return flag ? Value::boolean(*flag) : Value{};
}

}  // namespace

/// One statement or template over one message.
class Evaluation {
  public:
    Evaluation(Evaluator& memory, const Program& program, const Message& message,
               const Context& context)
        : memory_(memory), program_(&program), message_(message), call_{message,
                                                                        context,
                                                                        program.version,
                                                                        memory.arena_,
                                                                        memory.json_,
                                                                        memory.regexes_,
                                                                        draws_} {}

    void set_variables() {
        memory_.variables_.clear();
        for (const Assignment& assignment : program_->assignments) {
            memory_.variables_.push_back(evaluate(assignment.expression, Scope{}));
        }
    }
    /// Further expressions come from this template.
    void continue_with(const Program& text) { program_ = &text; }
    bool passes(const Query& query) { return passes(query, Scope{}); }
    bool can_select(const Query& query);
    Value select(const Query& query) { return select(query, Scope{}); }
    Value evaluate(NodeIndex index) { return evaluate(index, Scope{}); }
    const Value& payload();

  private:
    /// Where names are looked up: in the payload, or in the element of a nested query.
    struct Scope {
        const Value* element = nullptr;
        std::string_view alias;
    };

    Value evaluate(NodeIndex index, const Scope& scope);
    Value child(const Node& node, std::uint32_t which, const Scope& scope) {
        return evaluate(program_->links[node.first + which], scope);
    }
    Value field(const Node& node, const Scope& scope);
    Value follow(Value value, std::uint32_t first, std::uint32_t count) const;
    Value arithmetic(const Node& node, const Scope& scope);
    Value sum(const Value& left, const Value& right);
    Value logic(const Node& node, const Scope& scope);
    Value equality(const Node& node, const Scope& scope);
    Value call(const Node& node, const Scope& scope);
    Value cast(const Node& node, const Value& value);
    Value choose(const Node& node, const Scope& scope);
    Value array_literal(const Node& node, const Scope& scope);
    Value object_literal(const Node& node, const Scope& scope);
    Value nested(const Query& query, const Scope& scope);
    bool passes(const Query& query, const Scope& scope);
    Value select(const Query& query, const Scope& scope);
    void put(std::vector<Member>& members, std::span<const std::string_view> path,
             const Value& value);

    Evaluator& memory_;
    const Program* program_;
    const Message& message_;
    std::uint64_t draws_ = 0;
    std::uint64_t steps_ = 0;
    CallScope call_;
    std::optional<Value> payload_;
};

const Value& Evaluation::payload() {
    if (!payload_) {
        const auto read = memory_.json_.read(message_.payload, call_.whole_numbers(), call_.arena);
        payload_ = read.value_or(Value{});
    }
    return *payload_;
}

Value Evaluation::evaluate(NodeIndex index, const Scope& scope) {
    if (++steps_ > kMostSteps) return {};
    const Node& node = program_->nodes[index];
    switch (node.op) {
        case Op::Literal:
            return program_->literals[node.name];
        case Op::Field:
            return field(node, scope);
        case Op::Member:
            return follow(child(node, 0, scope), node.name, node.names);
        case Op::Payload:
            return scope.element != nullptr ? *scope.element : payload();
        case Op::RawPayload:
            return scope.element != nullptr ? *scope.element : Value::text(message_.payload);
        case Op::Variable:
            return memory_.variables_[node.name];
        case Op::ArrayLiteral:
            return array_literal(node, scope);
        case Op::ObjectLiteral:
            return object_literal(node, scope);
        case Op::Call:
            return call(node, scope);
        case Op::Cast:
            return cast(node, child(node, 0, scope));
        case Op::Case:
            return choose(node, scope);
        case Op::Subquery:
            return nested(program_->queries[node.name], scope);
        case Op::Exists: {
            const Value found = nested(program_->queries[node.name], scope);
            return Value::boolean(found.is(Value::Kind::Array) && !found.as_array().empty());
        }
        case Op::And:
        case Op::Or:
            return logic(node, scope);
        case Op::Not:
            return negated(child(node, 0, scope));
        case Op::Negate: {
            const auto number = to_decimal(child(node, 0, scope));
            return number ? call_.number(number->negated()) : Value{};
        }
        case Op::Equal:
        case Op::NotEqual:
            return equality(node, scope);
        case Op::Less:
        case Op::LessOrEqual:
        case Op::Greater:
        case Op::GreaterOrEqual:
            return compare_numbers(node.op, child(node, 0, scope), child(node, 1, scope));
        case Op::In:
            return contains(child(node, 0, scope), child(node, 1, scope));
        default:
            return arithmetic(node, scope);
    }
}

Value Evaluation::field(const Node& node, const Scope& scope) {
    if (scope.element == nullptr) return follow(payload(), node.name, node.names);
    if (!scope.alias.empty() && program_->names[node.name] == scope.alias) {
        return follow(*scope.element, node.name + 1, node.names - 1u);
    }
    return follow(*scope.element, node.name, node.names);
}

Value Evaluation::follow(Value value, std::uint32_t first, std::uint32_t count) const {
    for (std::uint32_t i = 0; i < count; ++i) value = value.member(program_->names[first + i]);
    return value;
}

Value Evaluation::arithmetic(const Node& node, const Scope& scope) {
    const Value left = child(node, 0, scope);
    const Value right = child(node, 1, scope);
    if (node.op == Op::Add) return sum(left, right);
    const auto a = to_decimal(left);
    const auto b = to_decimal(right);
    return a && b ? call_.number(apply(node.op, *a, *b)) : Value{};
}

/// A text on either side makes it a concatenation, even of texts that look like numbers.
Value Evaluation::sum(const Value& left, const Value& right) {
    if (left.is(Value::Kind::Number) && right.is(Value::Kind::Number)) {
        return call_.number(apply(Op::Add, left.as_number(), right.as_number()));
    }
    if (!left.is(Value::Kind::Text) && !right.is(Value::Kind::Text)) return {};
    const auto a = to_text(left, call_.arena);
    const auto b = to_text(right, call_.arena);
    if (!a || !b || a->size() + b->size() > kMostText) return {};
    const auto room = call_.arena.allocate<char>(a->size() + b->size());
    std::copy(b->begin(), b->end(), std::copy(a->begin(), a->end(), room.begin()));
    return Value::text({room.data(), room.size()});
}

/// No short cut: an Undefined operand makes the result Undefined whatever the other one is.
Value Evaluation::logic(const Node& node, const Scope& scope) {
    const auto left = to_boolean(child(node, 0, scope));
    const auto right = to_boolean(child(node, 1, scope));
    if (!left || !right) return {};
    return Value::boolean(node.op == Op::And ? *left && *right : *left || *right);
}

Value Evaluation::equality(const Node& node, const Scope& scope) {
    const Value left = child(node, 0, scope);
    const Value right = child(node, 1, scope);
    if (left.is_undefined() || right.is_undefined()) return {};
    return Value::boolean(is_equal(left, right) == (node.op == Op::Equal));
}

Value Evaluation::call(const Node& node, const Scope& scope) {
    const Function& function = *program_->functions[node.name];
    if (node.count < function.fewest || node.count > function.most) return {};
    constexpr std::uint32_t kFew = 4;
    std::array<Value, kFew> few;
    const std::span<Value> arguments = node.count <= kFew ? std::span<Value>(few).first(node.count)
                                                          : call_.arena.allocate<Value>(node.count);
    for (std::uint32_t i = 0; i < node.count; ++i) arguments[i] = child(node, i, scope);
    return function.apply(call_, arguments);
}

Value Evaluation::cast(const Node& node, const Value& value) {
    switch (node.cast) {
        case CastType::Text: {
            const auto text = to_text(value, call_.arena);
            return text ? Value::text(*text) : Value{};
        }
        case CastType::Boolean:
            return cast_to_boolean(value);
        case CastType::Decimal:
            return call_.number(cast_to_number(value));
        case CastType::Int:
            break;
    }
    const auto number = cast_to_number(value);
    return number ? Value::number(number->rounded(0, Rounding::Down).collapsed()) : Value{};
}

Value Evaluation::choose(const Node& node, const Scope& scope) {
    const Value subject = child(node, 0, scope);
    if (subject.is_undefined()) return {};
    std::uint32_t i = 1;
    for (; i + 1 < node.count; i += 2) {
        const Value candidate = child(node, i, scope);
        if (!candidate.is_undefined() && is_equal(subject, candidate)) {
            return child(node, i + 1, scope);
        }
    }
    return i < node.count ? child(node, i, scope) : Value{};
}

Value Evaluation::array_literal(const Node& node, const Scope& scope) {
    const auto items = call_.arena.allocate<Value>(node.count);
    for (std::uint32_t i = 0; i < node.count; ++i) items[i] = child(node, i, scope);
    return Value::array(items);
}

Value Evaluation::object_literal(const Node& node, const Scope& scope) {
    const auto members = call_.arena.allocate<Member>(node.count);
    for (std::uint32_t i = 0; i < node.count; ++i) {
        members[i] = {program_->names[node.name + i], child(node, i, scope)};
    }
    return Value::object(members);
}

/// Over the items of a list; anything else that has a value is a list of one.
Value Evaluation::nested(const Query& query, const Scope& scope) {
    const Value source = evaluate(*query.from, scope);
    if (source.is_missing()) return {};
    const std::span<const Value> items =
        source.is(Value::Kind::Array) ? source.as_array() : std::span<const Value>(&source, 1);
    std::vector<Value> results;
    for (const Value& item : items) {
        const Scope inner{&item, query.alias};
        if (!passes(query, inner)) continue;
        const Value result = select(query, inner);
        if (!result.is_undefined()) results.push_back(result);
    }
    return Value::array(call_.arena.copy(std::span<const Value>(results)));
}

bool Evaluation::passes(const Query& query, const Scope& scope) {
    if (!query.where) return true;
    return to_boolean(evaluate(*query.where, scope)).value_or(false);
}

/// Members are added to an object, or to nothing; bytes and lists go on alone (AWS IoT guide,
/// working with binary payloads).
bool Evaluation::can_select(const Query& query) {
    const bool adds_to_payload =
        query.output == Query::Output::Object && !query.is_whole_payload() &&
        std::any_of(query.items.begin(), query.items.end(),
                    [](const SelectItem& item) { return !item.expression && item.alias.empty(); });
    return !adds_to_payload || message_.payload.empty() || payload().is(Value::Kind::Object);
}

Value Evaluation::select(const Query& query, const Scope& scope) {
    const auto whole = [&] { return scope.element != nullptr ? *scope.element : payload(); };
    const auto value_of = [&](const SelectItem& item) {
        return item.expression ? evaluate(*item.expression, scope) : whole();
    };
    if (query.output == Query::Output::Value || query.is_whole_payload()) {
        return value_of(query.items.front());
    }
    std::vector<Member> members;
    for (const SelectItem& item : query.items) {
        const Value value = value_of(item);
        if (!item.alias.empty()) {
            put(members, item.alias, value);
        } else if (value.is(Value::Kind::Object)) {
            for (const Member& member : value.as_object()) {
                put(members, std::span(&member.name, 1), member.value);
            }
        }
    }
    return Value::object(call_.arena.copy(std::span<const Member>(members)));
}

/// A later value replaces an earlier one of the same name; Undefined replaces nothing.
void Evaluation::put(std::vector<Member>& members, std::span<const std::string_view> path,
                     const Value& value) {
    if (value.is_undefined()) return;
    auto place = std::find_if(members.begin(), members.end(),
                              [&](const Member& other) { return other.name == path.front(); });
    if (place == members.end()) place = members.insert(place, Member{path.front(), Value{}});
    if (path.size() == 1) {
        place->value = value;
        return;
    }
    std::vector<Member> inner;
    if (place->value.is(Value::Kind::Object)) {
        const auto old = place->value.as_object();
        inner.assign(old.begin(), old.end());
    }
    put(inner, path.subspan(1), value);
    place->value = Value::object(call_.arena.copy(std::span<const Member>(inner)));
}

bool reaches(const Program& statement, std::string_view topic, const Context& context) {
    const std::string_view called = basic_ingest_rule(topic);
    if (!called.empty()) return context.rule_name.empty() || context.rule_name == called;
    if (!statement.filter) return false;
    const std::string_view filter = *statement.filter;
    const bool is_parent = filter.size() == topic.size() + 2 && filter.ends_with("/#");
    if (context.profile == TopicProfile::Aws && is_parent) return false;
    return mqtt::matches(filter, topic);
}

std::optional<std::string_view> Evaluator::evaluate(const Program& statement,
                                                    const Message& message,
                                                    const Context& context) {
    if (!reaches(statement, message.topic, context)) return std::nullopt;
    return evaluate_routed(statement, message, context);
}

std::optional<std::string_view> Evaluator::evaluate_routed(const Program& statement,
                                                           const Message& message,
                                                           const Context& context) {
    arena_.reset();
    Evaluation evaluation(*this, statement, message, context);
    evaluation.set_variables();
    const Query& query = statement.statement();
    if (!evaluation.passes(query) || !evaluation.can_select(query)) return std::nullopt;
    if (query.is_whole_payload()) return message.payload;
    output_.clear();
    write_json(evaluation.select(query), output_);
    return output_;
}

std::string_view Evaluator::expand(const Program& text, const Program& statement,
                                   const Message& message, const Context& context) {
    arena_.reset();
    Evaluation evaluation(*this, statement, message, context);
    evaluation.set_variables();
    evaluation.continue_with(text);
    return write_pieces(text, evaluation);
}

std::string_view Evaluator::expand_after_evaluate(const Program& text, const Message& message,
                                                  const Context& context) {
    Evaluation evaluation(*this, text, message, context);
    return write_pieces(text, evaluation);
}

std::string_view Evaluator::write_pieces(const Program& text, Evaluation& evaluation) {
    output_.clear();
    for (const Program::Piece& piece : text.pieces) {
        output_ += piece.text;
        if (!piece.expression) continue;
        const Value value = evaluation.evaluate(*piece.expression);
        if (value.is(Value::Kind::Text)) {
            output_ += value.as_text();
        } else {
            write_json(value, output_);
        }
    }
    return output_;
}

}  // namespace fleetsim::rules
