// [fleet.shadow], [fleet.failure], [[job]], [[predictor]] and [[reader]].
#include <algorithm>

#include "scenarios/language/reading.hpp"

namespace fleetsim::language {

using namespace scenarios;

namespace {

constexpr std::pair<std::string_view, RolloutJob::Of> kRises[] = {
    {"notified", RolloutJob::Of::Notified},
    {"succeeded", RolloutJob::Of::Succeeded},
};
constexpr std::pair<std::string_view, RolloutJob::On> kEnds[] = {
    {"failed", RolloutJob::On::Failed},
    {"timed-out", RolloutJob::On::TimedOut},
    {"rejected", RolloutJob::On::Rejected},
};

sim::DurationDistribution varying_duration(const Settings& settings, std::string_view key) {
    return sim::DurationDistribution(settings.varying(key));
}

void check_job(const Settings& table, RolloutJob& job, const Scenario& scenario, Reading& reading) {
    if (job.most_per_minute < job.per_minute) {
        if (table.is_given("most")) {
            reading.contradict(table.place("most"), "\"most\" is less than \"rate\"");
        }
        job.most_per_minute = job.per_minute;
    }
    for (const std::string_view key : {"most", "each", "of"}) {
        if (!table.is_given(key) || job.factor > 1) continue;
        reading.contradict(table.place(key), in_quotes(key) + " needs a \"factor\" above 1",
                           "for example factor = 2");
    }
    const bool is_known = table.is_sound("fleet") &&
                          static_cast<std::size_t>(job.fleet) < scenario.fleets.size() &&
                          scenario.fleet(job.fleet).name == table.text("fleet");
    if (!is_known) return;
    const Fleet& fleet = scenario.fleet(job.fleet);
    if (fleet.mqtt && fleet.connection == Connection::AlwaysOn) return;
    reading.contradict(table.place("fleet"), "a job needs devices that stay connected over MQTT",
                       "fleet " + in_quotes(fleet.name) + " does not");
}

}  // namespace

ShadowClient read_shadow(const Settings& settings, Reading& reading) {
    ShadowClient shadow{.name = settings.has("name") ? settings.text("name") : "",
                        .qos = read_qos(settings),
                        .apply_after = varying_duration(settings, "apply_after"),
                        .confirms = settings.flag("confirm"),
                        .is_versioned = settings.flag("versioned")};
    if (shadow.is_versioned && !shadow.confirms)
        reading.contradict(settings.place("versioned"), "\"versioned\" needs confirm = true",
                           "a device must hear that its report was rejected");
    return shadow;
}

Failure read_failure(const Settings& settings) {
    return {.after = settings.has("after") ? varying_duration(settings, "after")
                                           : sim::DurationDistribution{},
            .repair = varying_duration(settings, "repair"),
            .shows_for = settings.duration("shows_for")};
}

std::vector<RolloutJob> read_jobs(const Settings& file, const Scenario& scenario,
                                  Reading& reading) {
    constexpr double kMinute = 60;
    constexpr std::size_t kMostJobs = 30;  // each is three programs of a device, of 255
    std::vector<RolloutJob> jobs;
    for (const Settings& table : file.tables("job")) {
        if (jobs.size() == kMostJobs)
            reading.diagnostics.add(table.place(), "out-of-range",
                                    "more than " + std::to_string(kMostJobs) + " jobs");
        RolloutJob job;
        if (table.has("name")) job.name = table.text("name");
        job.fleet = FleetIndex(reading.index_of(table, "fleet", reading.fleets, "fleet", 0));
        job.at = sim::Time::at(table.duration("at"));
        job.per_minute = table.number("rate") * kMinute;
        job.most_per_minute = table.number("most") * kMinute;
        job.factor = table.number("factor");
        job.of = chosen(table, "of", kRises);
        job.each = static_cast<std::uint32_t>(table.whole("each"));
        if (table.has("time_out")) job.time_out = table.duration("time_out");
        job.retries = static_cast<std::uint32_t>(table.whole("retries"));
        if (table.has("download")) job.download = table.size("download");
        job.reacts_after = varying_duration(table, "react_after");
        job.takes = varying_duration(table, "takes");
        job.fails = table.number("fails");
        for (const Settings& abort : table.tables("abort"))
            job.aborts.push_back({.on = chosen(abort, "on", kEnds),
                                  .share = abort.has("share") ? abort.number("share") : 1,
                                  .at_least = static_cast<std::uint32_t>(abort.whole("at_least"))});
        check_job(table, job, scenario, reading);
        jobs.push_back(std::move(job));
    }
    return jobs;
}

std::vector<FailurePredictor> read_predictors(const Settings& file, const Scenario& scenario,
                                              Reading& reading) {
    std::vector<FailurePredictor> predictors;
    for (const Settings& table : file.tables("predictor")) {
        FailurePredictor one;
        if (table.has("name")) one.name = table.text("name");
        if (table.has("horizon")) one.horizon = table.duration("horizon");
        if (table.has("train_every")) one.train_every = table.duration("train_every");
        one.train_first =
            table.has("train_first") ? table.duration("train_first") : one.train_every;
        one.most_examples = static_cast<std::uint32_t>(table.whole("examples"));
        constexpr std::int64_t kMostTrainings = 1000;
        if (table.is_sound("train_every") && one.train_every > sim::Duration{} &&
            scenario.duration / one.train_every > kMostTrainings)
            reading.diagnostics.add(table.place("train_every"), "out-of-range",
                                    "train_every: more than " + std::to_string(kMostTrainings) +
                                        " trainings in the scenario");
        predictors.push_back(std::move(one));
    }
    const bool something_fails =
        std::any_of(scenario.fleets.begin(), scenario.fleets.end(),
                    [](const Fleet& fleet) { return fleet.failure.has_value(); });
    if (!predictors.empty() && !something_fails)
        reading.contradict(file.tables("predictor").front().place(),
                           "a [[predictor]] needs a fleet whose devices fail",
                           "add [fleet.failure]");
    return predictors;
}

std::vector<StreamReader> read_readers(const Settings& file, const Scenario& scenario,
                                       Reading& reading) {
    std::vector<std::string> streams;
    for (const Rule& rule : scenario.rules)
        for (const Action& action : rule.actions)
            if (action.kind == "stream") streams.push_back(action.target);
    std::vector<StreamReader> readers;
    for (const Settings& table : file.tables("reader")) {
        StreamReader one;
        if (table.has("name")) one.name = table.text("name");
        if (table.has("stream")) one.stream = table.text("stream");
        one.batch = static_cast<std::uint32_t>(table.whole("batch"));
        one.window = table.duration("window");
        one.takes = varying_duration(table, "takes");
        if (table.is_sound("stream") &&
            std::find(streams.begin(), streams.end(), one.stream) == streams.end())
            reading.diagnostics.add_unknown(
                table.place("stream"), "unknown-name",
                "stream: no rule writes to a stream " + in_quotes(one.stream), one.stream,
                {streams.begin(), streams.end()});
        readers.push_back(std::move(one));
    }
    return readers;
}

}  // namespace fleetsim::language
