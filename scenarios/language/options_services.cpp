// The services behind the broker: shadows and failures of a fleet, jobs, models, stream readers,
// tables and secrets.
#include "scenarios/language/sections.hpp"

namespace fleetsim::language {

using enum Type;
using enum Presence;

const Section& shadow_section() {
    static const Section section{
        "[fleet.shadow]",
        "The devices keep their state in a device shadow under their client id as thing name. A "
        "device asks for it when it connects, hears deltas, and reports when it has made of itself "
        "what is desired. Set the desired state with a publish to "
        "\"$aws/things/meter-{random:meter}/shadow/update\".",
        {
            {.key = "name",
             .type = Name,
             .help = "Of a named shadow; without it, the classic one.",
             .example = "\"config\""},
            {.key = "qos",
             .type = Whole,
             .fallback = "1",
             .help = "Of its requests and subscriptions.",
             .example = "0",
             .least = 0,
             .most = 1},
            {.key = "apply_after",
             .type = VaryingDuration,
             .fallback = "1 s",
             .help = "Time from a delta to the device's report that it is done.",
             .example = "{ distribution = \"exponential\", mean = \"5 s\" }"},
            {.key = "confirm",
             .type = Flag,
             .fallback = "true",
             .help = "The devices hear whether updates were accepted or rejected, those of others "
                     "included.",
             .example = "false"},
            {.key = "versioned",
             .type = Flag,
             .fallback = "false",
             .help =
                 "A report names the version it answers: if the shadow has changed since, it is "
                 "rejected (409), and the device asks for the shadow again. Needs confirm.",
             .example = "true"},
        }};
    return section;
}

const Section& failure_section() {
    static const Section section{
        "[fleet.failure]",
        "The devices break down. A broken device is silent until it is repaired; what it sends in "
        "the time before may show it, with {wear(HEALTHY, FAILED, DEVIATION)} in a payload.",
        {
            {.key = "after",
             .type = VaryingDuration,
             .presence = Required,
             .help = "Life of a device, from its start or from a repair to the failure.",
             .example = "{ distribution = \"weibull\", scale = \"30 d\", shape = 2 }"},
            {.key = "repair",
             .type = VaryingDuration,
             .fallback = "1 d",
             .help = "How long it is out of order.",
             .example = "\"4 h\""},
            {.key = "shows_for",
             .type = Duration,
             .fallback = "0 s",
             .help = "How long before a failure wear begins to show.",
             .example = "\"2 d\""},
        }};
    return section;
}

namespace {

const Section& abort_section() {
    static const Section section{
        "[[job.abort]]",
        "When the job is stopped: what has not begun is taken back.",
        {
            {.key = "on",
             .type = Choice,
             .fallback = "failed",
             .help = "Which ends count.",
             .example = "\"timed-out\"",
             .choices = {"failed", "timed-out", "rejected"}},
            {.key = "share",
             .type = Ratio,
             .presence = Required,
             .help = "Of the executions that ended: this many or more stop the job.",
             .example = "\"10 %\"",
             .least = 0,
             .most = 1},
            {.key = "at_least",
             .type = Whole,
             .fallback = "1",
             .help = "Not before so many have ended.",
             .example = "100",
             .least = 1},
        }};
    return section;
}

std::vector<Option> job_pace() {
    return {{.key = "name",
             .type = Name,
             .presence = Required,
             .help = "What topics and results call it.",
             .example = "\"firmware-2\""},
            {.key = "fleet",
             .type = Text,
             .presence = Required,
             .help = "Whose devices; they speak MQTT and stay connected.",
             .example = "\"meter\""},
            {.key = "at",
             .type = Instant,
             .fallback = "0 s",
             .help = "When the first execution is released.",
             .example = "\"1 h\""},
            {.key = "rate",
             .type = Frequency,
             .fallback = "1000 /min",
             .help = "Executions released, at the start.",
             .example = "\"50 /min\"",
             .least = 1.0 / 60,
             .most = 1000.0 / 60},
            {.key = "most",
             .type = Frequency,
             .fallback = "1000 /min",
             .help = "With `factor`: the rate rises no further.",
             .example = "\"500 /min\"",
             .least = 1.0 / 60,
             .most = 1000.0 / 60},
            {.key = "factor",
             .type = Factor,
             .fallback = "1",
             .help = "The rate is multiplied by it each time `each` devices were notified or have "
                     "succeeded; 1 keeps it constant.",
             .example = "2",
             .least = 1,
             .most = 5},
            {.key = "each",
             .type = Whole,
             .fallback = "1000",
             .help = "With `factor`.",
             .example = "100",
             .least = 1},
            {.key = "of",
             .type = Choice,
             .fallback = "succeeded",
             .help = "With `factor`: which devices are counted.",
             .example = "\"notified\"",
             .choices = {"notified", "succeeded"}}};
}

std::vector<Option> job_executions() {
    return {{.key = "time_out",
             .type = Duration,
             .help = "An execution that is in progress for so long has timed out; 1 minute to 7 "
                     "days. Without it there is no limit.",
             .example = "\"30 min\"",
             .least = 60,
             .most = 7 * 86'400.0},
            {.key = "retries",
             .type = Whole,
             .fallback = "0",
             .help = "How often an execution that failed or timed out is queued again.",
             .example = "2",
             .least = 0,
             .most = 10},
            {.key = "abort",
             .type = Tables,
             .help = "When the job is stopped.",
             .table = &abort_section()},
            {.key = "download",
             .type = Size,
             .help = "Of the file each device fetches over HTTPS before it carries the job out.",
             .example = "\"1 MiB\"",
             .least = 1,
             .most = 1024.0 * (1 << 20)},
            {.key = "react_after",
             .type = VaryingDuration,
             .fallback = "1 s",
             .help = "From the notification to the report that the execution is in progress.",
             .example = "\"1 min\""},
            {.key = "takes",
             .type = VaryingDuration,
             .fallback = "1 min",
             .help = "From the end of the download to the report of success or failure.",
             .example = "{ distribution = \"normal\", mean = \"2 min\", deviation = \"20 s\" }"},
            {.key = "fails",
             .type = Ratio,
             .fallback = "0 %",
             .help = "Of the executions: the device reports failure.",
             .example = "\"2 %\"",
             .least = 0,
             .most = 1}};
}

}  // namespace

const Section& job_section() {
    static const Section section{
        "[[job]]",
        "An operation on every device of a fleet, such as an update: released at a rate, fetched "
        "over the devices' own radio, and stopped when too much fails (AWS IoT Jobs).",
        all_of({job_pace(), job_executions()})};
    return section;
}

const Section& predictor_section() {
    static const Section section{
        "[[predictor]]",
        "A model that learns which devices will fail. Rules feed it with { learn = NAME }, ask it "
        "with machinelearning_predict('NAME', 'ROLE', {...}), and raise { alarm = NAME }; alarms "
        "are judged by what then fails.",
        {
            {.key = "name",
             .type = Name,
             .presence = Required,
             .help = "What rules and results call it.",
             .example = "\"wear\""},
            {.key = "horizon",
             .type = Duration,
             .presence = Required,
             .help = "How far it looks ahead: an alarm is right if its device fails within this "
                     "time.",
             .example = "\"1 d\"",
             .least = 1},
            {.key = "train_every",
             .type = Duration,
             .presence = Required,
             .help = "From one training to the next, each on all that is known by then.",
             .example = "\"7 d\"",
             .least = 60},
            {.key = "train_first",
             .type = Duration,
             .help = "The first training; without it, after `train_every`.",
             .example = "\"2 d\"",
             .least = 1},
            {.key = "examples",
             .type = Whole,
             .fallback = "20000",
             .help = "In one training, at most; of more every n-th is used.",
             .example = "5000",
             .least = 10,
             .most = 1'000'000},
        }};
    return section;
}

const Section& reader_section() {
    static const Section section{
        "[[reader]]",
        "A function that reads a stream in batches, one batch of a shard at a time.",
        {
            {.key = "name",
             .type = Name,
             .presence = Required,
             .help = "What results call it.",
             .example = "\"archive\""},
            {.key = "stream",
             .type = Text,
             .presence = Required,
             .help = "A stream that some rule's action names.",
             .example = "\"alerts\""},
            {.key = "batch",
             .type = Whole,
             .fallback = "100",
             .help = "Records in a batch at most.",
             .example = "500",
             .least = 1,
             .most = 10'000},
            {.key = "window",
             .type = Duration,
             .fallback = "0 s",
             .help = "The first record waits for others at most so long.",
             .example = "\"5 s\"",
             .most = 300},
            {.key = "takes",
             .type = VaryingDuration,
             .fallback = "100 ms",
             .help = "Time for one batch.",
             .example = "\"2 s\""},
        }};
    return section;
}

const Section& table_section() {
    static const Section section{
        "[[table]]",
        "A table of a database that statements read with get_dynamodb('NAME', 'KEY', value, "
        "'ROLE'). What { table = NAME } of a rule writes is an item under its keys. A table that "
        "is only written needs no entry.",
        {
            {.key = "name",
             .type = Name,
             .presence = Required,
             .help = "What rules and results call it.",
             .example = "\"places\""},
            {.key = "partition_key",
             .type = Text,
             .presence = Required,
             .help = "The member of each item that tells it from the others: a text or a number.",
             .example = "\"meter\""},
            {.key = "sort_key",
             .type = Text,
             .help = "A second such member, if it takes both.",
             .example = "\"day\""},
            {.key = "item",
             .type = Items,
             .help = "What is in the table when the run begins; also [[table.item]].",
             .example = "[{ meter = 17, place = \"cellar\" }]"},
        }};
    return section;
}

const Section& secret_section() {
    static const Section section{
        "[[secret]]",
        "A secret that statements read with get_secret('NAME', 'SecretString', 'ROLE'). Exactly "
        "one of value and binary. Results keep the scenario's text: this is not the place for a "
        "real "
        "one.",
        {
            {.key = "name",
             .type = Text,
             .presence = Required,
             .help = "What rules call it; they may write its ARN instead.",
             .example = "\"broker/api\""},
            {.key = "value",
             .type = Text,
             .help = "Read as SecretString: a text, or a JSON object whose members "
                     "get_secret('NAME', 'SecretString', 'MEMBER', 'ROLE') gives.",
             .example = "'{\"key\": \"abc\"}'"},
            {.key = "binary",
             .type = Text,
             .help = "Read as SecretBinary: bytes in Base64.",
             .example = "\"aGVsbG8=\""},
        }};
    return section;
}

}  // namespace fleetsim::language
