#include "models/rules/calls.hpp"

#include <gtest/gtest.h>

namespace fleetsim::rules {
namespace {

TEST(Calls, TextsAreGivenAsWrittenAndWhatIsComputedIsNot) {
    const Program program = Program::parse(
        "SELECT GET_DYNAMODB('places', \"meter\", id, 'role').place AS place FROM 'a' "
        "WHERE get(secrets, get_secret(topic(1), 'SecretString', 'role')) = 1",
        SqlVersion::V2016_03_23);
    const std::vector<WrittenCall> calls = calls_in(program);
    const auto named = [&](std::string_view name) {
        for (const WrittenCall& call : calls)
            if (call.function == name) return call.arguments;
        return std::vector<std::optional<std::string_view>>{};
    };
    using Texts = std::vector<std::optional<std::string_view>>;
    EXPECT_EQ(named("get_dynamodb"), (Texts{"places", "meter", std::nullopt, "role"}));
    EXPECT_EQ(named("get_secret"), (Texts{std::nullopt, "SecretString", "role"}));
    EXPECT_EQ(named("topic"), (Texts{std::nullopt}));
    EXPECT_EQ(calls.size(), 4u);
}

TEST(Calls, AStatementSaysWhichFunctionsItCalls) {
    const Program program =
        Program::parse("SELECT topic(1) AS t FROM 'a'", SqlVersion::V2016_03_23);
    EXPECT_TRUE(calls(program, "topic"));
    EXPECT_FALSE(calls(program, "get_secret"));
}

}  // namespace
}  // namespace fleetsim::rules
