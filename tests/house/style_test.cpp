// What CONTRIBUTING.md promises of the source text, checked line by line.
#include <cstdlib>
#include <gtest/gtest.h>
#include <regex>
#include <string>

#include "tests/house/source_tree.hpp"

namespace fleetsim::house {
namespace {

/// `line` without its comment and what stands between quotes, so that words in prose are free.
std::string code_of(const std::string& line) {
    std::string code;
    bool is_quoted = false;
    for (std::size_t i = 0; i < line.size(); ++i) {
        if (is_quoted && line[i] == '\\') {
            ++i;
        } else if (line[i] == '"') {
            is_quoted = !is_quoted;
        } else if (!is_quoted) {
            if (line.compare(i, 2, "//") == 0) break;
            code += line[i];
        }
    }
    return code;
}

TEST(Style, NoFileIsLongerThan800Lines) {
    for (const SourceFile& file : all_sources())
        EXPECT_LE(file.lines.size(), 800u) << file.path << ": split the idea, then the file";
}

/// Ends a function, or a block in one. What else ends in a brace has a semicolon or a comment.
bool is_brace_alone(const std::string& line) {
    const std::size_t brace = line.find_first_not_of(' ');
    return brace != std::string::npos && line.substr(brace) == "}";
}

/// How many lines the block has that ends in `last`, by the format: what opens it stands as far to
/// the left as its brace, and all between further to the right.
std::size_t lines_of_block(const SourceFile& file, std::size_t last) {
    const std::size_t indent = file.lines[last].find('}');
    std::size_t first = last;
    while (first > 0) {
        const std::string& line = file.lines[--first];
        if (line.find_first_not_of(' ') <= indent) break;
    }
    return last - first + 1;
}

TEST(Style, NoFunctionIsLongerThan70Lines) {
    for (const SourceFile& file : all_sources()) {
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            if (!is_brace_alone(file.lines[i])) continue;
            EXPECT_LE(lines_of_block(file, i), 70u) << place(file, i);
        }
    }
}

TEST(Style, ABlockBeginsAsFarLeftAsItEnds) {
    SourceFile file{"x.cpp", {"int f() {", "    if (true) {", "        return 1;", "    }"}};
    EXPECT_EQ(lines_of_block(file, 3), 3u);
    file.lines.insert(file.lines.end(), {"", "    return 0;", "}"});
    EXPECT_EQ(lines_of_block(file, 6), 7u);
}

TEST(Style, NoLineIsWiderThan100Columns) {
    for (const SourceFile& file : all_sources()) {
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            const auto columns = std::count_if(file.lines[i].begin(), file.lines[i].end(),
                                               [](char c) { return (c & 0xC0) != 0x80; });
            const bool is_unbreakable = file.lines[i].find("http") != std::string::npos ||
                                        file.lines[i].find("R\"") != std::string::npos;
            EXPECT_TRUE(columns <= 100 || is_unbreakable) << place(file, i);
        }
    }
}

TEST(Style, EveryHeaderIsIncludedOnceAndSaysWhatItIsFor) {
    for (const SourceFile& file : all_sources()) {
        if (!file.is_header()) continue;
        const auto once = std::find(file.lines.begin(), file.lines.end(), "#pragma once");
        EXPECT_NE(once, file.lines.end()) << file.path << ": needs #pragma once";
        ASSERT_FALSE(file.lines.empty()) << file.path;
        EXPECT_TRUE(file.lines.front().starts_with("// "))
            << file.path << ": opens with a sentence on what it is for";
    }
}

/// What the build relies on when it does not compile every header by itself (cmake/module.cmake).
TEST(Style, ASourceIncludesItsOwnHeaderFirst) {
    std::size_t pairs = 0;
    for (const SourceFile& file : product_sources()) {
        if (file.is_header()) continue;
        const std::string header = file.path.substr(0, file.path.size() - 3) + "hpp";
        if (!std::filesystem::exists(root() / header)) continue;
        ++pairs;
        const auto first =
            std::find_if(file.lines.begin(), file.lines.end(),
                         [](const std::string& line) { return line.starts_with("#include"); });
        ASSERT_NE(first, file.lines.end()) << file.path;
        EXPECT_EQ(*first, "#include \"" + header + "\"") << file.path;
    }
    EXPECT_GT(pairs, 100u);
}

/// Only by the version whose output the tree has; where that is not installed, nothing is checked.
TEST(Style, SourcesHaveTheFormatOfTheFileAtTheRoot) {
    const std::string program = "clang-format-14";
    if (std::system((program + " --version > /dev/null 2>&1").c_str()) != 0)
        GTEST_SKIP() << "needs the package " << program;
    std::string command = "cd '" + root().string() + "' && " + program + " --dry-run -Werror";
    for (const SourceFile& file : all_sources()) command += " '" + file.path + '\'';
    EXPECT_EQ(std::system(command.c_str()), 0) << program << " -i does it";
}

TEST(Style, HeadersOpenNoNamespaceForOthers) {
    for (const SourceFile& file : all_sources()) {
        if (!file.is_header()) continue;
        for (std::size_t i = 0; i < file.lines.size(); ++i)
            EXPECT_FALSE(file.lines[i].starts_with("using namespace")) << place(file, i);
    }
}

TEST(Style, TypesAndFilesAreNotNamedAfterNothing) {
    static const std::regex empty_word(
        R"((^|_)(manager|helper|helpers|util|utils|misc|common|stuff|data|info|process)(_|$))");
    static const std::regex type(
        R"(^\s*(?:class|struct|enum class|enum) +(?:\[\[\w+\]\] +)?(\w+)[^;]*$)");
    static const std::regex capital(R"(([a-z0-9])([A-Z]))");
    for (const SourceFile& file : all_sources()) {
        const std::string stem = std::filesystem::path(file.path).stem().string();
        EXPECT_FALSE(std::regex_search(stem, empty_word)) << file.path;
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            const std::string code = code_of(file.lines[i]);
            const bool may_name = code.find("class ") != std::string::npos ||
                                  code.find("struct ") != std::string::npos ||
                                  code.find("enum ") != std::string::npos;
            std::smatch match;
            if (!may_name || !std::regex_match(code, match, type)) continue;
            std::string name = std::regex_replace(match[1].str(), capital, "$1_$2");
            std::transform(name.begin(), name.end(), name.begin(),
                           [](unsigned char c) { return std::tolower(c); });
            EXPECT_FALSE(std::regex_search(name, empty_word))
                << place(file, i) << ": " << match[1] << " says nothing; name what it is";
        }
    }
}

TEST(Style, AnUnfinishedThoughtNamesItsIssue) {
    static const std::regex thought(R"(\b(TODO|FIXME|XXX|HACK)\b(?!\(#\d+\)))");
    for (const SourceFile& file : product_sources())
        for (std::size_t i = 0; i < file.lines.size(); ++i)
            EXPECT_FALSE(std::regex_search(file.lines[i], thought)) << place(file, i);
}

struct BannedCall {
    const char* pattern;
    std::vector<std::string> folders;
    std::string instead;
    std::vector<std::string> except = {};
};

bool is_banned_in(const BannedCall& ban, const SourceFile& file) {
    const auto holds = [&](const std::string& folder) {
        return file.is_in(folder) || file.path == folder;
    };
    return std::any_of(ban.folders.begin(), ban.folders.end(), holds) &&
           std::none_of(ban.except.begin(), ban.except.end(), holds);
}

TEST(Style, CallsThatBreakAPromiseHaveAReplacement) {
    const std::vector<BannedCall> bans = {
        {R"(std::random_device|std::mt19937|std::default_random_engine|\bs?rand\()",
         {"sim", "models", "scenarios"},
         "sim::draw, so that a run is repeatable"},
        {R"(system_clock|steady_clock|high_resolution_clock|clock_gettime|\btime\(nullptr\))",
         {"sim", "models", "scenarios"},
         "virtual time; the wall clock belongs to cli/, results/ and sockets",
         {"models/broker/net"}},
        {R"(std::(cout|cerr)\b|\bprintf\(|fmt::print\()",
         {"sim", "models", "scenarios", "results"},
         "return it; cli/ prints"},
        {R"(\bfloat\b)", {"sim"}, "double, or an integer type of sim/units.hpp"},
        {R"(\bassert\()", {"sim", "models", "scenarios", "results", "cli"}, "FLEET_ASSERT"},
        {R"(std::(stoi|stol|stod|atoi|strtol|strtod)\()",
         {"sim", "models", "scenarios", "cli"},
         "std::from_chars, which no locale changes"},
    };
    for (const BannedCall& ban : bans) {
        const std::regex pattern(ban.pattern, std::regex::optimize);
        for (const SourceFile& file : product_sources()) {
            if (!is_banned_in(ban, file)) continue;
            for (std::size_t i = 0; i < file.lines.size(); ++i) {
                const std::string code = code_of(file.lines[i]);
                if (code.empty()) continue;
                EXPECT_FALSE(std::regex_search(code, pattern))
                    << place(file, i) << ": use " << ban.instead;
            }
        }
    }
}

// docs/dependencies.md, column "included only in".
TEST(Style, HeavyHeadersStayInTheirFolder) {
    struct Home {
        const char* include;
        std::vector<std::string> folders;
    };
    const std::vector<Home> homes = {
        {R"(<CLI/)", {"cli/parser.cpp"}},
        {R"(<toml\+\+)", {"scenarios/language", "models/profile", "models/broker/net"}},
        {R"(<boost/(asio|beast))", {"models/broker/net"}},
        {R"(<boost/graph)", {"models/network"}},
        {R"(<SQLiteCpp/|<sqlite3)", {"results", "models/broker/net"}},
        {R"(<nlohmann/)", {"cli", "scenarios/language", "models/cloud"}},
        {R"(<Q|<QtCharts)", {"gui"}},
        {R"(<QtCharts|<Q(Chart|LineSeries|ValueAxis|BarSet))", {"gui/charts"}},
    };
    for (const Home& home : homes) {
        const std::regex pattern(std::string("^#include ") + home.include);
        for (const SourceFile& file : product_sources()) {
            const bool is_home = std::any_of(home.folders.begin(), home.folders.end(),
                                             [&](const std::string& folder) {
                                                 return file.path == folder || file.is_in(folder);
                                             });
            for (std::size_t i = 0; !is_home && i < file.lines.size(); ++i)
                EXPECT_FALSE(file.lines[i].starts_with("#include") &&
                             std::regex_search(file.lines[i], pattern))
                    << place(file, i);
        }
    }
}

}  // namespace
}  // namespace fleetsim::house
