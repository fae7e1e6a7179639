#include "cli/completion.hpp"

#include <array>
#include <cstdio>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

namespace fleetsim::cli {
namespace {

std::vector<Command> commands() {
    return {{.name = "run",
             .summary = "runs",
             .options = {{.name = "SCENARIO"}, {.name = "--out,-o"}, {.name = "--threads"}},
             .run = nullptr},
            {.name = "report", .summary = "reports", .options = {}, .run = nullptr}};
}

/// What bash offers after the words of `line`; the last one is being typed.
std::string offered(const std::string& line) {
    const std::string file = testing::TempDir() + "fleetsim_completion_" + std::to_string(getpid());
    std::ofstream(file) << completion_script(commands(), Shell::Bash) << "COMP_WORDS=(" << line
                        << ")\n"
                           "COMP_CWORD=$((${#COMP_WORDS[@]} - 1))\n"
                           "_fleetsim\n"
                           "echo \"${COMPREPLY[*]}\"\n";
    FILE* bash = popen(("bash " + file).c_str(), "r");
    std::array<char, 1024> text{};
    const std::size_t size = fread(text.data(), 1, text.size() - 1, bash);
    pclose(bash);
    std::remove(file.c_str());
    return {text.data(), size};
}

TEST(Completion, OffersCommandsFirst) {
    EXPECT_EQ(offered("fleetsim r"), "run report\n");
    EXPECT_EQ(offered("fleetsim re"), "report\n");
    EXPECT_EQ(offered("fleetsim --"), "--help --version\n");
}

TEST(Completion, OffersTheOptionsOfTheCommand) {
    EXPECT_EQ(offered("fleetsim run --"), "--out --threads --help\n");
    EXPECT_EQ(offered("fleetsim run city.toml --t"), "--threads\n");
    EXPECT_EQ(offered("fleetsim report --"), "--help\n");
}

TEST(Completion, LeavesFileNamesToTheShell) { EXPECT_EQ(offered("fleetsim run ci"), "\n"); }

TEST(Completion, ZshLoadsItsBashLayerFirst) {
    EXPECT_NE(completion_script(commands(), Shell::Zsh).find("bashcompinit"), std::string::npos);
}

TEST(Completion, FishKnowsWhichOptionsTakeAValue) {
    std::vector<Command> table = commands();
    table[0].options[1].help = "the run's file";
    table[0].options.push_back({.name = "--json", .arity = Arity::Flag});
    const std::string script = completion_script(table, Shell::Fish);
    const std::string condition = "complete -c fleetsim -n '__fish_seen_subcommand_from run' ";
    EXPECT_NE(script.find("-f -n __fish_use_subcommand -a report -d 'reports'\n"),
              std::string::npos);
    EXPECT_NE(script.find(condition + "-l out -s o -r -d 'the run\\'s file'\n"), std::string::npos);
    EXPECT_NE(script.find(condition + "-l json -d ''\n"), std::string::npos);
    EXPECT_EQ(script.find("SCENARIO"), std::string::npos);
}

}  // namespace
}  // namespace fleetsim::cli
