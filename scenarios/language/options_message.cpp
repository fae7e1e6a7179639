// What clients send and hear: [[...publish]], [[...subscribe]] and what they share.
#include <utility>

#include "scenarios/language/sections.hpp"

namespace fleetsim::language {

using enum Type;
using enum Presence;

namespace {
constexpr double kDay = 86'400;
}  // namespace

namespace {

const Section& diurnal_section() {
    static const Section section{
        "[fleet.publish.diurnal]",
        "How the rate swings over the day, a cosine around its mean.",
        {
            {.key = "peak",
             .type = Instant,
             .fallback = "19 h",
             .help = "Time of day of the highest rate; the scenario starts at midnight.",
             .example = "19:00:00",
             .most = kDay},
            {.key = "swing",
             .type = Ratio,
             .fallback = "80 %",
             .help = "How far the rate rises above its mean and falls below it.",
             .example = "\"80 %\"",
             .least = 0,
             .most = 1},
        }};
    return section;
}

}  // namespace

Option qos_option() {
    return {.key = "qos",
            .type = Whole,
            .fallback = "0",
            .help = "0 at most once, 1 at least once, 2 exactly once.",
            .example = "1",
            .least = 0,
            .most = 2};
}
Option retain_option() {
    return {.key = "retain",
            .type = Flag,
            .fallback = "false",
            .help = "The broker keeps the message for later subscribers.",
            .example = "true"};
}
Option payload_option() {
    return {.key = "payload",
            .type = Text,
            .help =
                "The text of the message. {counter(FIRST, STEP)}, {uniform(LEAST, MOST)}, "
                "{normal(MEAN, DEVIATION)}, {choice(A, B)}, {wear(HEALTHY, FAILED, DEVIATION)}, "
                "{timestamp()}, {id} and {fleet} are filled in for each message.",
            .example = R"('{"kwh": {counter(0, 0.25)}, "v": {normal(230, 2)}}')"};
}
Option payload_size_option() {
    return {.key = "payload_size",
            .type = VaryingSize,
            .help = "The size of the message, where its text does not matter.",
            .example = "\"120 B\"",
            .most = 256.0 * (1 << 20)};
}

Option message_expiry_option() {
    return {.key = "message_expiry",
            .type = Duration,
            .help =
                "MQTT 5: the broker forgets the message when it could not deliver it for so "
                "long; whole seconds. Without it, never.",
            .example = "\"1 h\"",
            .most = 4294967295.0};
}

namespace {

/// The options of a subscription, MQTT 5.0 section 3.8.3.1.
std::vector<Option> subscribe_options(Option topic) {
    return {
        std::move(topic),
        qos_option(),
        {.key = "retained",
         .type = Choice,
         .fallback = "always",
         .help = "MQTT 5: retained messages are sent with each subscription, with the first one of "
                 "a session only, or never.",
         .example = "\"if-new\"",
         .choices = {"always", "if-new", "never"}},
        {.key = "no_local",
         .type = Flag,
         .fallback = "false",
         .help = "MQTT 5: a client does not get what it published itself.",
         .example = "true"},
        {.key = "retain_as_published",
         .type = Flag,
         .fallback = "false",
         .help = "MQTT 5: messages keep the retain flag they were published with.",
         .example = "true"},
    };
}

std::vector<Option> publish_options(Option topic) {
    return {
        std::move(topic),
        qos_option(),
        retain_option(),
        {.key = "every",
         .type = Duration,
         .help =
             "Time from one publish to the next of the same device, on average. Or give `rate`.",
         .example = "\"15 min\"",
         .least = 1e-3},
        {.key = "rate",
         .type = Frequency,
         .help = "Publishes of each device per time. Or give `every`.",
         .example = "\"4 /h\"",
         .most = 1000},
        {.key = "pattern",
         .type = Choice,
         .fallback = "periodic",
         .help = "periodic: evenly spaced; poisson: at random; diurnal: at random, more by "
                 "day than by night; closed-loop: only after the publish before was acknowledged, "
                 "`think_time` later.",
         .example = "\"poisson\"",
         .choices = {"periodic", "poisson", "diurnal", "closed-loop"}},
        {.key = "think_time",
         .type = Duration,
         .help = "Closed loop: time from an acknowledgement (with QoS 0, from the publish) to the "
                 "next publish, in place of `every`. Fleets only.",
         .example = "\"1 s\"",
         .least = 1e-6},
        {.key = "diurnal",
         .type = Table,
         .help = "With pattern = \"diurnal\".",
         .table = &diurnal_section()},
        {.key = "jitter",
         .type = Ratio,
         .fallback = "0 %",
         .help = "Periodic: each publish is shifted at random by up to this share of `every`; "
                 "closed loop: of `think_time`.",
         .example = "\"10 %\"",
         .least = 0,
         .most = 1},
        {.key = "align",
         .type = Flag,
         .fallback = "false",
         .help = "Periodic: all devices publish at the same instants, as clocks set to the "
                 "quarter hour do. Otherwise each starts at a moment of its own.",
         .example = "true"},
        payload_option(),
        payload_size_option(),
        message_expiry_option(),
        {.key = "start_after",
         .type = Duration,
         .fallback = "0 s",
         .help = "Time from the first connection of the device or application to the start of its "
                 "pattern. A periodic one publishes first at a random moment of the `every` that "
                 "follows, with `align` at its next instant.",
         .example = "\"1 min\""},
        {.key = "count",
         .type = Whole,
         .help = "Publishes in all, of each device; without it there is no end.",
         .example = "100",
         .least = 1},
    };
}

}  // namespace

const Section& fleet_subscribe_section() {
    static const Section section{
        "[[fleet.subscribe]]", "A topic filter each device of the fleet subscribes to.",
        subscribe_options(
            {.key = "topic",
             .type = Text,
             .presence = Required,
             .help = "A topic filter with the wildcards + and #. {id} is the number of the "
                     "device, {fleet} the name of the fleet, {peer:FLEET} as in "
                     "[[fleet.publish]].",
             .example = "\"meter/{id}/command\""})};
    return section;
}

const Section& app_subscribe_section() {
    static const Section section{
        "[[app.subscribe]]", "A topic filter the application subscribes to.",
        subscribe_options({.key = "topic",
                           .type = Text,
                           .presence = Required,
                           .help = "A topic filter with the wildcards + and #.",
                           .example = "\"meter/+/reading\""})};
    return section;
}

const Section& fleet_publish_section() {
    static const Section section{
        "[[fleet.publish]]",
        "A message each device of the fleet publishes again and again. It belongs to the last "
        "[[fleet]] above it.",
        publish_options(
            {.key = "topic",
             .type = Text,
             .presence = Required,
             .help = "The topic. {id} is the number of the device, {fleet} the name of the fleet, "
                     "{peer:FLEET} the device of FLEET with the same number, {random:FLEET} one "
                     "drawn anew for each message. A topic holds one number at most.",
             .example = "\"meter/{id}/reading\""})};
    return section;
}

const Section& app_publish_section() {
    static const Section section{
        "[[app.publish]]",
        "A message the application publishes again and again. It belongs to the last [[app]] "
        "above it.",
        publish_options(
            {.key = "topic",
             .type = Text,
             .presence = Required,
             .help = "The topic. {random:FLEET} is the number of a device of FLEET drawn anew for "
                     "each message; {all:FLEET} makes one message for each device of it.",
             .example = "\"meter/{all:meter}/command\""})};
    return section;
}

}  // namespace fleetsim::language
