// What a client sends and wants to hear: [[...publish]], [[...subscribe]] and payloads.
#include <algorithm>
#include <cmath>

#include "models/device/turn.hpp"
#include "scenarios/language/check.hpp"
#include "scenarios/language/reading.hpp"
#include "sim/engine.hpp"

namespace fleetsim::language {

using namespace scenarios;

namespace {

constexpr std::pair<std::string_view, Pacing::Pattern> kPatterns[] = {
    {"periodic", Pacing::Pattern::Periodic},
    {"poisson", Pacing::Pattern::Poisson},
    {"diurnal", Pacing::Pattern::Diurnal},
    {"closed-loop", Pacing::Pattern::ClosedLoop},
};

constexpr std::pair<std::string_view, Subscribe::Retained> kRetained[] = {
    {"always", Subscribe::Retained::Always},
    {"if-new", Subscribe::Retained::IfNew},
    {"never", Subscribe::Retained::Never},
};

/// Of a closed loop, which has no rate of its own.
sim::Duration read_think_time(const Settings& settings, Reading& reading) {
    for (const std::string_view key : {"every", "rate"}) {
        if (!settings.is_given(key)) continue;
        reading.contradict(settings.place(key),
                           in_quotes(key) + " does not go with pattern = \"closed-loop\"",
                           "its rate follows from the acknowledgements and \"think_time\"");
    }
    if (settings.has("think_time")) return settings.duration("think_time");
    reading.diagnostics.add(settings.place(), "missing-key",
                            "pattern = \"closed-loop\" needs \"think_time\"",
                            "for example think_time = \"1 s\"");
    return sim::Duration::hours(1);
}

sim::Duration read_mean_gap(const Settings& settings, Reading& reading) {
    if (settings.text("pattern") == "closed-loop") return read_think_time(settings, reading);
    const bool has_every = settings.is_given("every");
    const bool has_rate = settings.is_given("rate");
    if (has_every && has_rate) {
        reading.contradict(settings.place("rate"), "both \"every\" and \"rate\" are given",
                           "they say the same; remove one");
    }
    if (has_every) return settings.duration("every");
    if (has_rate) {
        constexpr double kLongest = 100 * 365.25 * 86'400;  // seconds, as for `every`
        const double gap = 1 / settings.number("rate");
        if (gap <= kLongest) return sim::Duration::from_seconds(gap);
        reading.diagnostics.add(settings.place("rate"), "out-of-range",
                                "rate: less than one in 100 year");
        return sim::Duration::hours(1);
    }
    reading.diagnostics.add(settings.place(), "missing-key",
                            std::string(settings.section().title) + " needs \"every\" or \"rate\"",
                            "for example every = \"15 min\"");
    return sim::Duration::hours(1);
}

/// Keys that mean something with one pattern only.
void check_pattern_keys(const Settings& settings, const Pacing& pacing, Reading& reading) {
    using Pattern = Pacing::Pattern;
    const bool is_loop = pacing.pattern == Pattern::ClosedLoop;
    if (settings.is_given("think_time") && !is_loop)
        reading.contradict(settings.place("think_time"),
                           "\"think_time\" needs pattern = \"closed-loop\"");
    if (is_loop && settings.is_given("align"))
        reading.contradict(settings.place("align"),
                           "\"align\" goes with pattern = \"periodic\" only");
    const bool is_random = pacing.pattern == Pattern::Poisson || pacing.pattern == Pattern::Diurnal;
    for (const std::string_view key : {"jitter", "align"}) {
        if (!is_random || !settings.is_given(key)) continue;
        reading.contradict(
            settings.place(key), in_quotes(key) + " goes with pattern = \"periodic\" only",
            "pattern = \"" + settings.text("pattern") + "\" is random already; remove one of them");
    }
    if (settings.is_given("diurnal") && pacing.pattern != Pacing::Pattern::Diurnal) {
        reading.contradict(settings.place("diurnal"),
                           "the table \"diurnal\" needs pattern = \"diurnal\"");
    }
}

Pacing read_pacing(const Settings& settings, Reading& reading) {
    Pacing pacing;
    pacing.pattern = chosen(settings, "pattern", kPatterns);
    pacing.mean = read_mean_gap(settings, reading);
    pacing.jitter = settings.number("jitter");
    pacing.is_aligned = settings.flag("align");
    pacing.start_after = settings.duration("start_after");
    if (settings.has("count")) pacing.count = static_cast<std::uint64_t>(settings.whole("count"));
    check_pattern_keys(settings, pacing, reading);
    if (pacing.pattern == Pacing::Pattern::Diurnal) {
        const Settings* given = settings.table("diurnal");
        const Section& section = *settings.section().find("diurnal")->table;
        const Settings diurnal = given != nullptr ? *given : defaults_of(section);
        pacing.peak = diurnal.duration("peak");
        pacing.swing = diurnal.number("swing");
    }
    return pacing;
}

}  // namespace

Qos read_qos(const Settings& settings) { return static_cast<Qos>(settings.whole("qos")); }

Retain read_retain(const Settings& settings) {
    return settings.flag("retain") ? Retain::Yes : Retain::No;
}

std::optional<sim::Duration> read_message_expiry(const Settings& settings, Reading& reading) {
    if (!settings.has("message_expiry")) return std::nullopt;
    const sim::Duration expiry = settings.duration("message_expiry");
    if (expiry % sim::Duration::seconds(1) != sim::Duration{}) {
        reading.diagnostics.add(
            settings.place("message_expiry"), "out-of-range",
            "message_expiry: " + sim::to_text(expiry) + " is not a whole number of seconds",
            "the protocol carries it in whole seconds");
    }
    return expiry;
}

Payload read_payload(const Settings& settings, std::string_view fleet, Reading& reading) {
    Payload payload;
    const bool has_text = settings.is_given("payload");
    const bool has_size = settings.is_given("payload_size");
    if (has_text && has_size) {
        reading.contradict(settings.place("payload_size"),
                           "both \"payload\" and \"payload_size\" are given",
                           "the text has its own size; remove one");
    }
    if (!has_text && !has_size) {
        reading.diagnostics.add(
            settings.place(), "missing-key",
            std::string(settings.section().title) + " needs \"payload\" or \"payload_size\"",
            "for example payload_size = \"120 B\"");
    }
    if (has_size) payload.size = settings.varying("payload_size");
    if (!has_text || !settings.is_sound("payload")) return payload;
    device::ParsedPayload parsed = device::PayloadTemplate::parse(settings.text("payload"), fleet);
    if (parsed.value.empty()) {
        reading.diagnostics.add(settings.place("payload"), "bad-payload",
                                "payload: " + parsed.reason + " (at character " +
                                    std::to_string(parsed.offset + 1) + " of the text)",
                                "calls are {counter(FIRST, STEP)}, {uniform(LEAST, MOST)}, "
                                "{normal(MEAN, DEVIATION)}, {choice(A, B)}, "
                                "{wear(HEALTHY, FAILED, DEVIATION)}, {timestamp()}");
        return payload;
    }
    payload.content = std::move(parsed.value.front());
    return payload;
}

/// A service cannot wake itself sooner, and shorter rounds would take as long without a word.
void check_round(const Settings& settings, const Publish& publish, Reading& reading) {
    const bool is_round =
        std::any_of(publish.topic.parts.begin(), publish.topic.parts.end(),
                    [](const TopicPart& part) { return part.kind == TopicPart::Kind::All; });
    if (!is_round || publish.pacing.mean >= sim::kWidestWindow) return;
    const char* key = settings.is_given("every") ? "every" : "rate";
    if (!settings.is_sound(key)) return;
    reading.diagnostics.add(settings.place(key), "out-of-range",
                            std::string(key) + ": a round through a fleet, {all:...}, begins " +
                                std::to_string(sim::Duration::seconds(1) / sim::kWidestWindow) +
                                " times a second at the most",
                            "write {random:...}, or a topic without a number");
}

std::vector<Publish> read_publishes(const Settings& settings, Publisher publisher,
                                    const std::string& fleet, Reading& reading) {
    const PatternUse use =
        publisher == Publisher::Device ? PatternUse::DevicePublish : PatternUse::AppPublish;
    constexpr std::size_t kMostOfAnApp = 1000;
    const std::size_t most = publisher == Publisher::Device ? device::kMostPrograms : kMostOfAnApp;
    std::vector<Publish> publishes;
    for (const Settings& one : settings.tables("publish")) {
        if (publishes.size() == most) {
            reading.diagnostics.add(
                one.place(), "out-of-range",
                "more than " + std::to_string(most) + " [[...publish]] tables",
                publisher == Publisher::Device ? "split the fleet" : "make it two applications");
        }
        if (publisher == Publisher::App && one.text("pattern") == "closed-loop")
            reading.contradict(one.place("pattern"), "an application publishes in no closed loop",
                               "make a [[fleet]] of its clients");
        publishes.push_back({.topic = read_pattern(one, "topic", use, reading.patterns(fleet)),
                             .qos = read_qos(one),
                             .retain = read_retain(one),
                             .pacing = read_pacing(one, reading),
                             .payload = read_payload(one, fleet, reading),
                             .message_expiry = read_message_expiry(one, reading)});
        check_round(one, publishes.back(), reading);
    }
    return publishes;
}

std::vector<Subscribe> read_subscribes(const Settings& settings, PatternUse use,
                                       const std::string& fleet, Reading& reading) {
    std::vector<Subscribe> subscribes;
    for (const Settings& one : settings.tables("subscribe")) {
        subscribes.push_back({.filter = read_pattern(one, "topic", use, reading.patterns(fleet)),
                              .qos = read_qos(one),
                              .retained = chosen(one, "retained", kRetained),
                              .no_local = one.flag("no_local"),
                              .retain_as_published = one.flag("retain_as_published")});
    }
    return subscribes;
}

}  // namespace fleetsim::language
