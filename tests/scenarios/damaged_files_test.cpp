// A scenario that was cut off, or has a wrong byte in it, is read or refused: it never ends the
// program. (tests/fuzz looks further; this runs every time.)
#include <gtest/gtest.h>
#include <string>

#include "scenarios/language/loader.hpp"
#include "sim/error.hpp"
#include "sim/random/philox.hpp"
#include "tests/scenarios/texts.hpp"

namespace fleetsim::language {
namespace {

enum class Reading { Accepted, Refused };

Reading read(const std::string& text) {
    try {
        load_text(text, "damaged.toml", {}, {});
        return Reading::Accepted;
    } catch (const sim::InputError& error) {
        EXPECT_FALSE(error.diagnostics().empty());
        for (const sim::Diagnostic& one : error.diagnostics()) {
            EXPECT_FALSE(one.text.empty());
            EXPECT_EQ(one.place.file, "damaged.toml");
        }
        return Reading::Refused;
    }
}

TEST(DamagedScenario, CutOffAnywhereIsReadOrRefused) {
    const std::string text = read_source("scenarios/update-device.toml");
    for (std::size_t length = 0; length < text.size(); length += 13) read(text.substr(0, length));
}

TEST(DamagedScenario, WithOneByteReplacedIsReadOrRefused) {
    constexpr std::string_view kBytes = "\"'{}[]=.,-#0 9ezE_:\n\\\x01\xff";
    sim::Philox4x32 engine({1, 0}, {});
    int refused = 0;
    for (const char* name : {"collect.toml", "update-device.toml"}) {
        const std::string text = read_source(std::string("scenarios/") + name);
        for (int i = 0; i < 600; ++i) {
            std::string damaged = text;
            const auto at = engine.below(static_cast<std::uint32_t>(text.size()));
            damaged[at] = kBytes[engine.below(static_cast<std::uint32_t>(kBytes.size()))];
            refused += read(damaged) == Reading::Refused ? 1 : 0;
        }
    }
    EXPECT_GT(refused, 300);
}

TEST(DamagedScenario, GetsMessagesOfOneReadableLine) {
    const std::string text =
        kSmallScenario + "[broker]\n\"a\\nb\" = 1\nprofile = \"" + std::string(5000, 'x') + "\"\n";
    try {
        load_text(text, "damaged.toml", {}, {});
        FAIL();
    } catch (const sim::InputError& error) {
        ASSERT_EQ(error.diagnostics().size(), 2u);
        EXPECT_EQ(error.diagnostics()[0].text, "unknown key \"a b\" in [broker]");
        EXPECT_LT(error.diagnostics()[1].text.size(), 700u);
    }
}

TEST(DamagedScenario, WithOneLineMissingIsReadOrRefused) {
    const std::string text = read_source("scenarios/city-meters.toml");
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = text.find('\n', at) + 1;
        read(text.substr(0, at) + text.substr(end));
        at = end;
    }
}

}  // namespace
}  // namespace fleetsim::language
