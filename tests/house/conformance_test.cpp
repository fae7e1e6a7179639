// docs/mqtt-conformance.md lists every normative statement of both standards, and the tests and
// labels it names exist.
#include <gtest/gtest.h>
#include <map>
#include <regex>
#include <set>
#include <string>

#include "tests/house/source_tree.hpp"

namespace fleetsim::house {
namespace {

SourceFile document() { return read_source(root() / "docs/mqtt-conformance.md"); }

/// "Suite.Name" of each test there is.
std::set<std::string> defined_tests() {
    static const std::regex definition(R"(^TEST(?:_F|_P)?\((\w+),\s*(\w+)\))");
    std::set<std::string> tests;
    for (const SourceFile& source : files_below({"tests/models", "tests/conformance"}, {".cpp"})) {
        for (const std::string& line : source.lines) {
            std::smatch found;
            if (std::regex_search(line, found, definition))
                tests.insert(found[1].str() + "." + found[2].str());
        }
    }
    return tests;
}

/// Labels with cases in packets.csv, "4 MQTT-1.5.3-1".
std::map<std::string, int> octet_labels() {
    static const std::regex row(R"(^([45]),\w+,\w*,[^,]*,([^,]+),)");
    std::map<std::string, int> labels;
    for (const std::string& line : read_source(root() / "tests/conformance/packets.csv").lines) {
        std::smatch found;
        if (std::regex_search(line, found, row)) ++labels[found[1].str() + " " + found[2].str()];
    }
    return labels;
}

struct Statement {
    std::string version;  ///< "4" or "5"
    std::string label;
    std::string binds;
    std::string tests;
};

std::vector<Statement> statements() {
    static const std::regex row(R"(^\| (MQTT-[0-9.]+-\d+) \| (\w+) \| [^|]+ \| ([^|]+) \|$)");
    std::vector<Statement> all;
    std::string version;
    for (const std::string& line : document().lines) {
        if (line.starts_with("## ")) version.clear();
        if (line == "## Statements of MQTT 3.1.1") version = "4";
        if (line == "## Statements of MQTT 5.0") version = "5";
        std::smatch found;
        if (!version.empty() && std::regex_search(line, found, row))
            all.push_back({version, found[1].str(), found[2].str(), found[3].str()});
    }
    return all;
}

/// Section and number of its last statement; the first is 1, but for 2.2.1 of MQTT 5.
using Sections = std::map<std::string, int>;
const Sections kSections311 = {
    {"1.5.3", 3},  {"2.2.2", 2},  {"2.3.1", 7},  {"3.1.0", 2},  {"3.1.2", 24}, {"3.1.3", 11},
    {"3.1.4", 5},  {"3.2.0", 1},  {"3.2.2", 6},  {"3.3.1", 12}, {"3.3.2", 3},  {"3.3.4", 1},
    {"3.3.5", 2},  {"3.6.1", 1},  {"3.8.1", 1},  {"3.8.3", 4},  {"3.8.4", 6},  {"3.9.3", 2},
    {"3.10.1", 1}, {"3.10.3", 2}, {"3.10.4", 6}, {"3.12.4", 1}, {"3.14.1", 1}, {"3.14.4", 3},
    {"4.1.0", 2},  {"4.2.0", 1},  {"4.3.1", 1},  {"4.3.2", 2},  {"4.3.3", 2},  {"4.4.0", 1},
    {"4.5.0", 2},  {"4.6.0", 6},  {"4.7.1", 3},  {"4.7.2", 1},  {"4.7.3", 4},  {"4.8.0", 2},
    {"6.0.0", 4},  {"7.0.0", 2}};
const Sections kSections5 = {
    {"1.5.4", 3},  {"1.5.5", 1},  {"1.5.7", 1},  {"2.1.3", 1},  {"2.2.1", 6},  {"2.2.2", 1},
    {"3.1.0", 2},  {"3.1.2", 30}, {"3.1.3", 12}, {"3.1.4", 6},  {"3.2.0", 2},  {"3.2.2", 22},
    {"3.3.1", 13}, {"3.3.2", 20}, {"3.3.4", 10}, {"3.4.2", 3},  {"3.5.2", 3},  {"3.6.1", 1},
    {"3.6.2", 3},  {"3.7.2", 3},  {"3.8.1", 1},  {"3.8.3", 5},  {"3.8.4", 8},  {"3.9.2", 2},
    {"3.9.3", 2},  {"3.10.1", 1}, {"3.10.3", 2}, {"3.10.4", 6}, {"3.11.2", 2}, {"3.11.3", 2},
    {"3.12.4", 1}, {"3.14.0", 1}, {"3.14.1", 1}, {"3.14.2", 4}, {"3.14.4", 3}, {"3.15.1", 1},
    {"3.15.2", 3}, {"4.1.0", 2},  {"4.2", 1},    {"4.3.1", 1},  {"4.3.2", 5},  {"4.3.3", 13},
    {"4.4.0", 2},  {"4.5.0", 2},  {"4.6.0", 6},  {"4.7.0", 1},  {"4.7.1", 2},  {"4.7.2", 1},
    {"4.7.3", 4},  {"4.8.2", 6},  {"4.9.0", 3},  {"4.12.0", 7}, {"4.12.1", 2}, {"4.13.1", 1},
    {"4.13.2", 1}, {"6.0.0", 4}};

void expect_every_statement(const std::string& version, const Sections& sections) {
    std::set<std::string> listed;
    for (const Statement& one : statements()) {
        if (one.version != version) continue;
        EXPECT_TRUE(listed.insert(one.label).second) << one.label << " is there twice";
    }
    std::set<std::string> all;
    for (const auto& [section, last] : sections) {
        const int first = version == "5" && section == "2.2.1" ? 2 : 1;
        for (int i = first; i <= last; ++i) all.insert("MQTT-" + section + "-" + std::to_string(i));
    }
    EXPECT_EQ(listed, all);
}

TEST(Conformance, EveryStatementOfMqtt311IsListed) { expect_every_statement("4", kSections311); }

TEST(Conformance, EveryStatementOfMqtt5IsListed) { expect_every_statement("5", kSections5); }

TEST(Conformance, EveryStatementThatBindsAServerHasTestsThatExist) {
    static const std::regex test(R"(`(\w+\.\w+)`)");
    static const std::regex octets(R"(octets (MQTT-[0-9.]+-\d+))");
    const std::set<std::string> tests = defined_tests();
    const std::map<std::string, int> labels = octet_labels();
    for (const Statement& one : statements()) {
        std::string rest = one.tests;
        std::smatch found;
        int named = 0;
        for (; std::regex_search(rest, found, test); rest = found.suffix(), ++named)
            EXPECT_TRUE(tests.contains(found[1].str())) << one.label << ": " << found[1].str();
        rest = one.tests;
        for (; std::regex_search(rest, found, octets); rest = found.suffix(), ++named)
            EXPECT_TRUE(labels.contains(one.version + " " + found[1].str()))
                << one.label << ": " << found[1].str();
        const bool is_for_clients = one.tests == "binds clients";
        EXPECT_TRUE(named > 0 || (is_for_clients && one.binds != "server")) << one.label;
    }
}

TEST(Conformance, EveryTestBesideTheLabelsExists) {
    static const std::regex row(R"(^\| .* \| `(\w+\.\w+)` \| `(\w+\.cpp)` \|$)");
    const std::set<std::string> tests = defined_tests();
    std::size_t rows = 0;
    for (const std::string& line : document().lines) {
        std::smatch found;
        if (!std::regex_search(line, found, row)) continue;
        ++rows;
        EXPECT_TRUE(tests.contains(found[1].str())) << line;
    }
    EXPECT_GT(rows, 0u);
}

TEST(Conformance, EveryLabelOfOctetsHasItsCases) {
    static const std::regex row(R"(^\| ([A-Z0-9.-]+) \| (\d+) \|$)");
    const std::map<std::string, int> labels = octet_labels();
    std::string version;
    std::size_t rows = 0;
    for (const std::string& line : document().lines) {
        if (line.starts_with("## Octets, MQTT ")) version = line.substr(16, 1) == "5" ? "5" : "4";
        std::smatch found;
        if (!std::regex_search(line, found, row)) continue;
        ++rows;
        const auto count = labels.find(version + " " + found[1].str());
        ASSERT_NE(count, labels.end()) << line;
        EXPECT_EQ(std::to_string(count->second), found[2].str()) << line;
    }
    EXPECT_GT(rows, 0u);
}

}  // namespace
}  // namespace fleetsim::house
