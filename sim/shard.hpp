// Shard: one thread's share of the world in the window engine - its devices, its services, their
// future events - and how it handles one window.
//
//   future events:     timers            parcels to devices     parcels to services
//                        |                       |                      |
//                 batches by kind            batches              put in order
//                        |                       |                      |
//                        +-- clashing devices ---+                   handled
//                                    |
//                        one at a time, in order
//
// A device with two events in one window must see them in order, so they stay out of the batches
// and are handled one at a time at the end, together with the timers set for this same window. A
// device is never both in a batch and in that queue before the batch is through.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "sim/batch.hpp"
#include "sim/clash_filter.hpp"
#include "sim/contract.hpp"
#include "sim/device_rows.hpp"
#include "sim/engine.hpp"
#include "sim/event_queue.hpp"
#include "sim/future_events.hpp"
#include "sim/model.hpp"
#include "sim/outbox.hpp"
#include "sim/partition.hpp"
#include "sim/service_order.hpp"

namespace fleetsim::sim {

class Shard final : private Outbox::Sink {
  public:
    Shard(unsigned number, const Partition& partition, Model& model, const EngineOptions& options);

    Outbox& outbox() { return outbox_; }

    /// An event of this shard from outside, or out of a mailbox.
    void accept(Timer timer) { future_.push(timer); }
    void accept(const Parcel& parcel) { future_.push(parcel); }

    /// No event of this shard, and none it posted, lies before this window; TimerWheel::kNone
    /// without events.
    std::int64_t earliest() const { return future_.earliest(); }
    /// Handles this shard's events of `window` that are before `end`. Not after earliest().
    void run_window(std::int64_t window, Time end);

    /// Whatever it sends to entities of this shard is read where it lies.
    void read_from(const Shard& sender) { future_.read_from(sender.future_.post_to(number_)); }
    /// After a run of several shards, while nobody runs.
    void forget_read_posts() { future_.forget_read_posts(); }

    /// Parcels for another shard that no post reaches, sent in the last window; the reader empties
    /// it.
    std::vector<Parcel>& mail_to(unsigned shard, unsigned parity) { return mail_[parity][shard]; }
    void write_mail_as(unsigned parity) { parity_ = parity; }
    /// The earliest window of a parcel in this parity's mail.
    std::int64_t earliest_mail() const { return earliest_mail_; }

    std::uint64_t events() const { return events_; }
    std::uint64_t digest() const { return digest_; }
    std::size_t pending() const { return future_.size(); }

  private:
    static constexpr std::size_t kFewEvents = 4;     ///< too few to pass over them three times
    static constexpr std::size_t kShortWindow = 64;  ///< events

    void take(Timer timer) override;
    void take(const Parcel& parcel) override;
    void queue_device_events();
    void run_device_batches();
    void find_clashes();
    void gather_timers();
    void gather_device_parcels();
    void separate_suspects();
    void finish_batches();
    void run_services();
    void run_in_order();

    template <class List>
    auto sorting_out(List& later, List& suspects);
    void add_to_batch(PackedTimer waiting);
    template <class Waiting>
    void add_to_batch(const Waiting& parcel);
    void set_aside(std::vector<Timer>& list, PackedTimer waiting);
    template <class Waiting>
    void set_aside(std::vector<Parcel>& list, const Waiting& waiting);
    void run(std::span<const PackedTimer> waiting);
    void run(std::span<const Parcel> parcels);
    template <class Event>
    void count(std::span<const Event> events);

    unsigned number_;
    const Partition* partition_;
    Model* model_;
    unsigned window_bits_;
    EventDigest with_digest_;
    DeviceRows rows_;
    FutureEvents future_;
    Outbox outbox_;

    std::array<std::vector<std::vector<Parcel>>, 2> mail_;  ///< by parity and shard
    unsigned parity_ = 0;
    std::int64_t earliest_mail_ = TimerWheel::kNone;

    Time window_start_;  ///< of the window being handled
    Time window_end_;
    Time end_;  ///< events of the window from here on stay
    std::vector<Timer> later_timers_;
    std::vector<Parcel> later_parcels_;
    ClashFilter clash_filter_{ClashFilter::Factor::First};
    ClashFilter::Bits clashes_;
    std::vector<Timer> suspect_timers_;
    std::vector<Parcel> suspect_parcels_;
    ClashFilter suspect_filter_{ClashFilter::Factor::Second};
    std::array<Batch<PackedTimer>, kTimerKinds> timer_batches_;
    std::array<Timer, Batch<PackedTimer>::kHalf> timers_;  ///< being handled, unpacked
    Batch<Parcel> parcel_batch_;
    ServiceOrder service_order_;
    QuaternaryQueue in_order_;

    std::uint64_t events_ = 0;
    std::uint64_t digest_ = 0;
};

}  // namespace fleetsim::sim
