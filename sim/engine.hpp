// Engine: advances a Model through virtual time. Four engines, one result.
//
//   Window     the fast one: conservative windows, batches by kind, threads (docs/kernel.md)
//   Heap       one event at a time from a 4-ary heap: the fastest for a few hundred devices
//   Reference  one event at a time from std::priority_queue: what the others are tested against
//   Shuffled   like Reference, but inside a window the entities take turns in a random order:
//              shows in seconds, on one thread, when a model lets entities affect each other
//
// Models     conservative parallel simulation with the lookahead `window`.
// Leaves out optimism (no roll-back), cancellation (see sim/event.hpp).
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "sim/model.hpp"

namespace fleetsim::sim {

/// A time inside a window fits the packed timer.
inline constexpr unsigned kWidestWindowBits = 24;
/// A service that sends to itself this much later is always in a later window.
inline constexpr Duration kWidestWindow =
    Duration::nanoseconds(std::int64_t{1} << kWidestWindowBits);

enum class EngineKind { Automatic, Window, Heap, Reference, Shuffled };
enum class EventDigest { Off, On };
enum class RunOutcome { ReachedEnd, Stopped };

struct EngineOptions {
    /// The smallest latency between two entities. The engine's window is the largest power of two
    /// of nanoseconds not above it, at most 2^24 ns (16.8 ms).
    Duration window = Duration::milliseconds(16);
    /// Only the window engine uses more than one.
    unsigned threads = 1;
    /// A window that follows one of fewer events is handled by one thread for all: meeting the
    /// others would take longer. Zero: they always share.
    std::uint64_t share_from = 128;
    /// Fold every event into Engine::event_digest(); costs about 1 ns an event.
    EventDigest event_digest = EventDigest::On;
    std::uint64_t shuffle_seed = 1;
};

class Engine {
  public:
    virtual ~Engine() = default;

    /// Where the model puts its first events, and later ones between two calls of run_until. They
    /// may lie at any time from now() on.
    virtual Outbox& outbox() = 0;

    /// Handles every event before `end`, no other. `end` need not fall on a window's edge, and
    /// calls may follow one another: the result does not depend on how a run is divided. Once *stop
    /// is true it returns at the next edge with everything before now() handled. An exception from
    /// a handler comes out here, and ends the engine's usefulness.
    virtual RunOutcome run_until(Time end, const std::atomic<bool>* stop = nullptr) = 0;

    virtual Time now() const = 0;
    virtual std::uint64_t events() const = 0;   ///< handled so far
    virtual std::uint64_t pending() const = 0;  ///< waiting
    /// Sum over the handled events of a hash of each: the same for every engine and thread count.
    virtual std::uint64_t event_digest() const = 0;
    /// Statistics cells the model needs: Outbox::shard() is below this.
    virtual unsigned shards() const = 0;
    virtual Duration window() const = 0;
    virtual EngineKind kind() const = 0;
};

/// Automatic means Heap for fleets of up to kSmallFleet entities, Window for the rest.
inline constexpr std::uint32_t kSmallFleet = 1'000;

/// The model must outlive the engine. The counts of devices and services are read once, here.
std::unique_ptr<Engine> make_engine(EngineKind kind, Model& model, const EngineOptions& options);

}  // namespace fleetsim::sim
