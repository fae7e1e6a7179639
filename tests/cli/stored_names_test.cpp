// The names of results/names.hpp against a real run: each of them is in the file it writes.
#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include "results/query.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::cli {
namespace {

/// Text of every constant there.
std::vector<std::string> names_asked_for() {
    static const std::regex constant("string_view k\\w+ =\\s*\"([^\"]+)\";");
    std::ostringstream header;
    header << std::ifstream(FLEETSIM_SOURCE_DIR "/results/names.hpp").rdbuf();
    const std::string text = header.str();
    std::vector<std::string> names;
    for (std::sregex_iterator it(text.begin(), text.end(), constant), end; it != end; ++it)
        names.push_back((*it)[1]);
    return names;
}

/// Every metric, and every part of a component's path.
std::set<std::string> names_stored(const results::Query& query) {
    std::set<std::string> names;
    const auto add = [&](const std::string& component, const std::string& metric) {
        names.insert(metric);
        std::istringstream path(component);
        for (std::string part; std::getline(path, part, '/');) names.insert(part);
    };
    const results::RunId run = query.last_run().id;
    for (const results::Scalar& one : query.scalars(run)) add(one.component, one.metric.name);
    for (const results::Series& one : query.series(run)) add(one.component, one.metric.name);
    for (const results::Histogram& one : query.histograms(run)) add(one.component, one.metric.name);
    return names;
}

/// What `fleetsim run` stores of a shipped scenario.
std::set<std::string> names_of_run(const std::string& scenario_and_options) {
    const samples::TemporaryFolder folder;
    const std::string file = (folder / "run.fleetsim").string();
    const std::string command = FLEETSIM_BINARY " run " FLEETSIM_SOURCE_DIR "/scenarios/" +
                                scenario_and_options + " --quiet --out " + file + " > /dev/null";
    // A goal on alerts may be missed by so few meters.
    EXPECT_NE(std::system(command.c_str()), -1);
    return names_stored(results::Query(file));
}

TEST(StoredNames, AreThoseTheReadersAskFor) {
    // Rules, an application, a broker, and a battery: something of each kind that is read by name.
    std::set<std::string> stored = names_of_run(
        "alerts.toml --set fleet.meter.count=20 --set fleet.meter.battery=er14505"
        " --duration '10 min'");
    stored.merge(names_of_run("power-cut.toml --set fleet.box.count=20"));
    const std::vector<std::string> wanted = names_asked_for();
    EXPECT_GT(wanted.size(), 30u);
    for (const std::string& name : wanted) EXPECT_TRUE(stored.contains(name)) << name;
}

}  // namespace
}  // namespace fleetsim::cli
