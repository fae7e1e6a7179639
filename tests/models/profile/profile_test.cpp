#include "models/profile/profile.hpp"

#include <gtest/gtest.h>

#include "sim/error.hpp"

namespace fleetsim::profile {
namespace {

using sim::Dimension;

constexpr const char* kHead = "name = \"demo\"\nkind = \"radio\"\nsummary = \"for a test\"\n";

std::string mistakes(const Profile& file) {
    try {
        file.finish();
    } catch (const sim::InputError& error) {
        return error.what();
    }
    return "";
}

TEST(Profile, AFigureIsReadInBaseUnits) {
    const Profile file(
        std::string(kHead) + R"(tail = { value = 250, unit = "ms", source = "a paper, table 2" })",
        "demo.toml");
    EXPECT_EQ(file.root().duration("tail"), sim::Duration::milliseconds(250));
    EXPECT_EQ(mistakes(file), "");
}

TEST(Profile, EveryFigureIsListedWithItsFullSource) {
    const Profile file(std::string(kHead) + R"(
[sources]
paper = "Somebody et al., 2012, table 2"
[[phase]]
name = "high"
power = { value = 0.6, unit = "W", source = "paper", verified = false }
)",
                       "demo.toml");
    ASSERT_EQ(file.figures().size(), 1u);
    const Figure& figure = file.figures().front();
    EXPECT_EQ(figure.profile, "demo");
    EXPECT_EQ(figure.key, "phase.high.power");
    EXPECT_EQ(figure.value, 0.6);
    EXPECT_EQ(figure.unit, "W");
    EXPECT_EQ(figure.source, "Somebody et al., 2012, table 2");
    EXPECT_EQ(figure.mark, Mark::Unverified);
}

TEST(Profile, AFigureWithoutASourceIsRefused) {
    const Profile file(std::string(kHead) + R"(tail = { value = 4, unit = "s" })", "demo.toml");
    file.root().duration("tail");
    EXPECT_NE(mistakes(file).find("demo.toml:4:"), std::string::npos) << mistakes(file);
    EXPECT_NE(mistakes(file).find("no-source"), std::string::npos);
}

TEST(Profile, ASourceWordMustBeDeclared) {
    const Profile file(std::string(kHead) + R"(tail = { value = 4, unit = "s", source = "arro" })",
                       "demo.toml");
    file.root().duration("tail");
    EXPECT_NE(mistakes(file).find("unknown-source"), std::string::npos);
}

TEST(Profile, AWrongUnitNamesTheOnesThatFit) {
    const Profile file(
        std::string(kHead) + R"(tail = { value = 4, unit = "W", source = "a paper, table 2" })",
        "demo.toml");
    file.root().duration("tail");
    EXPECT_NE(mistakes(file).find("wrong-unit"), std::string::npos);
    EXPECT_NE(mistakes(file).find("ms"), std::string::npos);
}

std::string mistakes_of_voltage(const std::string& value) {
    const Profile file(std::string(kHead) + "voltage = { value = " + value +
                           R"(, unit = "mV", source = "a paper, table 2" })",
                       "demo.toml");
    file.root().volts("voltage");
    return mistakes(file);
}

TEST(Profile, AFigureIsAFiniteNumber) {
    for (const char* value : {"nan", "-nan", "inf", "-inf"})
        EXPECT_NE(mistakes_of_voltage(value).find("demo.toml:4:11: error: \"voltage\" is "),
                  std::string::npos)
            << value << ": " << mistakes_of_voltage(value);
}

TEST(Profile, AFigureBelowZeroIsRefusedWithItsPlace) {
    const std::string text = mistakes_of_voltage("-5");
    EXPECT_NE(text.find("demo.toml:4:11: error: \"voltage\" is -5 mV"), std::string::npos) << text;
    EXPECT_NE(text.find("out-of-range"), std::string::npos) << text;
}

TEST(Profile, AMistakeIsSaidOnceHoweverOftenItsFigureIsRead) {
    const Profile file(
        std::string(kHead) + R"(voltage = { value = -5, unit = "V", source = "a paper, table 2" })",
        "demo.toml");
    for (int read = 0; read < 2; ++read) file.root().volts("voltage");
    try {
        file.finish();
        FAIL() << "accepted";
    } catch (const sim::InputError& error) {
        EXPECT_EQ(error.diagnostics().size(), 1u) << error.what();
    }
}

TEST(Profile, AFigureTooLargeToCountWithNamesTheLargest) {
    EXPECT_EQ(mistakes_of_voltage("1e6"), "");
    EXPECT_NE(mistakes_of_voltage("1e300").find("the largest is 1e+06 mV"), std::string::npos)
        << mistakes_of_voltage("1e300");
}

TEST(Profile, ANegativeQuotientIsRefused) {
    const Profile file(
        std::string(kHead) +
            R"(slope = { value = -4, unit = "mW per Mbit/s", source = "a paper, table 2" })",
        "demo.toml");
    file.root().quotient("slope", Dimension::Power, Dimension::Rate);
    EXPECT_NE(mistakes(file).find("\"slope\" is -4 mW per Mbit/s"), std::string::npos)
        << mistakes(file);
}

TEST(Profile, TemperaturesAndWhatItsModelSaysMayBeBelowZero) {
    const Profile file(std::string(kHead) +
                           R"(at = { value = -20, unit = "degC", source = "a paper, table 2" }
latitude = { value = -33, unit = "", source = "a paper, table 2" })",
                       "demo.toml");
    EXPECT_EQ(file.root().number("at", Dimension::Temperature), -20);
    EXPECT_EQ(file.root().number("latitude", Dimension::Pure, Sign::Any), -33);
    EXPECT_EQ(mistakes(file), "");
}

TEST(Profile, AKeyNobodyReadIsUnknown) {
    const Profile file(std::string(kHead) + "[rest]\nnaame = \"idle\"\n", "demo.toml");
    file.root().section("rest");
    EXPECT_NE(mistakes(file).find("demo.toml:5:9: error: unknown key \"rest.naame\""),
              std::string::npos)
        << mistakes(file);
}

TEST(Profile, AllMistakesOfAFileAreReportedAtOnce) {
    const Profile file(std::string(kHead) + "a = { value = 1, unit = \"s\" }\nb = 3\nc = \"?\"\n",
                       "demo.toml");
    try {
        file.finish();
        FAIL() << "accepted";
    } catch (const sim::InputError& error) {
        EXPECT_EQ(error.diagnostics().size(), 3u) << error.what();
    }
}

TEST(Profile, BrokenTomlIsRefusedWithItsPlace) {
    try {
        Profile(std::string(kHead) + "a = [1, \n", "demo.toml");
        FAIL() << "accepted";
    } catch (const sim::InputError& error) {
        EXPECT_EQ(error.diagnostics().front().code, "bad-toml");
        EXPECT_GE(error.diagnostics().front().place.line, 4u);
    }
}

TEST(Profile, AQuotientOfUnitsIsReadAsOne) {
    const Profile file(
        std::string(kHead) +
            R"(slope = { value = 438.39, unit = "mW per Mbit/s", source = "a paper, table 2" })",
        "demo.toml");
    EXPECT_NEAR(file.root().quotient("slope", Dimension::Power, Dimension::Rate), 438.39e-9, 1e-18);
}

TEST(ShippedProfiles, AnUnknownNameListsTheKnownOnes) {
    try {
        open("radio", "lte-n");
        FAIL() << "accepted";
    } catch (const sim::InputError& error) {
        EXPECT_NE(std::string(error.what()).find("lte-m"), std::string::npos);
    }
}

TEST(ShippedProfiles, AUsersFileThatIsNotThereIsASystemError) {
    EXPECT_THROW(open("radio", "nowhere/mine.toml"), sim::SystemError);
}

TEST(ShippedProfiles, EveryFileIsNamedAfterItsProfile) {
    for (const std::string& kind : shipped_kinds()) {
        for (const std::string& name : shipped_names(kind)) {
            EXPECT_EQ(open(kind, name).name(), name);
        }
    }
}

}  // namespace
}  // namespace fleetsim::profile
