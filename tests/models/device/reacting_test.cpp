// What a device answers, and what it leaves unanswered.
#include "models/mqtt/echo.hpp"
#include "tests/models/device/device_world.hpp"

namespace fleetsim::device {
namespace {

using namespace sim::literals;

/// Two jobs are told of on one topic; a device has a program for each.
class JobWorld {
  public:
    JobWorld() {
        network_.finish();
        DeviceClass type = plain_class(network_);
        const std::uint16_t notify = patterns_.number_of({"notify", "", false});
        type.patterns = &patterns_;
        type.reacts = true;
        for (const std::uint32_t job : {1u, 2u}) {
            PublishProgram program = every(1_h, 1);
            program.pattern = patterns_.number_of({"job" + std::to_string(job), "", false});
            program.reaction = Reaction{.to = {notify}, .only_code = job, .says = {}};
            type.programs.push_back(std::move(program));
        }
        notify_ = notify;
        world_ = std::make_unique<World>(std::move(type));
        world_->ignores = [this](const sim::Parcel& parcel) {
            if (mqtt::kind_of(parcel) == ParcelKind::Publish)
                answers_.push_back(mqtt::unpack_message(parcel).pattern);
            return false;
        };
        world_->run_until(sim::Time::at(10_s));
    }
    /// The patterns of its answers to a message with this code.
    std::vector<std::uint16_t> answers_to(std::uint32_t code) {
        answers_.clear();
        sim::Parcel parcel{.time = sim::Time::at(now_ += 10_s),
                           .source = kBroker,
                           .target = sim::EntityId::device(0),
                           .sequence = sequence_++,
                           .kind = static_cast<std::uint16_t>(ParcelKind::Publish)};
        mqtt::pack(mqtt::Message{.pattern = notify_,
                                 .ordinal = mqtt::Echo{.key = 1, .code = code}.ordinal(),
                                 .generation = world_->population().row(0).generation},
                   parcel);
        world_->outbox().send(parcel);
        world_->run_until(sim::Time::at(now_ + 5_s));
        return answers_;
    }
    std::uint16_t job(std::uint32_t number) {
        return patterns_.number_of({"job" + std::to_string(number), "", false});
    }

  private:
    Network network_;
    mqtt::PatternList patterns_;
    std::uint16_t notify_ = 0;
    std::unique_ptr<World> world_;
    std::vector<std::uint16_t> answers_;
    sim::Duration now_ = 20_s;
    std::uint32_t sequence_ = 1'000'000;
};

TEST(Reacting, AProgramAnswersOnlyTheCodeThatIsItsOwn) {
    JobWorld world;
    EXPECT_EQ(world.answers_to(1), std::vector{world.job(1)});
    EXPECT_EQ(world.answers_to(2), std::vector{world.job(2)});
    EXPECT_TRUE(world.answers_to(3).empty());
}

}  // namespace
}  // namespace fleetsim::device
