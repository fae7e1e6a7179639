// Octets of several connections, cut anywhere, with losses and time between them, into one Broker:
// it must never fail, never send to a connection it has closed, and send only whole valid packets.
#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <string_view>

#include "models/broker/core/packet_stream.hpp"

namespace {

using namespace fleetsim;
using namespace fleetsim::broker::core;

void require(bool holds) {
    if (!holds) std::abort();
}

constexpr std::size_t kLines = 4;

struct Line {
    ConnectionId id = 0;
    std::unique_ptr<PacketStream> stream;
    bool is_open = false;
    std::string sent;
};

class World : public Sink {
  public:
    explicit World(Profile profile) : broker_(settings_for(profile), *this) {}

    void send(ConnectionId id, std::string_view bytes) override {
        Line& line = line_of(id);
        require(line.id == id && line.is_open);
        line.sent += bytes;
    }
    void close(ConnectionId id) override {
        Line& line = line_of(id);
        require(line.id == id && line.is_open);
        line.is_open = false;
    }
    std::size_t unsent(ConnectionId) const override { return 0; }

    /// The next `size` octets of `input` on one line; opens it if it is closed.
    void feed(std::size_t number, std::string_view bytes) {
        Line& line = lines_[number];
        if (!line.is_open) open(number);
        line.stream->on_bytes(bytes, now_);
    }
    void lose(std::size_t number) {
        Line& line = lines_[number];
        if (!line.is_open) return;
        line.is_open = false;
        broker_.on_lost(line.id, now_);
    }
    void pass(std::int64_t seconds) {
        now_ = now_ + sim::Duration::seconds(seconds);
        broker_.tick(now_);
    }
    void finish() {
        for (Line& line : lines_) check_sent(line);
        broker_.shut_down(now_);
        for (const Line& line : lines_) require(!line.is_open);
    }

  private:
    static Settings settings_for(Profile profile) {
        Settings settings = broker::core::settings_of(profile);
        settings.queue_limit = 4;
        settings.retained_limit = 4;
        settings.denied_filters = {"d/#"};
        settings.authenticator = std::make_shared<ChallengeAuthenticator>("s");
        return settings;
    }
    Line& line_of(ConnectionId id) { return lines_[id % kLines]; }
    void open(std::size_t number) {
        Line& line = lines_[number];
        check_sent(line);
        ++generation_;
        line.id = generation_ * kLines + number;
        line.is_open = true;
        line.stream = std::make_unique<PacketStream>(broker_, line.id);
        broker_.on_opened(line.id, now_);
    }
    /// A CONNACK tells nothing of its version, so either may read the whole.
    static void check_sent(Line& line) {
        require(reads(line.sent, mqtt::Version::V311) || reads(line.sent, mqtt::Version::V5));
        line.sent.clear();
    }
    static bool reads(std::string_view sent, mqtt::Version version) {
        while (!sent.empty()) {
            const auto decoded = mqtt::decode(sent, {mqtt::Sender::Server, version});
            if (decoded.outcome != mqtt::Outcome::Complete) return false;
            sent.remove_prefix(decoded.size);
        }
        return true;
    }

    std::array<Line, kLines> lines_;
    Broker broker_;
    sim::Time now_ = sim::Time::zero();
    std::uint64_t generation_ = 0;
};

}  // namespace

/// First octet: the profile. Then steps: two bits of line, two of kind, four of amount.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* octets, std::size_t size) {
    if (size < 1) return 0;
    World world((octets[0] & 1u) != 0 ? Profile::Aws : Profile::Mqtt);
    std::string_view input(reinterpret_cast<const char*>(octets) + 1, size - 1);
    while (!input.empty()) {
        const auto step = static_cast<unsigned char>(input.front());
        input.remove_prefix(1);
        const std::size_t line = step & 3u;
        const unsigned amount = step >> 4;
        switch ((step >> 2) & 3u) {
            case 0:
            case 1: {  // up to 120 octets
                const std::string_view piece = input.substr(0, (amount + 1) * 8);
                input.remove_prefix(piece.size());
                world.feed(line, piece);
                break;
            }
            case 2:
                world.lose(line);
                break;
            default:
                world.pass(std::int64_t{amount} * amount);
        }
    }
    world.finish();
    return 0;
}
