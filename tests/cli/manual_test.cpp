#include "cli/manual.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace fleetsim::cli {
namespace {
using testing::HasSubstr;

TEST(Manual, RoffTakesNoTextForARequest) {
    EXPECT_EQ(roff_text(".toml files"), "\\&.toml files");
    EXPECT_EQ(roff_text("'10 min'"), "\\&'10 min'");
    EXPECT_EQ(roff_text("a \\ b"), "a \\e b");
    EXPECT_EQ(roff_text("re-run"), "re\\-run");
}

TEST(Manual, NamesEachOptionOfEachCommand) {
    const std::vector<Command> commands = {
        {.name = "run",
         .summary = "runs",
         .options = {{.name = "SCENARIO", .help = "the file"},
                     {.name = "--out,-o", .value = "FILE", .help = ".fleetsim"}},
         .run = nullptr},
        {.name = "man", .summary = "prints", .options = {}, .run = nullptr}};
    const std::string page = manual_page(commands, "0.1.0");
    EXPECT_THAT(page, HasSubstr(".SS run\nruns\n.TP\n\\fISCENARIO\\fR\nthe file\n"
                                ".TP\n\\fB\\-o\\fR, \\fB\\-\\-out\\fR \\fIFILE\\fR\n"
                                "\\&.fleetsim\n.SS man\nprints\n"));
    EXPECT_THAT(page, HasSubstr("\n\\fB130\\fR\ninterrupted"));
}

}  // namespace
}  // namespace fleetsim::cli
