// Documents: what they point to is there, and the licence is the one they state.
#include <gtest/gtest.h>
#include <regex>
#include <string>

#include "tests/house/source_tree.hpp"

namespace fleetsim::house {
namespace {
namespace fs = std::filesystem;

std::vector<SourceFile> documents() {
    std::vector<SourceFile> files =
        files_below({"docs", "scenarios", "models", "tests", "results", "gui", "sim"}, {".md"});
    for (const char* name : {"README.md", "CONTRIBUTING.md", "CHANGELOG.md", "NOTICE"})
        files.push_back(read_source(root() / name));
    return files;
}

/// A path from the root or from the document's folder; `*`, `<name>` and the like stand for many.
bool leads_somewhere(const SourceFile& document, std::string target) {
    target = target.substr(0, target.find('#'));
    if (target.empty() || target.find_first_of("*<{$") != std::string::npos) return true;
    if (target.starts_with("./")) target = target.substr(2);
    return fs::exists(root() / target) ||
           fs::exists((root() / document.path).parent_path() / target);
}

TEST(Documents, LinksLeadSomewhere) {
    static const std::regex link(R"(\]\(([^)\s]+)\))");
    for (const SourceFile& document : documents()) {
        for (std::size_t i = 0; i < document.lines.size(); ++i) {
            const std::string& line = document.lines[i];
            for (std::sregex_iterator it(line.begin(), line.end(), link), end; it != end; ++it) {
                const std::string target = (*it)[1];
                if (target.find("://") != std::string::npos || target.starts_with("mailto:"))
                    continue;
                EXPECT_TRUE(leads_somewhere(document, target))
                    << place(document, i) << ": " << target;
            }
        }
    }
}

TEST(Documents, FilesNamedInBackticksExist) {
    static const std::regex path(
        R"(`(?:\./)?((?:sim|models|scenarios|results|cli|gui|tests|docs|cmake)/[^` ]+)`)");
    for (const SourceFile& document : documents()) {
        if (document.path == "CHANGELOG.md") continue;  // history may name what is gone
        for (std::size_t i = 0; i < document.lines.size(); ++i) {
            const std::string& line = document.lines[i];
            for (std::sregex_iterator it(line.begin(), line.end(), path), end; it != end; ++it)
                EXPECT_TRUE(leads_somewhere(document, (*it)[1]))
                    << place(document, i) << ": " << (*it)[1];
        }
    }
}

TEST(Documents, DecisionsAreNumberedAndHaveTheTemplatesParts) {
    static const std::regex name(R"(\d{4}-[a-z0-9-]+\.md)");
    std::vector<std::string> numbers;
    for (const SourceFile& page : files_below({"docs/decisions"}, {".md"})) {
        const std::string file = fs::path(page.path).filename().string();
        EXPECT_TRUE(std::regex_match(file, name)) << file;
        numbers.push_back(file.substr(0, 4));
        const std::string text = read_text(root() / page.path);
        for (const char* part : {"\nStatus: ", "\n## Question\n", "\n## Choice\n", "\n## Cost\n"})
            EXPECT_NE(text.find(part), std::string::npos) << page.path << " lacks" << part;
    }
    EXPECT_FALSE(numbers.empty());
    EXPECT_EQ(std::adjacent_find(numbers.begin(), numbers.end()), numbers.end());
}

/// A code begins with what is wrong; whoever finds a new beginning adds it here.
TEST(Documents, EveryCodeOfAMistakeIsExplained) {
    static const std::regex code(
        "\"((?:bad|damaged|duplicate|empty|encrypted|key|missing|mtu|newer|no|not|older|out|"
        "repeated|same|unexpected|unknown|unreadable|wrong|zero)(?:-[a-z]+)+|contradiction)\"");
    const std::string page = read_text(root() / "docs/scenario.md");
    std::size_t codes = 0;
    for (const SourceFile& file : product_sources()) {
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            const std::string& line = file.lines[i];
            for (std::sregex_iterator it(line.begin(), line.end(), code), end; it != end; ++it) {
                ++codes;
                EXPECT_NE(page.find('`' + (*it)[1].str() + '`'), std::string::npos)
                    << place(file, i) << ": docs/scenario.md does not say what " << (*it)[1]
                    << " means";
            }
        }
    }
    EXPECT_GT(codes, 100u);
}

TEST(Documents, LessonsAreNumberedInTheOrderOfThePage) {
    static const std::regex lesson(R"(`([a-z-]+\.toml)`)");
    const std::string page = read_text(root() / "docs/scenario.md");
    const std::string begin = "The first nine are numbered:\n";
    const std::size_t at = page.find(begin);
    ASSERT_NE(at, std::string::npos);
    const std::string list = page.substr(at, page.find("\n\n", at) - at);
    int number = 0;
    for (std::sregex_iterator it(list.begin(), list.end(), lesson), end; it != end; ++it) {
        const std::string opening = "# Lesson " + std::to_string(++number) + ": ";
        const SourceFile scenario = read_source(root() / "scenarios" / (*it)[1].str());
        ASSERT_GT(scenario.lines.size(), 1u) << (*it)[1];
        EXPECT_TRUE(scenario.lines[1].starts_with(opening)) << scenario.path << ": " << opening;
    }
    EXPECT_EQ(number, 9);
}

TEST(Documents, EveryFolderOfGoldenFilesSaysWhereTheyAreFrom) {
    for (const auto& entry : fs::directory_iterator(root() / "tests/golden"))
        EXPECT_TRUE(!entry.is_directory() || fs::exists(entry.path() / "README.md"))
            << entry.path();
}

TEST(Licence, IsApacheAndNoSourceSaysOtherwise) {
    EXPECT_NE(read_text(root() / "LICENSE").find("Apache License"), std::string::npos);
    EXPECT_NE(read_text(root() / "NOTICE").find("Apache License, Version 2.0"), std::string::npos);
    static const std::regex foreign(
        R"(GNU (Lesser )?General Public|SPDX-License-Identifier: (?!Apache))");
    for (const SourceFile& file : product_sources())
        for (std::size_t i = 0; i < file.lines.size(); ++i)
            EXPECT_FALSE(std::regex_search(file.lines[i], foreign)) << place(file, i);
}

TEST(Licence, EveryPackageHasItsLineInTheDependencyPage) {
    const std::string page = read_text(root() / "docs/dependencies.md");
    for (const SourceFile& list : files_below({"cmake/packages"}, {".txt"})) {
        for (std::size_t i = 0; i < list.lines.size(); ++i) {
            const std::string package = list.lines[i].substr(0, list.lines[i].find('#'));
            if (package.empty()) continue;
            EXPECT_TRUE(page.find('`' + package + '`') != std::string::npos)
                << place(list, i) << ": docs/dependencies.md does not say what it is for";
        }
    }
}

}  // namespace
}  // namespace fleetsim::house
