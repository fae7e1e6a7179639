#include "scenarios/claims/claims.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "scenarios/claims/overhead.hpp"

namespace fleetsim::claims {

using sim::Duration;

namespace {

bool is_close(std::optional<double> value, double to) {
    return value && std::abs(*value / to - 1) <= kTolerance;
}

Cell cell(Test test, Measure measure, Bearer bearer, Protocol protocol, Duration interval = {}) {
    return {test, measure, bearer, protocol, interval};
}

/// Answers of a replay by cell, worked out once.
class Answers {
  public:
    explicit Answers(const Replay& replay) : replay_(&replay) {
        for (const PublishedCell& published : replay.experiment().cells)
            cells_.push_back({published, replay.value(published.cell)});
    }
    const std::vector<CellAnswer>& cells() const { return cells_; }
    const CellAnswer& at(const Cell& cell) const {
        const PublishedCell& published = replay_->experiment().published(cell);
        return cells_[static_cast<std::size_t>(&published - replay_->experiment().cells.data())];
    }
    /// HTTPS over MQTT, or the other way round, of one figure of one test.
    Condition ratio(std::string name, const Cell& above, const Cell& below) const {
        const CellAnswer& a = at(above);
        const CellAnswer& b = at(below);
        return {.name = std::move(name),
                .published = a.published.trusted() / b.published.trusted(),
                .simulated = a.simulated.mean / b.simulated.mean};
    }

  private:
    const Replay* replay_;
    std::vector<CellAnswer> cells_;
};

constexpr Bearer k3g = Bearer::Cellular;

ClaimAnswer throughput(const Answers& answers, const Experiment& experiment) {
    const auto rate = [&](Test test, Bearer bearer, Protocol protocol) {
        return cell(test, Measure::MessagesAnHour, bearer, protocol);
    };
    const auto of = [&](std::string name, Test test, Bearer bearer) {
        return answers.ratio(std::move(name), rate(test, bearer, Protocol::Mqtt),
                             rate(test, bearer, Protocol::Https));
    };
    const double given = 3'600 / experiment.cellular.mqtt_receive_period.to_seconds();
    const CellAnswer& polled = answers.at(rate(Test::Receive, k3g, Protocol::Https));
    Condition cited = of("3G, receiving, MQTT at the author's own rate", Test::Receive, k3g);
    cited.simulated = given / polled.simulated.mean;
    // Had nothing been lost, all messages would have come in the same time.
    const double share_delivered =
        answers.at(cell(Test::Receive, Measure::Delivered, k3g, Protocol::Https)).simulated.mean /
        static_cast<double>(experiment.messages);
    ClaimAnswer claim{.claim = "93x faster throughput", .claimed = 93, .conditions = {cited}};
    claim.conditions.push_back(
        of(fmt::format("3G, receiving, {} messages under way", experiment.in_flight), Test::Receive,
           k3g));
    claim.conditions.push_back({"3G, receiving, the same load for both", std::nullopt,
                                *cited.simulated * share_delivered});
    claim.conditions.push_back(of("3G, sending", Test::Send, k3g));
    claim.conditions.push_back(of("Wi-Fi, sending", Test::Send, Bearer::Wifi));
    claim.why = fmt::format(
        "it divides two loads: MQTT's rate is the broker's and the client's, and HTTPS's is its "
        "publisher's, of which {:.0f} % was lost between two polls; with the same load it is "
        "{:.0f}x",
        100 * (1 - share_delivered), *claim.conditions[2].simulated);
    return claim;
}

ClaimAnswer sending(const Answers& answers) {
    const auto of = [&](std::string name, Bearer bearer) {
        return answers.ratio(std::move(name),
                             cell(Test::Send, Measure::EnergyAMessage, bearer, Protocol::Https),
                             cell(Test::Send, Measure::EnergyAMessage, bearer, Protocol::Mqtt));
    };
    ClaimAnswer claim{.claim = "11.89x less battery to send", .claimed = 11.89};
    claim.conditions = {of("3G, bulk", k3g), of("Wi-Fi, bulk", Bearer::Wifi)};
    claim.why =
        "the radio never leaves its highest state, so energy is time: a new connection for each "
        "message against one exchange on an open one";
    return claim;
}

ClaimAnswer receiving(const Answers& answers) {
    const auto energy = [&](Bearer bearer, Protocol protocol) {
        return cell(Test::Receive, Measure::EnergyAMessage, bearer, protocol);
    };
    const auto of = [&](std::string name, Bearer bearer) {
        return answers.ratio(std::move(name), energy(bearer, Protocol::Https),
                             energy(bearer, Protocol::Mqtt));
    };
    // The table rounds the energy of an MQTT message to one digit; its rates have four.
    const auto by_rates = [&](Bearer bearer, Protocol protocol) {
        const auto published = [&](Measure measure) {
            return answers.at(cell(Test::Receive, measure, bearer, protocol)).published.trusted();
        };
        return published(Measure::EnergyAnHour) / published(Measure::MessagesAnHour);
    };
    ClaimAnswer claim{.claim = "170.9x less battery to receive", .claimed = 170.9};
    claim.conditions = {of("3G, bulk", k3g), of("Wi-Fi, bulk", Bearer::Wifi)};
    for (const Bearer bearer : {k3g, Bearer::Wifi})
        claim.conditions[bearer == k3g ? 0 : 1].published =
            by_rates(bearer, Protocol::Https) / by_rates(bearer, Protocol::Mqtt);
    const PublishedCell& printed = answers.at(energy(k3g, Protocol::Https)).published;
    if (printed.corrected) claim.corrected = claim.conditions.front().published;
    claim.why = fmt::format(
        "{:.5f} % a message is printed where the table's own rates give {:.5f} %: two digits "
        "changed places",
        100 * printed.value, 100 * printed.trusted());
    return claim;
}

ClaimAnswer staying_connected(const Answers& answers) {
    ClaimAnswer claim{.claim = "half the power to keep the connection open", .claimed = 0.5};
    for (const int seconds : {240, 60, 120, 480})
        claim.conditions.push_back(
            answers.ratio(fmt::format("3G, keep-alive {} s", seconds),
                          cell(Test::KeepAlive, Measure::EnergyAnHour, k3g, Protocol::Mqtt,
                               Duration::seconds(seconds)),
                          cell(Test::KeepAlive, Measure::EnergyAnHour, k3g, Protocol::Https,
                               Duration::seconds(seconds))));
    claim.why = fmt::format(
        "the published {:.2f} at 240 s rests on two events in ten minutes; over many runs it is "
        "{:.2f}, as at the other intervals",
        *claim.conditions.front().published, *claim.conditions.front().simulated);
    return claim;
}

ClaimAnswer overhead() {
    ClaimAnswer claim{.claim = "8x less network overhead", .claimed = 8};
    std::string ratios;
    for (const OverheadRatio& ratio : overhead_ratios()) {
        claim.conditions.push_back({ratio.counted, std::nullopt, ratio.ratio()});
        ratios +=
            fmt::format("{}{:.1f}x {}", ratios.empty() ? "" : ", ", ratio.ratio(), ratio.counted);
    }
    claim.why =
        "the experiment counted no bytes; only request headers come near. By the wire model: " +
        ratios;
    return claim;
}

void judge(ClaimAnswer& claim) {
    claim.verdict = verdict_of(claim);
    if (claim.verdict != Verdict::HoldsOnlyAt) return;
    for (const Condition& condition : claim.conditions)
        if (is_close(condition.published, claim.claimed))
            claim.where += (claim.where.empty() ? "" : "; ") + condition.name;
}

}  // namespace

std::string_view name_of(Verdict verdict) {
    switch (verdict) {
        case Verdict::Reproduces:
            return "reproduces";
        case Verdict::OnlyWithMisprint:
            return "reproduces only with the misprint";
        case Verdict::HoldsOnlyAt:
            return "holds only at";
        case Verdict::DoesNotFollow:
            break;
    }
    return "does not follow";
}

Verdict verdict_of(const ClaimAnswer& claim) {
    const Condition& cited = claim.conditions.front();
    if (claim.corrected && is_close(cited.simulated, *claim.corrected) &&
        !is_close(cited.simulated, claim.claimed))
        return Verdict::OnlyWithMisprint;
    if (cited.published && is_close(cited.simulated, claim.claimed)) return Verdict::Reproduces;
    const bool holds_somewhere =
        std::any_of(claim.conditions.begin(), claim.conditions.end(),
                    [&](const Condition& c) { return is_close(c.published, claim.claimed); });
    return holds_somewhere ? Verdict::HoldsOnlyAt : Verdict::DoesNotFollow;
}

Audit audit(const Replay& replay) {
    const Answers answers(replay);
    Audit audit{.cells = answers.cells(), .claims = {}};
    audit.claims = {throughput(answers, replay.experiment()), sending(answers), receiving(answers),
                    staying_connected(answers), overhead()};
    for (ClaimAnswer& claim : audit.claims) judge(claim);
    return audit;
}

}  // namespace fleetsim::claims
