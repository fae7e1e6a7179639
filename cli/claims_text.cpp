#include "cli/claims_text.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/json_answer.hpp"
#include "cli/text_table.hpp"

namespace fleetsim::cli {

using claims::CellAnswer;
using claims::ClaimAnswer;
using Json = nlohmann::ordered_json;

namespace {

std::string number_text(double value) { return fmt::format("{:.4g}", value); }

std::string optional_text(const std::optional<double>& value) {
    return value ? number_text(*value) : "-";
}

std::string claim_table(const ClaimAnswer& claim) {
    TextTable table(claim.claim, {"published", "simulated"});
    for (const claims::Condition& condition : claim.conditions)
        table.add(condition.name,
                  {optional_text(condition.published), optional_text(condition.simulated)});
    return table.text() + "  => " + verdict_text(claim) + ": " + claim.why + "\n";
}

std::string remark_of(const CellAnswer& cell) {
    std::string remark;
    if (cell.published.corrected)
        remark =
            fmt::format("  printed {}; ", number_text(claims::shown(cell.published.cell.measure,
                                                                    cell.published.value))) +
            "corrected from the same table";
    if (!cell.published.not_expected.empty())
        remark += "  not expected: " + cell.published.not_expected;
    if (remark.empty() && !cell.is_reproduced()) remark = "  MISSED";
    if (!cell.published.uses_own_cell.empty())
        remark += "  own input: " + cell.published.uses_own_cell;
    return remark;
}

/// Cells that a replay should hit, and how many it does.
struct Score {
    std::size_t expected = 0;
    std::size_t reproduced = 0;

    void count(const CellAnswer& cell) {
        ++expected;
        reproduced += cell.is_reproduced() ? 1 : 0;
    }
};

std::string headline(const ClaimsAnswer& answer) {
    const std::vector<CellAnswer>& cells = answer.audit.cells;
    Score all;
    Score predicted;
    for (const CellAnswer& cell : cells) {
        if (!cell.published.not_expected.empty()) continue;
        all.count(cell);
        if (cell.published.uses_own_cell.empty()) predicted.count(cell);
    }
    return fmt::format(
        "{}: {} of the {} cells that can be replayed are within {:.0f} %; of the {} without an "
        "input\nread from cells of the same test, {}. {} cannot be replayed, each with its "
        "reason.\n",
        answer.experiment.name, all.reproduced, all.expected, 100 * claims::kTolerance,
        predicted.expected, predicted.reproduced, cells.size() - all.expected);
}

/// The cells of one table, the tables in the order of their first cells.
std::string cells_tables(const std::vector<CellAnswer>& cells) {
    std::vector<std::pair<std::string, TextTable>> tables;
    for (const CellAnswer& answer : cells) {
        const claims::Cell& cell = answer.published.cell;
        const std::string name =
            fmt::format("{} [{}]", claims::table_text(cell), claims::unit_text(cell.measure));
        auto table = std::find_if(tables.begin(), tables.end(),
                                  [&](const auto& known) { return known.first == name; });
        if (table == tables.end())
            table = tables.insert(
                table, {name, TextTable(name, {"published", "simulated", "error", "5 %", "95 %"})});
        const auto shown = [&](double value) {
            return number_text(claims::shown(cell.measure, value));
        };
        table->second.add(claims::cell_text(cell),
                          {shown(answer.published.trusted()), shown(answer.simulated.mean),
                           fmt::format("{:+.1f} %", 100 * answer.error()),
                           shown(answer.simulated.p5), shown(answer.simulated.p95)},
                          remark_of(answer));
    }
    std::string text;
    for (const auto& [name, table] : tables) text += table.text();
    return text;
}

std::string inputs_table(const claims::Experiment& experiment) {
    std::string text = "\ninferred, because the post does not state it\n";
    for (const profile::Figure& figure : experiment.figures)
        if (figure.mark == profile::Mark::Unverified)
            text += fmt::format("  {} = {} {}: {}\n", figure.key, figure.value, figure.unit,
                                figure.source);
    return text;
}

std::string spread_text(const claims::Spread& spread) {
    if (spread.p5 == spread.p95) return fmt::format("{:.2f}x", spread.mean);
    return fmt::format("{:.2f}x ({:.2f}-{:.2f})", spread.mean, spread.p5, spread.p95);
}

std::string today_table(const std::vector<claims::TodayRatios>& today) {
    TextTable table("today: MQTT better by (5-95 % of days)",
                    {"throughput", "energy to send", "to receive", "to stay connected", "bytes"});
    for (const claims::TodayRatios& ratios : today)
        table.add(
            fmt::format("{}, {}", ratios.radio, claims::name_of(ratios.style)),
            {spread_text(ratios.throughput), spread_text(ratios.send), spread_text(ratios.receive),
             spread_text(ratios.connected), spread_text(ratios.overhead)});
    return table.text() +
           "  MQTT keeps its connection with a ping after 240 s of silence; who only sends by "
           "HTTPS\n"
           "  is silent in between, and cannot be reached. What has no interval does not depend on "
           "chance.\n";
}

std::string field_table(const std::vector<claims::FieldCheck>& checks) {
    TextTable table("the radio models out of sample", {"measured", "simulated", "error"});
    for (const claims::FieldCheck& check : checks)
        table.add(fmt::format("{} [{}]", check.what, check.unit),
                  {number_text(check.published), number_text(check.simulated),
                   fmt::format("{:+.1f} %", 100 * check.error())},
                  check.remark.empty() ? "" : "  " + check.remark);
    return table.text();
}

Json field_json(const std::vector<claims::FieldCheck>& checks) {
    Json all = Json::array();
    for (const claims::FieldCheck& check : checks)
        all.push_back({{"what", check.what},
                       {"published", check.published},
                       {"simulated", check.simulated},
                       {"unit", check.unit},
                       {"error", check.error()},
                       {"remark", check.remark}});
    return all;
}

Json spread_json(const claims::Spread& spread) {
    return {{"mean", spread.mean}, {"p5", spread.p5}, {"p95", spread.p95}};
}

Json today_json(const std::vector<claims::TodayRatios>& today) {
    Json all = Json::array();
    for (const claims::TodayRatios& ratios : today)
        all.push_back({{"radio", ratios.radio},
                       {"device", ratios.device},
                       {"https", claims::name_of(ratios.style)},
                       {"throughput", spread_json(ratios.throughput)},
                       {"send", spread_json(ratios.send)},
                       {"receive", spread_json(ratios.receive)},
                       {"connected", spread_json(ratios.connected)},
                       {"overhead", spread_json(ratios.overhead)}});
    return all;
}

}  // namespace

std::string verdict_text(const ClaimAnswer& claim) {
    std::string text(claims::name_of(claim.verdict));
    if (!claim.where.empty()) text += " " + claim.where;
    return text;
}

std::string claims_tables(const ClaimsAnswer& answer) {
    const claims::Audit& audit = answer.audit;
    std::string text = headline(answer);
    for (const ClaimAnswer& claim : audit.claims) text += claim_table(claim);
    return text + today_table(answer.today) + field_table(answer.field) +
           cells_tables(audit.cells) + inputs_table(answer.experiment);
}

std::string claims_json(const ClaimsAnswer& answer) {
    const claims::Audit& audit = answer.audit;
    Json cells = Json::array();
    for (const CellAnswer& result : audit.cells) {
        const claims::Cell& cell = result.published.cell;
        const auto shown = [&](double value) { return claims::shown(cell.measure, value); };
        Json one = {{"table", claims::table_text(cell)},
                    {"cell", claims::cell_text(cell)},
                    {"published", shown(result.published.trusted())},
                    {"simulated", shown(result.simulated.mean)},
                    {"unit", claims::unit_text(cell.measure)},
                    {"error", result.error()},
                    {"p5", shown(result.simulated.p5)},
                    {"p95", shown(result.simulated.p95)},
                    {"expected", result.published.not_expected.empty()}};
        if (result.published.corrected) one["printed"] = shown(result.published.value);
        if (!result.published.not_expected.empty()) one["reason"] = result.published.not_expected;
        if (!result.published.uses_own_cell.empty())
            one["uses_own_cell"] = result.published.uses_own_cell;
        cells.push_back(std::move(one));
    }
    Json judged = Json::array();
    for (const ClaimAnswer& claim : audit.claims) {
        Json conditions = Json::array();
        for (const claims::Condition& condition : claim.conditions)
            conditions.push_back(
                {{"condition", condition.name},
                 {"published", condition.published ? Json(*condition.published) : Json()},
                 {"simulated", condition.simulated ? Json(*condition.simulated) : Json()}});
        judged.push_back({{"claim", claim.claim},
                          {"published", claim.claimed},
                          {"simulated", *claim.simulated()},
                          {"verdict", verdict_text(claim)},
                          {"why", claim.why},
                          {"conditions", std::move(conditions)}});
    }
    Json inferred = Json::array();
    for (const profile::Figure& figure : answer.experiment.figures)
        if (figure.mark == profile::Mark::Unverified)
            inferred.push_back({{"key", figure.key},
                                {"value", figure.value},
                                {"unit", figure.unit},
                                {"source", figure.source}});
    return json_answer({{"experiment", answer.experiment.name},
                        {"cells", std::move(cells)},
                        {"claims", std::move(judged)},
                        {"today", today_json(answer.today)},
                        {"out_of_sample", field_json(answer.field)},
                        {"inferred", std::move(inferred)}});
}

}  // namespace fleetsim::cli
