// Publishes that answer something: a message of a service, a new connection, another publish.
#include <algorithm>
#include <cmath>

#include "models/device/behaviour.hpp"
#include "models/device/link.hpp"
#include "sim/engine.hpp"

namespace fleetsim::device {

namespace {

/// How long a device waits before it tries a download again that found no network.
constexpr sim::Duration kDownloadAgainAfter = sim::Duration::seconds(30);

void begin(Turn& turn, std::size_t program, mqtt::Echo echo) {
    const Reaction& reaction = *turn.type.programs[program].reaction;
    if (reaction.download) return remind(turn, {program, Reminder::Step::Begin, echo}, {});
    sim::DrawEngine draws = turn.draw(Purpose::Outcome);
    remind(turn, {program, Reminder::Step::Publish, echo}, reaction.after.sample(draws));
}

/// Fetches the file; gives the time it took, or nothing where there is no network.
std::optional<sim::Duration> download(Turn& turn, const wire::Exchange& file) {
    const Path& path = turn.type.path;
    if (!path.up.route->is_up(turn.now) || !path.down.route->is_up(turn.now)) return std::nullopt;
    ++turn.cell.downloads;
    compute(turn, kCryptography, turn.type.processor.full_handshake);
    const Transmission asked = transmit(turn, file.up);
    if (asked.fate == Fate::Lost) return std::nullopt;
    wire::Traffic down = file.down;
    // Of many segments the lost ones are close to their expectation.
    const double loss = path.down.packet_loss();
    const auto again = static_cast<unsigned>(
        std::lround(static_cast<double>(down.data_segments) * loss / (1 - loss)));
    if (again > 0) down += turn.type.costs.retransmitted(down, again);
    receive(turn, down);
    turn.cell.download_bytes += file.down.payload.count();
    turn.cell.download_ip_bytes += down.ip_bytes().count();
    return (asked.departs - turn.now) + round_trips(turn, file.round_trips) +
           turn.type.processor.full_handshake + path.down.transfer_time(carried(turn.type, down));
}

void publish_answer(Turn& turn, std::size_t index, mqtt::Echo echo) {
    const PublishProgram& program = turn.type.programs[index];
    const Reaction& reaction = *program.reaction;
    sim::DrawEngine draws = turn.draw(Purpose::Outcome);
    const bool fails = reaction.fails > 0 && draws.uniform() < reaction.fails;
    const Reaction::Says& says = fails ? reaction.says_failed : reaction.says;
    std::uint32_t bytes = says.payload_bytes;
    if (says.repeats_document) bytes += echo.code;
    if (says.repeats_key) bytes += mqtt::decimal_digits(echo.key);
    if (says.code != 0) echo.code = says.code;
    if (reaction.ends_task) turn.row.is_busy = false;
    ++turn.cell.published;
    hand_over(turn, {.published = turn.now,
                     .ordinal = echo.ordinal(),
                     .payload_bytes = bytes,
                     .number = program.topic.numbered ? turn.id_in_fleet() : 0,
                     .program = static_cast<std::uint8_t>(index)});
    for (std::size_t i = 0; i < turn.type.programs.size(); ++i) {
        const std::optional<Reaction>& next = turn.type.programs[i].reaction;
        if (next && next->follows == index) begin(turn, i, echo);
    }
}

}  // namespace

void remind(Turn& turn, const Reminder& what, sim::Duration after) {
    // A parcel to oneself, like any other, arrives in a later window.
    const sim::Time when = turn.now + std::max(after, sim::kWidestWindow);
    sim::Parcel parcel = turn.parcel(mqtt::ParcelKind::Tick, when);
    parcel.target = turn.entity();
    parcel.body[0] = what.program;
    parcel.body[1] = static_cast<std::uint64_t>(what.step);
    parcel.body[2] = what.echo.ordinal();
    turn.outbox.send(parcel);
}

Reminder unpack_reminder(const sim::Parcel& parcel) {
    return {.program = static_cast<std::size_t>(parcel.body[0]),
            .step = static_cast<Reminder::Step>(parcel.body[1]),
            .echo = mqtt::Echo::of(static_cast<std::uint32_t>(parcel.body[2]))};
}

void react_to(Turn& turn, const mqtt::Message& message) {
    if (message.ordinal == 0) return;  // asks for no answer
    for (std::size_t i = 0; i < turn.type.programs.size(); ++i) {
        const std::optional<Reaction>& reaction = turn.type.programs[i].reaction;
        if (!reaction) continue;
        const auto& to = reaction->to;
        if (std::find(to.begin(), to.end(), message.pattern) == to.end()) continue;
        const mqtt::Echo echo = mqtt::Echo::of(message.ordinal);
        if (reaction->only_code != 0 && reaction->only_code != echo.code) continue;
        if (reaction->begins_task) {
            if (turn.row.is_busy) continue;
            turn.row.is_busy = true;
        }
        begin(turn, i, echo);
    }
}

void react_to_connection(Turn& turn) {
    for (std::size_t i = 0; i < turn.type.programs.size(); ++i) {
        const std::optional<Reaction>& reaction = turn.type.programs[i].reaction;
        if (reaction && reaction->when_connected) publish_answer(turn, i, {});
    }
}

void on_reminder(Turn& turn, const Reminder& reminder) {
    const Reaction& reaction = *turn.type.programs[reminder.program].reaction;
    if (reminder.step == Reminder::Step::Publish)
        return publish_answer(turn, reminder.program, reminder.echo);
    turn.type.radio.settle(turn.radio, turn.now, turn.radio_book());
    const std::int64_t drawn_before = turn.row.drawn_nanojoules;
    const std::optional<sim::Duration> took = download(turn, *reaction.download);
    turn.cell.download_nanojoules += turn.row.drawn_nanojoules - drawn_before;
    if (!took) return remind(turn, reminder, kDownloadAgainAfter);
    sim::DrawEngine draws = turn.draw(Purpose::Outcome);
    remind(turn, {reminder.program, Reminder::Step::Publish, reminder.echo},
           *took + reaction.after.sample(draws));
}

}  // namespace fleetsim::device
