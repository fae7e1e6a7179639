// What lets a reader check and repeat a run: claims, ledgers, log, assumptions, every figure, how
// it was run.
#include <fmt/format.h>

#include "results/figure_text.hpp"
#include "results/report/sections.hpp"

namespace fleetsim::results::report {

namespace {
std::string claim_text(std::optional<double> value, const std::string& unit) {
    if (!value) return "-";
    return unit == "1" || unit.empty() ? fmt::format("{:.4g}", *value)
                                       : fmt::format("{:.4g} {}", *value, unit);
}

Table ledger_table(const Ledger& ledger) {
    Table table{fmt::format("{}: {}", ledger.name,
                            ledger.is_closed ? "closed"
                                             : "NOT CLOSED, off by " +
                                                   figure_text(ledger.difference, ledger.unit)),
                {"", "in", "out"},
                {}};
    const std::string prefix = "ledger." + ledger.name + ".";
    for (const Ledger::Entry& e : ledger.entries) {
        const Cell cell = number(static_cast<double>(e.value), ledger.unit, prefix + e.name);
        const bool is_in = e.side == Ledger::Side::In;
        table.rows.push_back({words(e.name), is_in ? cell : words(""), is_in ? words("") : cell});
    }
    return table;
}

Table parameter_table(const Query& query, RunId run, Fold fold) {
    Table table{
        fold == Fold::Open ? "What the scenario says" : "What the scenario left at its default",
        {"key", "value", "from"},
        {},
        fold};
    for (const Parameter& p : query.parameters(run)) {
        const bool is_default = p.origin == Parameter::Origin::Default;
        if (is_default == (fold == Fold::Closed))
            table.rows.push_back({words(p.path), words(p.value), words(to_text(p.origin))});
    }
    return table;
}

void add_table(Section& section, Table table) {
    if (!table.rows.empty()) section.tables.push_back(std::move(table));
}
}  // namespace

Section claims_section(const Query& query, RunId run) {
    Section section{"claims", "Claims: published against simulated", {}, {}, {}, {}};
    Table claims{"", {"claim", "published", "simulated", "error", "verdict"}, {}};
    Table cells{"Cell by cell",
                {"table", "cell", "published", "simulated", "error", "remark"},
                {},
                Fold::Closed};
    for (const Claim& c : query.claims(run)) {
        const auto error = c.error_ratio();
        const std::string figure = c.table.empty() ? c.claim : c.table + ": " + c.claim;
        std::vector<Cell> row = {
            words(c.claim),
            {claim_text(c.published, c.unit), c.published, "claim." + figure + ".published"},
            {claim_text(c.simulated, c.unit), c.simulated, "claim." + figure + ".simulated"},
            {error ? percent_text(*error, Sign::Always) : "-", error, "claim." + figure + ".error"},
            words(c.verdict)};
        if (!c.table.empty()) row.insert(row.begin(), words(c.table));
        (c.table.empty() ? claims : cells).rows.push_back(std::move(row));
    }
    if (claims.rows.empty()) cells.fold = Fold::Open;
    add_table(section, std::move(claims));
    add_table(section, std::move(cells));
    return section;
}

Section ledgers_section(const Overview& o) {
    Section section{"ledgers", "Ledgers", {}, {}, {}, {}};
    if (o.ledgers.empty()) return section;
    section.sentences.emplace_back(
        o.are_ledgers_closed()
            ? "Every message has one fate, every byte a layer, every joule a consumer: the sums "
              "close."
            : "A sum does not close: this is a defect of fleetsim. Do not trust these figures.");
    for (const Ledger& ledger : o.ledgers) section.tables.push_back(ledger_table(ledger));
    return section;
}

Section log_section(const Query& query, RunId run) {
    Section section{"log", "What happened", {}, {}, {}, {}};
    Table table{"", {"at", "", "where", "what"}, {}};
    for (const LogEntry& e : query.log(run))
        table.rows.push_back({words(clock_text(e.at.since_start())), words(to_text(e.severity)),
                              words(e.component), words(e.text)});
    add_table(section, std::move(table));
    return section;
}

Section assumptions_section(const Query& query, RunId run) {
    Section section{"assumptions", "What was assumed", {}, {}, {}, {}};
    Table profiles{"Figures of the profiles", {"profile", "figure", "value", "source"}, {}};
    for (const Assumption& a : query.assumptions(run))
        profiles.rows.push_back({words(a.profile), words(a.key),
                                 words(a.unit.empty() ? a.value : a.value + " " + a.unit),
                                 words(a.source)});
    add_table(section, parameter_table(query, run, Fold::Open));
    add_table(section, parameter_table(query, run, Fold::Closed));
    add_table(section, std::move(profiles));
    return section;
}

Section figures_section(const Query& query, RunId run) {
    Section section{"figures", "Every figure", {}, {}, {}, {}};
    Table table{
        "Every figure of the run", {"component", "figure", "value", "exactly"}, {}, Fold::Closed};
    for (const Scalar& s : query.scalars(run)) {
        const std::string figure = s.component + "." + s.metric.name;
        table.rows.push_back(
            {words(s.component), words(s.metric.name), number(s.value, s.metric.unit, figure),
             words(s.value
                       ? fmt::format("{} {}", *s.value, s.metric.unit == "1" ? "" : s.metric.unit)
                       : "")});
    }
    add_table(section, std::move(table));
    return section;
}

Section repeat_section(const Query& query, const Run& run) {
    const RunDescription& d = run.description;
    Section section{"repeat", "How to repeat this run", {}, {}, {}, d.scenario_text};
    Table table{"", {"", ""}, {}};
    const auto add = [&table](const char* what, const std::string& value) {
        if (!value.empty()) table.rows.push_back({words(what), words(value)});
    };
    add("command", d.command);
    add("scenario file", d.scenario_file);
    add("scenario SHA-256", run.scenario_sha256);
    for (const std::string& override_text : d.overrides) add("set", override_text);
    add("seed", std::to_string(d.seed));
    add("fleetsim", d.version + " (" + d.commit + ")");
    add("engine", fmt::format("{}, {} thread{}", d.engine, d.threads, d.threads == 1 ? "" : "s"));
    add("machine", fmt::format("{}, {}, {} cores", run.host, run.cpu, run.cores));
    add("started", run.started_utc);
    add("ended", run.ended_utc.empty() ? to_text(run.status) : run.ended_utc);
    add("digest", run.digest);
    for (const auto& [layer, value] : run.digests) add(("digest of " + layer).c_str(), value);
    add("results file", query.file().filename().string());
    section.tables.push_back(std::move(table));
    section.sentences.emplace_back(
        "The same version, scenario and seed give the same digest on any machine.");
    return section;
}

}  // namespace fleetsim::results::report
