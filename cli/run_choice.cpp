#include "cli/run_choice.hpp"

#include <charconv>
#include <fmt/format.h>

#include "sim/error.hpp"
#include "sim/quantity_text.hpp"

namespace fleetsim::cli {

results::RunId chosen_run(const results::Query& query, const std::optional<std::string>& text) {
    if (!text) return query.last_run().id;
    std::int64_t number = 0;
    const char* end = text->data() + text->size();
    const auto [stopped, error] = std::from_chars(text->data(), end, number);
    if (error != std::errc{} || stopped != end)
        throw sim::InputError(sim::Diagnostic{
            {}, "no-such-run", "\"" + *text + "\" is not the number of a run", run_list(query)});
    return query.run(results::RunId{number}).id;
}

std::vector<std::string> settings_of(const results::RunDescription& run) {
    std::vector<std::string> settings = run.overrides;
    if (!run.measurement.empty()) settings.push_back(run.measurement);
    return settings;
}

std::string run_list(const results::Query& query) {
    std::string text;
    for (const results::Run& run : query.runs()) {
        text +=
            fmt::format("{}run {}: {}, {}, seed {}, {} simulated, {}", text.empty() ? "" : "\n   ",
                        static_cast<std::int64_t>(run.id), run.description.scenario_name,
                        results::to_text(run.status), run.description.seed,
                        sim::to_text(run.description.duration), run.started_utc);
        for (const std::string& setting : settings_of(run.description)) text += ", " + setting;
    }
    return text.empty() ? "the file holds no runs" : text;
}

}  // namespace fleetsim::cli
