// Every mistake in tests/golden/scenario_mistakes is reported with its place and words.
#include <algorithm>
#include <filesystem>
#include <gtest/gtest.h>
#include <string>
#include <vector>

#include "scenarios/language/loader.hpp"
#include "sim/error.hpp"
#include "tests/scenarios/texts.hpp"

namespace fleetsim::language {
namespace {

namespace fs = std::filesystem;

const std::string kPath = "tests/golden/scenario_mistakes";
const fs::path kFolder = fs::path(FLEETSIM_SOURCE_DIR) / kPath;

/// As seen from the folder: "head.toml:3:12: ...".
std::string without_folder(std::string text) {
    const std::string prefix = kFolder.string() + '/';
    for (std::size_t at = text.find(prefix); at != std::string::npos; at = text.find(prefix, at)) {
        text.erase(at, prefix.size());
    }
    return text;
}

std::string mistakes_of(const fs::path& path) {
    try {
        load(path.string(), {}, {});
        return "no mistake";
    } catch (const sim::InputError& error) {
        return without_folder(error.what()) + '\n';
    }
}

std::vector<std::string> files() {
    std::vector<std::string> names;
    for (const fs::directory_entry& entry : fs::directory_iterator(kFolder)) {
        if (entry.path().extension() == ".toml") names.push_back(entry.path().stem().string());
    }
    std::sort(names.begin(), names.end());
    return names;
}

class ScenarioMistakes : public testing::TestWithParam<std::string> {};

TEST_P(ScenarioMistakes, AreReportedAtTheirPlaceWithReasonAndHint) {
    const fs::path file = kFolder / (GetParam() + ".toml");
    EXPECT_EQ(mistakes_of(file), read_source(kPath + '/' + GetParam() + ".expected"));
}

INSTANTIATE_TEST_SUITE_P(Golden, ScenarioMistakes, testing::ValuesIn(files()),
                         [](const auto& one) { return one.param; });

TEST(ScenarioFile, ThatCannotBeReadIsNamed) {
    try {
        load("/no/such/file.toml", {}, {});
        FAIL();
    } catch (const sim::InputError& error) {
        EXPECT_EQ(std::string(error.what()),
                  "/no/such/file.toml: error: cannot read the scenario: No such file or directory "
                  "[no-such-file]\n   `fleetsim list` shows the scenarios that come with fleetsim");
    }
}

TEST(ScenarioFile, ThatIsThereAndCannotBeReadIsNotCalledMissing) {
    for (const std::string& path : {kFolder.string(), std::string("/dev/zero")}) {
        try {
            load(path, {}, {});
            ADD_FAILURE() << path;
        } catch (const sim::InputError& error) {
            EXPECT_EQ(error.diagnostics().front().code, "unreadable-file") << error.what();
        }
    }
}

}  // namespace
}  // namespace fleetsim::language
