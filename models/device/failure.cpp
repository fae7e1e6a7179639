#include "models/device/failure.hpp"

#include <algorithm>

#include "models/device/turn.hpp"

namespace fleetsim::device {

namespace {

/// No life is shorter, so that life_at(), which walks from the first one, comes to an end. With
/// lives of days, which devices have, it is a few steps; with lives of seconds it is slow.
constexpr sim::Duration kShortest = sim::Duration::seconds(1);

Life life_from(const FailureMode& mode, std::uint64_t seed, sim::EntityId device,
               std::uint32_t number, sim::Time begins) {
    sim::DrawEngine draws =
        sim::draw(seed, device, static_cast<std::uint32_t>(Purpose::Life), number);
    Life life{.number = number, .begins = begins};
    life.fails = begins + std::max(kShortest, mode.life.sample(draws));
    life.repaired = life.fails + mode.repair.sample(draws);
    return life;
}

}  // namespace

double Life::wear(sim::Time now, sim::Duration shows_for) const {
    const sim::Duration left = fails - now;
    if (left >= shows_for || shows_for <= sim::Duration{}) return 0;
    const double progress = 1 - std::max(0.0, left.to_seconds()) / shows_for.to_seconds();
    return progress * progress;
}

Life first_life(const FailureMode& mode, std::uint64_t seed, sim::EntityId device,
                sim::Time start) {
    return life_from(mode, seed, device, 0, start);
}

Life next_life(const FailureMode& mode, std::uint64_t seed, sim::EntityId device,
               const Life& life) {
    return life_from(mode, seed, device, life.number + 1, life.repaired);
}

Life life_at(const FailureMode& mode, std::uint64_t seed, sim::EntityId device, sim::Time start,
             sim::Time now) {
    Life life = first_life(mode, seed, device, start);
    while (life.repaired <= now) life = next_life(mode, seed, device, life);
    return life;
}

}  // namespace fleetsim::device
