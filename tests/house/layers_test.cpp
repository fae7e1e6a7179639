// The build's check of include directions (cmake/layers.cmake), run on trees that break it.
#include <array>
#include <cstdio>
#include <gtest/gtest.h>
#include <string>
#include <unistd.h>

#include "tests/house/source_tree.hpp"

namespace fleetsim::house {
namespace {
namespace fs = std::filesystem;

struct Verdict {
    bool is_accepted = false;
    std::string words;
};

Verdict check_layers(const fs::path& tree) {
    const std::string command = "cmake -DSOURCE='" + tree.string() + "' -P '" +
                                (root() / "cmake/layers.cmake").string() + "' 2>&1";
    FILE* cmake = popen(command.c_str(), "r");
    std::string words;
    std::array<char, 4096> chunk{};
    while (const std::size_t size = fread(chunk.data(), 1, chunk.size(), cmake))
        words.append(chunk.data(), size);
    return {.is_accepted = pclose(cmake) == 0, .words = words};
}

/// The verdict on a tree of one file that holds one line.
Verdict check_layers(const std::string& file, const std::string& line) {
    const fs::path tree =
        fs::path(testing::TempDir()) / ("fleetsim_layers_" + std::to_string(getpid()));
    fs::remove_all(tree);
    fs::create_directories((tree / file).parent_path());
    std::ofstream(tree / file) << line << '\n';
    const Verdict verdict = check_layers(tree);
    fs::remove_all(tree);
    return verdict;
}

TEST(Layers, TheTreeKeepsThem) {
    const Verdict verdict = check_layers(root());
    EXPECT_TRUE(verdict.is_accepted) << verdict.words;
}

TEST(Layers, AnIncludeAgainstTheDirectionIsRefusedByName) {
    const Verdict verdict = check_layers("sim/engine.cpp", "#include \"models/wire/stack.hpp\"");
    EXPECT_FALSE(verdict.is_accepted);
    EXPECT_NE(verdict.words.find("sim/engine.cpp includes models/wire/stack.hpp"),
              std::string::npos)
        << verdict.words;
}

TEST(Layers, EachFolderHasItsOwnList) {
    const auto accepts = [](const std::string& file, const std::string& target) {
        return check_layers(file, "#include \"" + target + "\"").is_accepted;
    };
    EXPECT_TRUE(accepts("models/broker/core.cpp", "sim/time.hpp"));
    EXPECT_FALSE(accepts("models/broker/core.cpp", "scenarios/scenario.hpp"));
    EXPECT_FALSE(accepts("models/broker/core.cpp", "results/recorder.hpp"));
    EXPECT_TRUE(accepts("scenarios/compose/world.cpp", "models/broker/core.hpp"));
    EXPECT_FALSE(accepts("scenarios/compose/world.cpp", "results/recorder.hpp"));
    EXPECT_FALSE(accepts("scenarios/compose/world.cpp", "scenarios/language/loader.hpp"));
    EXPECT_TRUE(accepts("scenarios/language/loader.cpp", "scenarios/scenario.hpp"));
    EXPECT_TRUE(accepts("results/recorder.cpp", "sim/stats/histogram.hpp"));
    EXPECT_FALSE(accepts("results/recorder.cpp", "models/broker/core.hpp"));
    EXPECT_FALSE(accepts("results/recorder.cpp", "cli/command.hpp"));
    EXPECT_TRUE(accepts("cli/command_run.cpp", "results/recorder.hpp"));
    EXPECT_FALSE(accepts("cli/command_run.cpp", "gui/main_window.hpp"));
    EXPECT_FALSE(accepts("gui/main_window.cpp", "scenarios/scenario.hpp"));
    EXPECT_FALSE(accepts("sim/engine.cpp", "tests/sim/sample.hpp"));
}

TEST(Layers, ReadersOfResultsKnowTheKernelsStatisticsOnly) {
    const auto accepts = [](const std::string& file, const std::string& target) {
        return check_layers(file, "#include \"" + target + "\"").is_accepted;
    };
    for (const std::string file : {"results/recorder.cpp", "gui/main_window.cpp"}) {
        EXPECT_TRUE(accepts(file, "sim/stats/histogram.hpp"));
        EXPECT_TRUE(accepts(file, "sim/time.hpp"));
        EXPECT_FALSE(accepts(file, "sim/engine.hpp"));
        EXPECT_FALSE(accepts(file, "sim/window_engine.hpp"));
    }
}

TEST(Layers, TheGroundFloorOfTheModelsKnowsNoNeighbour) {
    const auto accepts = [](const std::string& file, const std::string& target) {
        return check_layers(file, "#include \"" + target + "\"").is_accepted;
    };
    for (const std::string folder : {"wire", "mqtt", "radio", "power"}) {
        const std::string file = "models/" + folder + "/part.cpp";
        EXPECT_TRUE(accepts(file, "models/" + folder + "/part.hpp"));
        EXPECT_TRUE(accepts(file, "models/profile/table.hpp"));
        EXPECT_FALSE(accepts(file, "models/device/row.hpp"));
    }
    EXPECT_FALSE(accepts("models/wire/costs.cpp", "models/mqtt/packet.hpp"));
    EXPECT_TRUE(accepts("models/device/costs.cpp", "models/mqtt/packet.hpp"));
}

TEST(Layers, AngleBracketsAreNoWayAround) {
    EXPECT_FALSE(check_layers("sim/engine.cpp", "#include <models/wire/stack.hpp>").is_accepted);
    EXPECT_FALSE(check_layers("sim/engine.cpp", "  #  include \"cli/help.hpp\"").is_accepted);
}

}  // namespace
}  // namespace fleetsim::house
