// fleetsim claims: the MQTT-against-HTTPS claims, published against simulated.
#include <fmt/format.h>
#include <iostream>

#include "cli/claims_text.hpp"
#include "cli/commands.hpp"
#include "cli/run_record.hpp"
#include "cli/version.hpp"
#include "results/recorder.hpp"
#include "scenarios/claims/claims.hpp"

namespace fleetsim::cli {

namespace {

constexpr std::string_view kExperiment = "nicholas-2012";
constexpr std::int64_t kRuns = 400;
constexpr std::int64_t kDays = 20;

results::RunDescription describe(const claims::Experiment& experiment, std::uint64_t seed) {
    results::RunDescription run;
    run.scenario_name = "the MQTT-against-HTTPS claims";
    run.scenario_file = experiment.name;
    run.description = "A replay of the published experiment, cell by cell.";
    run.question = "Is MQTT really 93 times better than HTTPS?";
    run.seed = seed;
    run.engine = "none";
    run.version = version();
    run.commit = commit();
    run.command = "fleetsim claims";
    return run;
}

void store_today(results::Recorder& recorder, const claims::TodayRatios& ratios) {
    const std::string table =
        fmt::format("today, {}, {}", ratios.radio, claims::name_of(ratios.style));
    const auto row = [&](const char* what, const claims::Spread& spread) {
        recorder.claim({.table = table,
                        .claim = what,
                        .published = std::nullopt,
                        .simulated = spread.mean,
                        .unit = "1",
                        .verdict = fmt::format("{:.2f} to {:.2f}", spread.p5, spread.p95)});
    };
    row("throughput", ratios.throughput);
    row("energy to send", ratios.send);
    row("energy to receive", ratios.receive);
    row("energy to stay connected", ratios.connected);
    row("IP bytes of a message", ratios.overhead);
}

void store(const std::string& file, const ClaimsAnswer& answer, std::uint64_t seed) {
    results::Recorder recorder(file, describe(answer.experiment, seed));
    for (const profile::Figure& figure : answer.experiment.figures)
        recorder.assumption(assumption_of(figure));
    for (const claims::ClaimAnswer& claim : answer.audit.claims)
        recorder.claim({.table = "",
                        .claim = claim.claim,
                        .published = claim.claimed,
                        .simulated = claim.simulated(),
                        .unit = "1",
                        .verdict = verdict_text(claim) + ": " + claim.why});
    for (const claims::TodayRatios& ratios : answer.today) store_today(recorder, ratios);
    for (const claims::FieldCheck& check : answer.field)
        recorder.claim({.table = "out of sample",
                        .claim = check.what,
                        .published = check.published,
                        .simulated = check.simulated,
                        .unit = check.unit,
                        .verdict = check.remark});
    for (const claims::CellAnswer& cell : answer.audit.cells) {
        const claims::Measure measure = cell.published.cell.measure;
        recorder.claim(
            {.table = claims::table_text(cell.published.cell),
             .claim = claims::cell_text(cell.published.cell),
             .published = claims::shown(measure, cell.published.trusted()),
             .simulated = claims::shown(measure, cell.simulated.mean),
             .unit = claims::unit_text(measure),
             .verdict = cell.is_reproduced() ? "within 25 %" : cell.published.not_expected});
    }
    recorder.finish({.status = results::RunStatus::Done});
}

ExitCode audit_claims(const Arguments& arguments) {
    const std::string name = arguments.maybe("--experiment").value_or(std::string(kExperiment));
    const auto seed = static_cast<std::uint64_t>(arguments.integer("--seed", 1, 0));
    const auto runs = static_cast<std::uint32_t>(arguments.integer("--runs", kRuns, 1, 1'000'000));
    const auto days = static_cast<std::uint32_t>(arguments.integer("--days", kDays, 1, 10'000));
    ClaimsAnswer answer{.experiment = claims::read_experiment(profile::open("experiment", name))};
    answer.audit = claims::audit(claims::Replay(answer.experiment, seed, runs));
    answer.today = claims::ratios_today(seed, days);
    answer.field = claims::field_checks(profile::open("field", "field-measurements"));
    if (const auto out = arguments.maybe("--out")) store(*out, answer, seed);
    std::cout << (arguments.has("--json") ? claims_json(answer) : claims_tables(answer));
    return ExitCode::Done;
}

}  // namespace

Command claims_command() {
    return {"claims",
            "replay the MQTT-against-HTTPS claims, published against simulated",
            {{"--experiment", Arity::One, "NAME|FILE.toml",
              "what was published, and its conditions; nicholas-2012 if not given"},
             {"--runs", Arity::One, "N", "replays of each cell; 400 if not given"},
             {"--days", Arity::One, "N", "days of each of today's radios; 20 if not given"},
             {"--seed", Arity::One, "N", "of the random draws; 1 if not given"},
             {"--out,-o", Arity::One, "FILE", "store the table in a results file, for the report"},
             {"--json", Arity::Flag, "", "print one JSON object"}},
            audit_claims};
}

}  // namespace fleetsim::cli
