// Random statements over random payloads: nothing throws, and what must hold for all of them does.
#include <gtest/gtest.h>
#include <string>

#include "models/rules/evaluator.hpp"
#include "sim/error.hpp"
#include "sim/random/philox.hpp"

namespace fleetsim::rules {
namespace {

constexpr int kRounds = 3000;

/// Writes statements and payloads that are mostly right.
class Writer {
  public:
    explicit Writer(std::uint64_t seed) : engine_(seed) {}

    std::size_t below(std::size_t bound) { return engine_() % bound; }

    std::string json(int depth) {
        switch (below(depth > 0 ? 9 : 7)) {
            case 0:
                return "null";
            case 1:
                return below(2) == 0 ? "true" : "false";
            case 2:
                return std::to_string(static_cast<int>(below(2000)) - 1000);
            case 3:
                return pick({"0.5", "-1.50", "1e400", "1E-30", "5.0", "9007199254740993"});
            case 4:
                return pick({R"("")", R"("true")", R"("12.5")", R"("a\u00e9\n")", R"("x/y")"});
            case 5:
            case 6:
                return "\"" + std::string(below(20), 'z') + "\"";
            case 7:
                return "[" + list([&] { return json(depth - 1); }) + "]";
            default:
                return object(depth);
        }
    }
    std::string object(int depth) {
        return "{" + list([&] { return "\"" + field() + "\":" + json(depth - 1); }) + "}";
    }

    std::string expression(int depth) {
        if (depth == 0) return leaf();
        const auto inner = [&] { return expression(depth - 1); };
        switch (below(10)) {
            case 0:
                return "(" + inner() + pick({" + ", " - ", " * ", " / ", " % "}) + inner() + ")";
            case 1:
                return "(" + inner() + pick({" = ", " <> ", " < ", " >= ", " IN "}) + inner() + ")";
            case 2:
                return "(" + inner() + pick({" AND ", " OR "}) + inner() + ")";
            case 3:
                return "(NOT " + inner() + ")";
            case 4:
                return "CASE " + inner() + " WHEN " + inner() + " THEN " + inner() + " END";
            case 5:
                return "cast(" + inner() + " AS " + pick({"Int", "String", "Decimal", "Bool"}) +
                       ")";
            case 6:
                return "[" + list(inner) + "]";
            case 7:
                return "(SELECT VALUE " + inner() + " FROM " + inner() + " AS a)";
            default:
                return function() + "(" + list(inner) + ")";
        }
    }
    std::string statement() {
        return "SELECT " + expression(3) + " AS r, " + field() + " FROM 't' WHERE isNull(" +
               expression(2) + ") = FALSE";
    }
    std::string noise(std::size_t most) {
        std::string text;
        for (std::size_t i = below(most); i > 0; --i) text += static_cast<char>(below(256));
        return text;
    }

  private:
    std::string pick(std::initializer_list<const char*> choices) {
        return choices.begin()[below(choices.size())];
    }
    std::string field() { return pick({"a", "b", "c"}); }
    std::string leaf() {
        return pick({"a", "b.c", "*", "1", "2.5", "'x'", "'3'", "TRUE", "NULL", "''", "missing"});
    }
    std::string function() {
        return pick({"abs",
                     "bitand",
                     "bitnot",
                     "ceil",
                     "chr",
                     "concat",
                     "decode",
                     "encode",
                     "endswith",
                     "exp",
                     "get",
                     "indexof",
                     "isUndefined",
                     "length",
                     "ln",
                     "lower",
                     "lpad",
                     "md5",
                     "mod",
                     "nanvl",
                     "numbytes",
                     "parse_time",
                     "power",
                     "regexp_matches",
                     "regexp_replace",
                     "regexp_substr",
                     "replace",
                     "round",
                     "rpad",
                     "sign",
                     "sqrt",
                     "substring",
                     "tan",
                     "time_to_epoch",
                     "topic",
                     "transform",
                     "trim",
                     "trunc",
                     "upper"});
    }
    template <class Item>
    std::string list(Item item) {
        std::string text;
        const std::size_t count = below(4);
        for (std::size_t i = 0; i < count; ++i) text += (i > 0 ? "," : "") + item();
        return text;
    }

    sim::Philox4x32 engine_;
};

TEST(RandomRules, EveryOutputIsJsonAndTheSameAgain) {
    Writer writer(1);
    Evaluator evaluator;
    JsonReader reader;
    Arena arena;
    int fired = 0;
    for (int i = 0; i < kRounds; ++i) {
        const std::string sql = writer.statement();
        const std::string payload = writer.object(3);
        const Program program = Program::parse(sql, SqlVersion::V2016_03_23);
        const Message message{.topic = "t", .payload = payload};
        const auto view = evaluator.evaluate(program, message, {});
        if (!view) continue;
        ++fired;
        const std::string output(*view);
        arena.reset();
        EXPECT_TRUE(reader.read(output, WholeNumbers::Keep, arena)) << sql << "\n" << output;
        EXPECT_EQ(evaluator.evaluate(program, message, {}), output) << sql;
    }
    EXPECT_GT(fired, kRounds / 20);
}

TEST(RandomRules, ReadingAndWritingJsonChangesNothing) {
    Writer writer(2);
    JsonReader reader;
    Arena arena;
    for (int i = 0; i < kRounds; ++i) {
        arena.reset();
        const std::string text = writer.json(4);
        const auto value = reader.read(text, WholeNumbers::Keep, arena);
        ASSERT_TRUE(value) << text;
        std::string written;
        write_json(*value, written);
        const auto again = reader.read(written, WholeNumbers::Keep, arena);
        ASSERT_TRUE(again) << written;
        EXPECT_TRUE(is_equal(*value, *again)) << text << "\n" << written;
    }
}

TEST(RandomRules, NoBytesMakeAnEvaluationThrow) {
    Writer writer(3);
    Evaluator evaluator;
    const Program program = Program::parse(
        "SELECT *, a.b AS x, decode(encode(*, 'base64'), 'base64') AS y FROM '#' WHERE c <> 1",
        SqlVersion::V2016_03_23);
    for (int i = 0; i < kRounds; ++i) {
        std::string payload = writer.below(2) == 0 ? writer.noise(200) : writer.object(3);
        if (!payload.empty()) payload[writer.below(payload.size())] ^= 0x55;
        evaluator.evaluate_routed(program, {.topic = "t", .payload = payload}, {});
    }
}

TEST(RandomRules, ABrokenStatementIsRefusedOrAccepted) {
    Writer writer(4);
    int refused = 0;
    for (int i = 0; i < kRounds; ++i) {
        std::string sql = writer.statement();
        sql.erase(writer.below(sql.size()), 1 + writer.below(5));
        try {
            Program::parse(sql, SqlVersion::V2016_03_23);
        } catch (const sim::InputError&) {
            ++refused;
        }
    }
    EXPECT_GT(refused, kRounds / 20);
}

}  // namespace
}  // namespace fleetsim::rules
