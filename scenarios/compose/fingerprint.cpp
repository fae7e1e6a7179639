#include "scenarios/compose/fingerprint.hpp"

#include <bit>

#include "scenarios/compose/observe.hpp"
#include "scenarios/compose/observe_account.hpp"

namespace fleetsim::scenarios::compose {

namespace {

/// Folds numbers in a fixed order; the finalizer is that of SplitMix64 (Steele et al. 2014).
class Fold {
  public:
    void add(std::uint64_t value) {
        state_ += 0x9E37'79B9'7F4A'7C15u;
        std::uint64_t z = state_ ^ value;
        z = (z ^ (z >> 30)) * 0xBF58'476D'1CE4'E5B9u;
        z = (z ^ (z >> 27)) * 0x94D0'49BB'1331'11EBu;
        state_ = z ^ (z >> 31);
    }
    void add(std::int64_t value) { add(static_cast<std::uint64_t>(value)); }
    void add(sim::WideSum value) {
        const auto low = static_cast<std::int64_t>(value);
        add(low);
        if (value != low) add(static_cast<std::int64_t>(value >> 64));
    }
    void add(double value) { add(std::bit_cast<std::uint64_t>(value)); }
    void add(const std::string& text) {
        for (const char c : text) add(std::uint64_t{static_cast<unsigned char>(c)});
    }
    std::uint64_t value() const { return state_; }

  private:
    std::uint64_t state_ = 0;
};

void add(const wire::Traffic& traffic, Fold& fold) {
    fold.add(traffic.segments);
    for (const sim::Bytes bytes :
         {traffic.payload, traffic.application, traffic.tls, traffic.tcp, traffic.ip})
        fold.add(bytes.count());
}

std::uint64_t bytes_digest(const World& world) {
    Fold fold;
    for (std::size_t c = 0; c < world.population().classes().size(); ++c) {
        const device::FleetCell cell = world.population().total(c);
        add(cell.up, fold);
        add(cell.down, fold);
    }
    return fold.value();
}

std::uint64_t energy_digest(const World& world) {
    Fold fold;
    for (std::uint32_t d = 0; d < world.population().count(); ++d)
        fold.add(world.population().row(d).drawn_nanojoules);
    for (std::size_t c = 0; c < world.population().classes().size(); ++c)
        for (const sim::WideSum nanojoules : world.population().total(c).nanojoules)
            fold.add(nanojoules);
    return fold.value();
}

std::uint64_t results_digest(const World& world) {
    Fold fold;
    for (const Figure& figure : figures_of(world, world.settled_at())) {
        fold.add(figure.path());
        fold.add(figure.value);
    }
    for (const Figure& figure : final_account_figures(world)) {
        fold.add(figure.path());
        fold.add(figure.value);
    }
    for (const Distribution& one : distributions_of(world)) {
        fold.add(one.component + one.metric);
        for (const sim::Histogram::Bucket& bucket : one.histogram.buckets()) {
            fold.add(bucket.lower);
            fold.add(bucket.count);
        }
    }
    return fold.value();
}

}  // namespace

std::uint64_t Fingerprint::whole() const {
    Fold fold;
    for (const std::uint64_t part : {events, bytes, energy, results}) fold.add(part);
    return fold.value();
}

Fingerprint fingerprint_of(const World& world, const sim::Engine& engine) {
    return {.events = engine.event_digest(),
            .bytes = bytes_digest(world),
            .energy = energy_digest(world),
            .results = results_digest(world)};
}

std::string hexadecimal(std::uint64_t digest) {
    std::string text(16, '0');
    for (std::size_t i = 16; i-- > 0; digest >>= 4) text[i] = "0123456789abcdef"[digest & 15];
    return text;
}

}  // namespace fleetsim::scenarios::compose
