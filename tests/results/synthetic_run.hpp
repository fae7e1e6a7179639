// A run that nobody simulated, with something of everything a results file can hold, for the tests
// of what reads results. Its figures are made up by simple formulas and mean nothing.
#pragma once

#include <cmath>
#include <filesystem>
#include <numbers>
#include <string>

#include "results/names.hpp"
#include "results/recorder.hpp"

namespace fleetsim::samples {

inline constexpr int kSyntheticDevices = 1000;
inline constexpr int kSyntheticSamples = 24 * 60;  // a day of minutes

inline results::RunDescription synthetic_description() {
    results::RunDescription d;
    d.scenario_name = "smart meters, one <city>";
    d.scenario_file = "city-meters.toml";
    d.scenario_text = "[scenario]\nname = \"smart meters, one <city>\"\nduration = \"24 h\"\n";
    d.description = "A made-up day of meters & an app.";
    d.question = "Does one broker node serve a city's meters?";
    d.overrides = {"fleet.meter.count=1000"};
    d.seed = 18'446'744'073'709'551'615U;
    d.engine = "window";
    d.threads = 2;
    d.duration = sim::Duration::hours(24);
    d.warm_up = sim::Duration::hours(1);
    d.version = "0.1.0";
    d.commit = "0123456789ab";
    d.command = "fleetsim run city-meters.toml --seed 1 --set fleet.meter.count=1000";
    return d;
}

/// Records figure after figure; `finish` is left to the test.
class SyntheticRun {
  public:
    explicit SyntheticRun(results::Recorder& recorder) : recorder_(recorder) {}

    void record_all() {
        record_series(kSyntheticSamples);
        record_scalars();
        record_histograms();
        record_findings();
        record_texts();
    }

    void record_series(int minutes) {
        using namespace results::names;
        using enum results::Metric::Interpolation;
        const auto add = [&](std::string_view component, std::string_view metric,
                             std::string_view unit, auto interpolation) {
            return recorder_.add_series(component,
                                        {std::string(metric), std::string(unit), "", interpolation},
                                        sim::Duration::minutes(1));
        };
        const auto meters = add(fleet("meter"), kConnections, "1", SampleHold);
        const auto all = add(kBroker, kConnections, "1", SampleHold);
        const auto node = add("broker/node/0", kConnections, "1", SampleHold);
        const auto busy = add("broker/node/0", "busy_ratio", "1", Linear);
        const auto in = add(kBroker, kMessagesInRate, "1/s", Linear);
        const auto out = add(kBroker, kMessagesOutRate, "1/s", Linear);
        for (int minute = 1; minute <= minutes; ++minute) {
            const auto at = sim::Time::at(sim::Duration::minutes(minute));
            const double connected = connections_at(minute);
            const double rate = rate_at(minute);
            recorder_.sample(meters, at, connected);
            recorder_.sample(all, at, connected + 1);
            recorder_.sample(node, at, connected + 1);
            recorder_.sample(busy, at, rate / 4);
            recorder_.sample(in, at, rate);
            recorder_.sample(out, at, rate * 1.5);
        }
    }

    /// Everyone connects in the first hour; at six o'clock all are cut off for ten minutes.
    static double connections_at(int minute) {
        if (minute >= 360 && minute < 370) return 0;
        return minute >= 60 ? kSyntheticDevices : kSyntheticDevices * minute / 60;
    }
    static double rate_at(int minute) {
        const double day = 2 * std::numbers::pi * minute / (24 * 60);
        return connections_at(minute) / 900 * (1 - 0.5 * std::cos(day));
    }

    void record_scalars() {
        using namespace results::names;
        const auto count = [&](std::string_view component, std::string_view metric, double value) {
            recorder_.scalar(component, {std::string(metric), "1", ""}, value);
        };
        count(fleet("meter"), kDevices, kSyntheticDevices);
        count(fleet("meter"), kDevicesOn, kSyntheticDevices);
        for (const auto& component : {fleet("meter"), std::string(kBroker)}) {
            count(component, kConnectionsPeak, 1000);
            count(component, kConnectionsMean, 972.5);
            count(component, "connects_total", 2000);
        }
        count(fleet("meter"), kPublishesTotal, 96'000);
        count(kBroker, kMessagesInTotal, 96'000);
        count(kBroker, kMessagesOutTotal, 143'990);
        count(dropped("queue full"), kDroppedTotal, 10);
        count(refused("memory"), kRefusedConnectsTotal, 12);
        count(results::names::app("billing"), kReceivedTotal, 95'990);
        record_wire_and_energy();
        recorder_.scalar("run", {"not_measured_ratio", "1", ""}, std::nan(""));
    }

    void record_histograms() {
        using namespace results::names;
        sim::Histogram latency;
        for (int i = 0; i < 100'000; ++i)
            latency.record(4'000'000 + (i * 7919LL % 100'000) * (i % 1000 == 0 ? 5000 : 300));
        recorder_.histogram(kBroker,
                            {std::string(kPublishLatency), "s", "From publish to acknowledgement."},
                            latency, 1e-9);
        sim::Histogram life;
        for (int i = 0; i < kSyntheticDevices; ++i) life.record(2800 + i % 37 * (i % 29));
        recorder_.histogram(battery("meter"), {std::string(kLifeDays), "d", ""}, life, 1);
    }

    void record_findings() {
        recorder_.goal(
            {"fast enough", "broker.publish_latency_seconds.p99 < 200 ms", 0.034, 0.2, "s", true});
        recorder_.goal(
            {"lasts ten years", "battery/meter.life_days.p5 > 3650 d", 2801, 3650, "d", false});
        recorder_.claim({"", "half the power to stay connected", 0.5, 0.52, "1", "reproduces"});
        recorder_.claim({"3G", "keep-alive 60 s, energy an hour", 0.0, 12.5, "J", ""});
        using enum results::Ledger::Side;
        recorder_.ledger({"messages",
                          "1",
                          {{In, "copies to deliver", 144'000},
                           {Out, "delivered", 143'990},
                           {Out, "dropped: queue full", 10}},
                          true,
                          0});
        recorder_.ledger(
            {"bytes", "B", {{In, "sent", 26'400'000}, {Out, "layers", 26'400'000}}, true, 0});
        recorder_.ledger({"energy",
                          "nJ",
                          {{In, "drawn", 6'000'000'000'000}, {Out, "consumers", 6'000'000'000'000}},
                          true,
                          0});
    }

    void record_texts() {
        using enum results::LogEntry::Severity;
        recorder_.parameter({"fleet.meter.count", "1000", results::Parameter::Origin::Set});
        recorder_.parameter({"scenario.duration", "24 h", results::Parameter::Origin::File});
        recorder_.assumption({"radio/lte-m", "tail.power", "0.25", "W", "a made-up source"});
        recorder_.log({sim::Time::at(sim::Duration::hours(6)), Note, "fault", "eu-edge",
                       "the node is down for 10 min"});
        recorder_.log({sim::Time::at(sim::Duration::hours(24)), Warning, "short-run", "",
                       "the warm-up is \"long\""});
    }

    static results::Outcome outcome() {
        results::Outcome o;
        o.status = results::RunStatus::Done;
        o.exit_code = 1;
        o.simulated_until = sim::Time::at(sim::Duration::hours(24));
        o.wall_seconds = 12.5;
        o.events = 1'234'567;
        o.peak_memory_bytes = 96'000'000;
        o.digest = "00c0ffee00c0ffee";
        o.digests = {{"bytes", "0b"}, {"events", "0e"}};
        return o;
    }

  private:
    void record_wire_and_energy() {
        using namespace results::names;
        double share = 1;
        for (const auto layer : {kPayload, kApplication, kTls, kTcp, kIp}) {
            recorder_.scalar(results::names::wire("meter", kUp, layer),
                             {std::string(kBytesTotal), "B", ""}, share * 3'000'000);
            recorder_.scalar(results::names::wire("meter", kDown, layer),
                             {std::string(kBytesTotal), "B", ""}, (share - 1) * 1'000'000);
            share += 0.5;
        }
        double joules = 500;
        for (const auto consumer : {"radio tail", "radio transfer", "cpu", "cryptography", "sleep"})
            recorder_.scalar(energy("meter", consumer), {std::string(kJoulesTotal), "J", ""},
                             joules *= 1.4);
        recorder_.scalar(fleet("meter"), {std::string(kJoulesPerDeviceDay), "J", ""}, 9.38);
    }

    results::Recorder& recorder_;
};

/// A finished run in `file`.
inline results::RunId write_synthetic_run(
    const std::filesystem::path& file,
    const results::RunDescription& description = synthetic_description()) {
    results::Recorder recorder(file, description);
    SyntheticRun(recorder).record_all();
    recorder.finish(SyntheticRun::outcome());
    return recorder.run();
}

}  // namespace fleetsim::samples
