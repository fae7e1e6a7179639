// What an account knows, allows and charges: [fleet.thing], [[policy]], [cloud], [prices].
#include "scenarios/language/sections.hpp"

namespace fleetsim::language {

using enum Type;
using enum Presence;

namespace {

constexpr double kLeastRate = 1.0 / 60;

Option rate_option(std::string_view key, std::string_view help) {
    return {
        .key = key, .type = Frequency, .help = help, .example = "\"500 /s\"", .least = kLeastRate};
}

const Section& quota_section() {
    static const Section section{
        "[cloud.quota]",
        "Single limits, instead of those of the profile.",
        {
            {.key = "connections",
             .type = Whole,
             .help = "Of the account, at the same time.",
             .example = "1_000_000",
             .least = 1},
            rate_option("connects", "CONNECTs of the account; further ones are refused."),
            rate_option("publishes_in",
                        "PUBLISHes of all clients; further ones are discarded, and with QoS 1 not "
                        "acknowledged."),
            rate_option("publishes_out",
                        "Deliveries, one for each subscriber and, where rule_evaluations has a "
                        "limit, each rule that matches; further ones wait, with QoS 0 they are "
                        "discarded."),
            rate_option("subscribes", "Topic filters in SUBSCRIBEs; further ones wait."),
            rate_option("rule_evaluations",
                        "Rules that match a message; further ones are skipped."),
            rate_option("registrations", "Calls that register a thing."),
            rate_option("connects_of_client", "CONNECTs of one client id."),
            rate_option("publishes_of_connection",
                        "Messages of one connection, both directions together."),
            {.key = "bytes_of_connection",
             .type = Size,
             .help = "Of one connection in a second, both directions together; what is more waits.",
             .example = "\"512 KiB\"",
             .least = 1},
        }};
    return section;
}

}  // namespace

const Section& thing_section() {
    static const Section section{
        "[fleet.thing]",
        "The fleet in the account's registry. A fleet without it is known, and may do everything.",
        {
            {.key = "name",
             .type = Text,
             .help = "Thing names, with {id} and {fleet}; without it, the client ids. Thing "
                     "variables of policies have a value only where both are the same.",
             .example = "\"{fleet}-{id}\""},
            {.key = "type", .type = Text, .help = "Thing type.", .example = "\"meter\""},
            {.key = "groups",
             .type = Texts,
             .help = "Thing groups the devices are in.",
             .example = "[\"north\", \"beta\"]"},
            {.key = "attributes",
             .type = Pairs,
             .help = "Of each thing: at most 3, with a type 50.",
             .example = "{ site = \"north\" }"},
            {.key = "policy",
             .type = Texts,
             .help = "Names of [[policy]] tables, attached to each device's certificate. Without "
                     "it, nobody asks what the devices may do.",
             .example = "\"meters\""},
            {.key = "certificate",
             .type = Choice,
             .fallback = "active",
             .help = "State of the devices' certificates; with another one nobody connects.",
             .example = "\"revoked\"",
             .choices = {"active", "inactive", "revoked"}},
            {.key = "registration",
             .type = Choice,
             .fallback = "before",
             .help = "before: all things are registered when the run begins; in-bulk: one after "
                     "the other at `rate`; at-first-connect: just in time, the first CONNECT "
                     "registers the thing and is refused, the next one is taken.",
             .example = "\"at-first-connect\"",
             .choices = {"before", "in-bulk", "at-first-connect"}},
            {.key = "rate",
             .type = Frequency,
             .help = "in-bulk: things registered a second; without it, and at most, what the quota "
                     "of registrations allows.",
             .example = "\"10 /s\"",
             .least = kLeastRate},
            {.key = "from",
             .type = Instant,
             .fallback = "0 s",
             .help = "in-bulk: when the registration begins.",
             .example = "\"1 h\""},
        }};
    return section;
}

const Section& policy_section() {
    static const Section section{
        "[[policy]]",
        "What devices may do, as an AWS IoT Core policy. Exactly one of document and file.",
        {
            {.key = "name",
             .type = Name,
             .presence = Required,
             .help = "What [fleet.thing] calls it.",
             .example = "\"meters\""},
            {.key = "document",
             .type = Text,
             .help = "The policy in JSON: Effect, Action and Resource, with \"*\", \"?\" and "
                     "variables such as ${iot:ClientId}.",
             .example = "'{\"Statement\": [{\"Effect\": \"Allow\", \"Action\": \"iot:*\", "
                        "\"Resource\": \"*\"}]}'"},
            {.key = "file",
             .type = Text,
             .help = "A file with it, relative to the scenario.",
             .example = "\"meters.json\""},
            {.key = "groups",
             .type = Texts,
             .help = "Thing groups it is attached to: all their things have it.",
             .example = "[\"beta\"]"},
        }};
    return section;
}

const Section& cloud_section() {
    static const Section section{
        "[cloud]",
        "The account at a cloud service. Without it there are no quotas.",
        {
            {.key = "quotas",
             .type = Profile,
             .help = "Limits of the account and of each connection.",
             .example = "\"aws-iot-core-quotas\"",
             .profile_kind = "quota"},
            {.key = "quota", .type = Table, .help = "Single limits.", .table = &quota_section()},
        }};
    return section;
}

const Section& prices_section() {
    static const Section section{
        "[prices]",
        "What the month costs: the run after its warm-up, as if it went on for 30 days. In short "
        "prices = \"aws-iot-core\", or a list of books to compare.",
        {
            {.key = "book",
             .type = Profiles,
             .presence = Required,
             .help = "A price book, or a list of them.",
             .example = "[\"aws-iot-core\", \"azure-iot-hub-s1\", \"self-hosted\"]",
             .profile_kind = "price"},
            {.key = "free_tier",
             .type = Flag,
             .fallback = "false",
             .help = "Take off what new accounts get for nothing.",
             .example = "true"},
        }};
    return section;
}

}  // namespace fleetsim::language
