// The experiment of 2012 replayed, and what its claims come to. Golden values: the published cells
// in models/power/profiles/nicholas-2012.toml, each with its source.
#include "scenarios/claims/claims.hpp"

#include <fstream>
#include <gtest/gtest.h>
#include <iterator>

#include "scenarios/claims/overhead.hpp"
#include "sim/error.hpp"

namespace fleetsim::claims {
namespace {

constexpr std::uint32_t kRuns = 60;

std::string experiment_text() {
    std::ifstream file(FLEETSIM_SOURCE_DIR "/models/power/profiles/nicholas-2012.toml");
    return {std::istreambuf_iterator<char>(file), {}};
}

Experiment experiment_with(const std::string& from = "", const std::string& to = "") {
    std::string text = experiment_text();
    if (!from.empty()) {
        const std::size_t at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        text.replace(at, from.size(), to);
    }
    return read_experiment(profile::Profile(text, "experiment.toml"));
}

Audit audit_of(const Experiment& experiment) { return audit(Replay(experiment, 1, kRuns)); }

/// Of the experiment as it is; three tests look at it.
const Audit& published_audit() {
    static const Audit audit = audit_of(experiment_with());
    return audit;
}

const ClaimAnswer& claim(const Audit& audit, std::string_view begin) {
    for (const ClaimAnswer& claim : audit.claims)
        if (claim.claim.starts_with(begin)) return claim;
    ADD_FAILURE() << begin;
    return audit.claims.front();
}

TEST(Claims, EveryCellThatCanBeReplayedIsWithinAQuarter) {
    std::size_t checked = 0;
    for (const CellAnswer& cell : published_audit().cells) {
        if (!cell.published.not_expected.empty()) continue;
        ++checked;
        EXPECT_TRUE(cell.is_reproduced())
            << table_text(cell.published.cell) << ", " << cell_text(cell.published.cell) << ": "
            << shown(cell.published.cell.measure, cell.simulated.mean);
    }
    EXPECT_GE(checked, 45u);
}

TEST(Claims, ACellWhoseInputIsReadFromItsOwnTestSaysSo) {
    const Experiment experiment = experiment_with();
    const auto own = [&](claims::Test test, Measure measure, Protocol protocol) {
        const Cell cell{test, measure, Bearer::Cellular, protocol, {}};
        return experiment.published(cell).uses_own_cell;
    };
    EXPECT_EQ(own(claims::Test::Receive, Measure::Delivered, Protocol::Https),
              "publisher_period_3g");
    EXPECT_EQ(own(claims::Test::Sporadic, Measure::Energy, Protocol::Https), "tls_processing");
    EXPECT_EQ(own(claims::Test::Sporadic, Measure::Energy, Protocol::Mqtt), "");
    EXPECT_EQ(own(claims::Test::Connect, Measure::Energy, Protocol::Https), "");
    for (const PublishedCell& cell : experiment.cells) {
        if (cell.cell.test == claims::Test::KeepAlive) {
            EXPECT_EQ(cell.uses_own_cell, "run");
        }
    }
}

/// Closer than a quarter where the source allows it. HTTPS on 3G at 240 s is left out, two events
/// in a run of ten minutes; the source's own energies of one event differ by 2 there.
TEST(Claims, TheKeepAliveCellsAreWithinWhatTheirSourceAllows) {
    std::size_t checked = 0;
    for (const CellAnswer& cell : published_audit().cells) {
        const Cell& what = cell.published.cell;
        if (what.test != claims::Test::KeepAlive || !cell.published.not_expected.empty()) continue;
        const bool is_cellular = what.bearer == Bearer::Cellular;
        if (what.protocol == Protocol::Https && !is_cellular) continue;
        const double tolerance = what.protocol == Protocol::Https ? 0.35
                                 : is_cellular                    ? 0.10
                                                                  : 0.15;
        ++checked;
        EXPECT_NEAR(cell.error(), 0, tolerance) << cell_text(what);
    }
    EXPECT_EQ(checked, 11u);
}

TEST(Claims, TheVerdictsOnTheFiveSentences) {
    const Audit& audit = published_audit();
    ASSERT_EQ(audit.claims.size(), 5u);
    EXPECT_EQ(claim(audit, "93x").verdict, Verdict::Reproduces);
    EXPECT_EQ(claim(audit, "11.89x").verdict, Verdict::Reproduces);
    EXPECT_EQ(claim(audit, "170.9x").verdict, Verdict::OnlyWithMisprint);
    EXPECT_EQ(claim(audit, "half").verdict, Verdict::HoldsOnlyAt);
    EXPECT_EQ(claim(audit, "half").where, "3G, keep-alive 240 s");
    EXPECT_EQ(claim(audit, "8x").verdict, Verdict::DoesNotFollow);
}

TEST(Claims, ThePublishedTableGives107WhereItsMisprintGives170) {
    const ClaimAnswer receiving = claim(published_audit(), "170.9x");
    EXPECT_NEAR(*receiving.corrected, 107.2, 0.1) << "of the rates, not of one digit";
    EXPECT_NEAR(*receiving.simulated() / 107.2, 1, 0.10);
}

TEST(Claims, AShorterRoundTripTakesTheSendingClaimAway) {
    const Audit audit = audit_of(experiment_with("round_trip_3g = { value = 300",  //
                                                 "round_trip_3g = { value = 100"));
    EXPECT_NE(claim(audit, "11.89x").verdict, Verdict::Reproduces);
}

TEST(Claims, WithoutTheCorrectionThereIsNoMisprintToBlame) {
    std::string text = experiment_text();
    const std::size_t at = text.find("corrected = ");
    ASSERT_NE(at, std::string::npos);
    text.erase(at, text.find('\n', at) - at);
    const Experiment changed = read_experiment(profile::Profile(text, "experiment.toml"));
    EXPECT_NE(claim(audit_of(changed), "170.9x").verdict, Verdict::OnlyWithMisprint);
}

TEST(Claims, AnotherSlowerPublisherLosesLess) {
    const Experiment slower = experiment_with("publisher_period_3g = { value = 494",
                                              "publisher_period_3g = { value = 1900");
    const Cell delivered{
        claims::Test::Receive, Measure::Delivered, Bearer::Cellular, Protocol::Https, {}};
    EXPECT_DOUBLE_EQ(Replay(slower, 1, 2).value(delivered).mean, 1024);
}

TEST(Claims, EqualSeedsGiveEqualAnswers) {
    const Cell cell{claims::Test::KeepAlive, Measure::EnergyAnHour, Bearer::Cellular,
                    Protocol::Https, sim::Duration::seconds(60)};
    const Experiment experiment = experiment_with();
    EXPECT_EQ(Replay(experiment, 7, 20).value(cell).mean,
              Replay(experiment, 7, 20).value(cell).mean);
    EXPECT_NE(Replay(experiment, 7, 20).value(cell).mean,
              Replay(experiment, 8, 20).value(cell).mean);
}

TEST(Claims, AnUnknownWordInAnExperimentNamesTheKnownOnes) {
    try {
        experiment_with("bearer = \"3g\"", "bearer = \"4g\"");
        FAIL();
    } catch (const sim::InputError& error) {
        EXPECT_EQ(error.diagnostics().front().place.file, "experiment.toml");
    }
}

// IP bytes of whole exchanges measured with OpenSSL 3.0.19, RSA-2048, four certificates, topic
// "device/message", one byte of payload: publish 239, POST 696, resumed 2829, full 10032.
TEST(Overhead, RatiosAreThoseOfTheCaptures) {
    const std::vector<OverheadRatio> ratios = overhead_ratios();
    EXPECT_EQ(ratios[0].mqtt_bytes, 239);
    EXPECT_NEAR(ratios[0].ratio(), 696.0 / 239, 0.06);
    EXPECT_NEAR(ratios[1].ratio(), 540.0 / 83, 0.15);
    EXPECT_NEAR(ratios[5].ratio(), 2829.0 / 239, 0.6);
    EXPECT_NEAR(ratios[6].ratio(), 10032.0 / 239, 1.0);
}

TEST(Overhead, OfApplicationHeadersLeavesTheAnswersBodyOut) {
    const std::vector<OverheadRatio> ratios = overhead_ratios();
    EXPECT_EQ(ratios[2].https_bytes, 206 + 275 - 65);
    EXPECT_EQ(ratios[2].mqtt_bytes, 20 + 4);
}

/// The one way of counting that comes near 8.
TEST(Overhead, OfRequestHeadersAloneIsBetweenPythonsAndCurls) {
    const std::vector<OverheadRatio> ratios = overhead_ratios();
    EXPECT_EQ(ratios[3].https_bytes, 146);
    EXPECT_EQ(ratios[4].https_bytes, 206);
    EXPECT_EQ(ratios[4].mqtt_bytes, 20);
}

}  // namespace
}  // namespace fleetsim::claims
