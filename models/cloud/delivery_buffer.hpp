// DeliveryBuffer: records gathered into objects, as a firehose does before it writes to a store.
// Models     an object is written when the records reach a size, or when the first has waited for a
//            time, whichever is first; how long records wait.
// Leaves out compression, partitions by key, and failures of the store.
// Source     Amazon Data Firehose developer guide, "Buffering hints" (1 to 128 MiB, 0 to 900 s).
// Error      none: worked off in closed form whenever somebody looks.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/stats/histogram.hpp"
#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::cloud {

struct BufferHints {
    sim::Bytes size;
    sim::Duration time;
};

class DeliveryBuffer {
  public:
    explicit DeliveryBuffer(const BufferHints& hints) : hints_(hints) {}

    /// Records come in the order of time, each after advance() to it.
    void add(sim::Bytes size, sim::Time now);
    /// Writes what has waited long enough by `now`.
    void advance(sim::Time now);

    std::int64_t objects() const { return objects_; }
    sim::Bytes written() const { return written_; }
    std::int64_t waiting() const { return static_cast<std::int64_t>(arrivals_.size()); }
    const sim::Histogram& wait() const { return wait_; }  ///< ns, of each record

  private:
    void write(sim::Time at);

    BufferHints hints_;
    std::vector<sim::Time> arrivals_;
    sim::Bytes held_;
    std::int64_t objects_ = 0;
    sim::Bytes written_;
    sim::Histogram wait_;
};

}  // namespace fleetsim::cloud
