// The option table is what messages, schema and reference are written from: it must be true.
#include "scenarios/language/option_table.hpp"

#include <functional>
#include <gtest/gtest.h>
#include <set>

#include "scenarios/language/check.hpp"
#include "scenarios/language/reference.hpp"
#include "scenarios/language/schema.hpp"
#include "sim/error.hpp"
#include "tests/scenarios/texts.hpp"

namespace fleetsim::language {
namespace {

void for_each_section(const std::function<void(const Section&)>& visit) {
    std::set<const Section*> seen;
    const std::function<void(const Section&)> walk = [&](const Section& section) {
        if (!seen.insert(&section).second) return;
        visit(section);
        for (const Option& option : section.options) {
            if (option.table != nullptr) walk(*option.table);
        }
    };
    walk(file_section());
    walk(distribution_section());
}

TEST(OptionTable, EveryKeyIsThereOnceWithHelpAndExample) {
    for_each_section([](const Section& section) {
        std::set<std::string_view> keys;
        for (const Option& option : section.options) {
            SCOPED_TRACE(std::string(section.title) + ' ' + std::string(option.key));
            EXPECT_TRUE(keys.insert(option.key).second);
            EXPECT_TRUE(option.help.ends_with('.'));
            EXPECT_EQ(option.example.empty(), option.table != nullptr);
        }
    });
}

/// The mistakes in a table with this one line in it, but for keys that are missing.
std::string mistakes_in(const Section& section, const std::string& line) {
    Diagnostics diagnostics;
    const KnownNames known;
    CheckContext context{diagnostics, known, ""};
    check(parse_document(line, "example"), section, context);
    try {
        diagnostics.finish();
    } catch (const sim::InputError& error) {
        std::string text;
        for (const sim::Diagnostic& one : error.diagnostics()) {
            if (one.code != "missing-key") text += sim::to_text(one) + '\n';
        }
        return text;
    }
    return "";
}

TEST(OptionTable, EveryExampleIsAccepted) {
    for_each_section([](const Section& section) {
        for (const Option& option : section.options) {
            if (option.example.empty()) continue;
            const std::string line = std::string(option.key) + " = " + std::string(option.example);
            EXPECT_EQ(mistakes_in(section, line), "") << section.title << ' ' << line;
        }
    });
}

TEST(OptionTable, EveryDefaultIsAccepted) {
    for_each_section(
        [](const Section& section) { EXPECT_EQ(mistakes_in(section, ""), "") << section.title; });
}

TEST(OptionTable, TheSchemaInTheTreeIsWrittenFromIt) {
    EXPECT_EQ(read_source("scenarios/fleetsim.schema.json"), json_schema())
        << "renew it: fleetsim schema > scenarios/fleetsim.schema.json";
}

TEST(OptionTable, TheReferenceInTheTreeIsWrittenFromIt) {
    const std::string page = read_source("docs/scenario.md");
    const std::string mark = "<!-- generated: fleetsim schema --markdown -->\n";
    const std::size_t at = page.find(mark);
    ASSERT_NE(at, std::string::npos);
    EXPECT_EQ(page.substr(at + mark.size()), markdown_reference())
        << "renew what follows the mark: fleetsim schema --markdown";
}

}  // namespace
}  // namespace fleetsim::language
