#include "cli/parser.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <string>
#include <variant>
#include <vector>

#include "cli/help.hpp"
#include "sim/error.hpp"

namespace fleetsim::cli {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

ExitCode nothing(const Arguments&) { return ExitCode::Done; }

std::vector<Command> some_commands() {
    return {
        {"run",
         "simulate a scenario",
         {{"SCENARIO", Arity::One, "", "the scenario file", true},
          {"--seed", Arity::One, "N", "the seed"},
          {"--out,-o", Arity::One, "FILE", "the results file"},
          {"--set", Arity::Many, "PATH=VALUE", "override a value"},
          {"--json", Arity::Flag, "", "answer in JSON"}},
         nothing},
        {"compare",
         "compare runs",
         {{"RESULTS", Arity::One, "", "the file", true},
          {"RUN", Arity::Many, "", "the runs"},
          {"--goal", Arity::One, "TEXT", "a goal", true}},
         nothing},
    };
}

Arguments arguments_of(const std::vector<std::string>& words) {
    return std::get<Invocation>(parse(some_commands(), words)).arguments;
}

std::string page_of(const std::vector<std::string>& words) {
    return std::get<std::string>(parse(some_commands(), words));
}

std::string refusal_of(const std::vector<std::string>& words) {
    try {
        parse(some_commands(), words);
    } catch (const sim::InputError& error) {
        return error.what();
    }
    return "accepted";
}

TEST(CommandLine, OptionsAndPositionalsMixInAnyOrder) {
    const Arguments given = arguments_of({"run", "--seed", "7", "city.toml", "--json"});
    EXPECT_EQ(given.text("SCENARIO"), "city.toml");
    EXPECT_EQ(given.integer("--seed", 1), 7);
    EXPECT_TRUE(given.has("--json"));
    EXPECT_FALSE(given.has("--out"));
}

TEST(CommandLine, AnOptionIsKnownByItsLongNameWhicheverFormIsWritten) {
    EXPECT_EQ(arguments_of({"run", "a.toml", "-o", "x.db"}).text("--out"), "x.db");
    EXPECT_EQ(arguments_of({"run", "a.toml", "--out=x.db"}).text("--out"), "x.db");
}

TEST(CommandLine, ManyValuesKeepTheirOrder) {
    EXPECT_THAT(arguments_of({"run", "--set", "a=2", "f", "--set", "b=1"}).all("--set"),
                ElementsAre("a=2", "b=1"));
    EXPECT_THAT(arguments_of({"compare", "r.db", "1", "2", "--goal", "g"}).all("RUN"),
                ElementsAre("1", "2"));
}

TEST(CommandLine, AValueMayLookLikeAnything) {
    EXPECT_EQ(arguments_of({"run", "f", "--seed", "-5"}).text("--seed"), "-5");
    EXPECT_EQ(arguments_of({"run", "f", "--set", "[1, 2]"}).text("--set"), "[1, 2]");
    EXPECT_EQ(arguments_of({"run", "f", "--set", R"({"a": "--b"})"}).text("--set"),
              R"({"a": "--b"})");
    EXPECT_EQ(arguments_of({"run", "f", "--set", "run"}).text("--set"), "run");
    EXPECT_EQ(arguments_of({"run", "-"}).text("SCENARIO"), "-");
    EXPECT_EQ(arguments_of({"run", "compare"}).text("SCENARIO"), "compare");
    EXPECT_EQ(arguments_of({"run", "f", "--set", ""}).text("--set"), "");
}

TEST(CommandLine, AnUnknownCommandNamesTheNearestOne) {
    EXPECT_THAT(refusal_of({"rnu", "city.toml"}), HasSubstr("did you mean \"run\"?"));
    EXPECT_THAT(refusal_of({"xylophone"}), HasSubstr("--help lists the commands"));
}

TEST(CommandLine, AnUnknownOptionNamesTheNearestOneBeforeItsValueIsBlamed) {
    const std::string text = refusal_of({"run", "--sead", "3", "city.toml"});
    EXPECT_THAT(text, HasSubstr("no option \"--sead\""));
    EXPECT_THAT(text, HasSubstr("did you mean \"--seed\"?"));
    EXPECT_THAT(text, Not(HasSubstr("city.toml")));
    EXPECT_THAT(refusal_of({"run", "--bogus", "city.toml"}), Not(HasSubstr("did you mean")))
        << "not near to --out";
}

TEST(CommandLine, WhatIsMissingOrTooMuchIsNamed) {
    EXPECT_THAT(refusal_of({}), HasSubstr("which command?"));
    EXPECT_THAT(refusal_of({"run"}), HasSubstr("needs SCENARIO"));
    EXPECT_THAT(refusal_of({"compare", "r.db"}), HasSubstr("needs --goal"));
    EXPECT_THAT(refusal_of({"run", "f", "--seed"}), HasSubstr("--seed needs a value"));
    EXPECT_THAT(refusal_of({"run", "f", "--seed", "1", "--seed", "2"}),
                HasSubstr("--seed is given 2 times"));
    EXPECT_THAT(refusal_of({"run", "f", "g"}), HasSubstr("no use for \"g\""));
    EXPECT_THAT(refusal_of({"run", "f", "--json=no"}), HasSubstr("--json is a switch"));
    EXPECT_THAT(refusal_of({"--json", "run"}), HasSubstr("a command must come before"));
}

TEST(CommandLine, HelpIsAnAnswerEvenWhereArgumentsAreMissing) {
    EXPECT_EQ(page_of({"run", "--help"}), command_help(some_commands()[0]));
    EXPECT_EQ(page_of({"run", "-h"}), command_help(some_commands()[0]));
    EXPECT_EQ(page_of({"help", "run"}), command_help(some_commands()[0]));
    EXPECT_EQ(page_of({"--help"}), program_help(some_commands()));
    EXPECT_THAT(page_of({"--version"}), HasSubstr("fleetsim 0."));
}

TEST(CommandHelp, ShowsUsageThenEachOptionWithItsValue) {
    EXPECT_EQ(command_help(some_commands()[0]),
              "fleetsim run: simulate a scenario\n"
              "\n"
              "usage: fleetsim run SCENARIO [options]\n"
              "\n"
              "  SCENARIO  the scenario file\n"
              "\n"
              "options\n"
              "  --seed N          the seed\n"
              "  -o, --out FILE    the results file\n"
              "  --set PATH=VALUE  override a value\n"
              "  --json            answer in JSON\n"
              "  -h, --help        show this page\n");
    EXPECT_THAT(command_help(some_commands()[1]),
                HasSubstr("usage: fleetsim compare RESULTS [RUN...] --goal TEXT [options]"));
}

TEST(CommandHelp, NoLinePassesAHundredColumns) {
    Command wordy = some_commands()[0];
    std::string words;
    for (int i = 0; i < 60; ++i) words += "word ";
    wordy.options.push_back({"--wordy", Arity::Flag, "", words});
    std::size_t start = 0;
    const std::string page = command_help(wordy);
    for (std::size_t end; (end = page.find('\n', start)) != std::string::npos; start = end + 1) {
        EXPECT_LE(end - start, 100U);
    }
}

}  // namespace
}  // namespace fleetsim::cli
