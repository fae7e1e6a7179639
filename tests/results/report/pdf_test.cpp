#include "results/report/pdf.hpp"

#include <cstdlib>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sstream>

#include "sim/error.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::results::report {
namespace {
using ::testing::HasSubstr;

/// A folder that is the only one programs are looked for in, beside the system's for the shell.
class Printing : public ::testing::Test {
  protected:
    Printing() { setenv("PATH", folder_.path().c_str(), 1); }
    ~Printing() override { setenv("PATH", path_.c_str(), 1); }

    void install(const std::string& program, const std::string& script) {
        std::ofstream(folder_ / program) << "#!/bin/sh\n" << script;
        std::filesystem::permissions(folder_ / program, std::filesystem::perms::owner_all);
    }
    std::string read(const std::string& name) const {
        std::ostringstream text;
        text << std::ifstream(folder_ / name).rdbuf();
        return std::move(text).str();
    }

    const samples::TemporaryFolder folder_;
    const std::string path_ = std::getenv("PATH");
};

// Says which page it was given, as a PDF would hold it.
constexpr const char* kBrowser = R"(
for word; do case $word in
    --print-to-pdf=*) out=${word#*=};;
    file://*) page=${word#file://};;
esac; done
read -r line < "$page"
echo "%PDF of $line" > "$out"
)";

TEST_F(Printing, IsDoneByTheBrowserWhereThereIsOne) {
    install("chromium", kBrowser);
    install("weasyprint", "exit 1");
    write_pdf("<p>page</p>\n", folder_ / "report.pdf");
    EXPECT_EQ(read("report.pdf"), "%PDF of <p>page</p>\n");
}

TEST_F(Printing, IsDoneByWeasyprintOtherwise) {
    install("weasyprint", "read -r line < \"$1\"; echo \"%PDF by w of $line\" > \"$2\"\n");
    write_pdf("<p>page</p>\n", folder_ / "report.pdf");
    EXPECT_EQ(read("report.pdf"), "%PDF by w of <p>page</p>\n");
}

TEST_F(Printing, SaysWhatToInstall) {
    try {
        write_pdf("", folder_ / "report.pdf");
        FAIL();
    } catch (const sim::SystemError& error) {
        EXPECT_THAT(error.what(), HasSubstr("no program that prints a page to PDF"));
        EXPECT_THAT(error.advice(), HasSubstr("apt-get install chromium"));
        EXPECT_THAT(error.advice(), HasSubstr("apt-get install weasyprint"));
    }
}

TEST_F(Printing, LeavesTheFileThatWasThereWhenItFails) {
    std::ofstream(folder_ / "report.pdf") << "an older report";
    install("chromium", "echo first >&2\necho cannot open display >&2\nexit 1\n");
    try {
        write_pdf("", folder_ / "report.pdf");
        FAIL();
    } catch (const sim::SystemError& error) {
        EXPECT_THAT(error.what(), HasSubstr("it said: cannot open display"));
    }
    EXPECT_EQ(read("report.pdf"), "an older report");
}

}  // namespace
}  // namespace fleetsim::results::report
