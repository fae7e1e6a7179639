// Installation: what `cmake --install` puts into a folder works there.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <iterator>
#include <string>

#include "tests/results/temporary_folder.hpp"

namespace fleetsim::cli {
namespace {
namespace fs = std::filesystem;

/// What `command` prints in `folder`; it must succeed.
std::string printed_in(const fs::path& folder, const std::string& command) {
    const fs::path out = folder / "out.txt";
    const int status = std::system(
        ("cd '" + folder.string() + "' && " + command + " > '" + out.string() + "'").c_str());
    EXPECT_EQ(status, 0) << command;
    std::ifstream file(out);
    return {std::istreambuf_iterator<char>(file), {}};
}

TEST(Installation, BringsProgramScenariosManualAndCompletions) {
    const samples::TemporaryFolder prefix;
    const std::string build = fs::path(FLEETSIM_BINARY).parent_path().parent_path().string();
    printed_in(prefix.path(), "cmake --install '" + build + "' --prefix .");

    for (const char* file :
         {"share/man/man1/fleetsim.1", "share/bash-completion/completions/fleetsim",
          "share/fish/vendor_completions.d/fleetsim.fish",
          "share/fleetsim/scenarios/fleetsim.schema.json", "share/doc/fleetsim/LICENSE"})
        EXPECT_TRUE(fs::exists(prefix / file) && fs::file_size(prefix / file) > 0) << file;
    EXPECT_FALSE(fs::exists(prefix / "share/fleetsim/scenarios/compose"));

    const std::string scenario = "share/fleetsim/scenarios/device-to-device.toml";
    const std::string listed = printed_in(prefix.path(), "bin/fleetsim list");
    EXPECT_TRUE(listed.find('\n' + scenario) != std::string::npos) << listed;
    printed_in(prefix.path(), "bin/fleetsim run " + scenario + " --quiet --out run.fleetsim");
    EXPECT_TRUE(fs::exists(prefix / "run.fleetsim"));
}

}  // namespace
}  // namespace fleetsim::cli
