#include "sim/shard.hpp"

#include <algorithm>
#include <bit>

#include "sim/check.hpp"
#include "sim/deliver.hpp"
#include "sim/event_hash.hpp"

namespace fleetsim::sim {

Shard::Shard(unsigned number, const Partition& partition, Model& model,
             const EngineOptions& options)
    : number_(number),
      partition_(&partition),
      model_(&model),
      window_bits_(window_bits_for(options.window)),
      with_digest_(options.event_digest),
      rows_(model.rows()),
      future_(partition, window_bits_),
      outbox_(*this, number, &future_),
      service_order_(window_bits_, model.service_count()) {
    for (auto& mail : mail_) mail.resize(partition.shards());
}

void Shard::run_window(std::int64_t window, Time end) {
    window_start_ = start_of_window(window, window_bits_);
    window_end_ = start_of_window(window + 1, window_bits_);
    end_ = end;
    earliest_mail_ = TimerWheel::kNone;
    future_.enter(window);
    if (future_.present_of_devices() <= kFewEvents)
        queue_device_events();
    else
        run_device_batches();
    run_services();
    run_in_order();
    for (const Timer timer : later_timers_) accept(timer);
    for (const Parcel& parcel : later_parcels_) accept(parcel);
    later_timers_.clear();
    later_parcels_.clear();
}

void Shard::queue_device_events() {
    const auto queue = [this](auto& later, const auto& waiting) {
        if (waiting.time(window_start_) >= end_) return set_aside(later, waiting);
        in_order_.push(waiting.unpacked(window_start_));
    };
    future_.for_each_timer([&](const auto& waiting) { queue(later_timers_, waiting); });
    future_.for_each_to_devices([&](const auto& waiting) { queue(later_parcels_, waiting); });
    future_.forget_timers();
    future_.forget_to_devices();
}

void Shard::run_device_batches() {
    find_clashes();
    gather_timers();
    gather_device_parcels();
    separate_suspects();
    finish_batches();
}

void Shard::find_clashes() {
    const std::size_t events = future_.present_of_devices();
    clashes_ = clash_filter_.reset(events);
    const auto see = [seen = clashes_](const auto& waiting) __attribute__((always_inline)) {
        seen.see(waiting.device());
    };
    // A short window fills no batch: its rows must be asked for now to be there in time.
    const auto see_and_fetch =
        [&see, rows = rows_ ](const auto& waiting) __attribute__((always_inline)) {
        see(waiting);
        rows.prefetch(waiting.device());
    };
    if (events <= kShortWindow) {
        future_.for_each_timer(see_and_fetch);
        future_.for_each_to_devices(see_and_fetch);
    } else {
        future_.for_each_timer(see);
        future_.for_each_to_devices(see);
    }
}

/// Timers are unpacked together, by the processor's vectors.
[[gnu::always_inline]] inline void Shard::add_to_batch(PackedTimer waiting) {
    timer_batches_[waiting.kind()].add(waiting, [this](auto timers) { run(timers); });
}
/// A parcel is unpacked where its handler reads it.
template <class Waiting>
[[gnu::always_inline]] inline void Shard::add_to_batch(const Waiting& parcel) {
    const auto unpack =
        [&parcel, start = window_start_ ](Parcel & to) __attribute__((always_inline)) {
        parcel.unpack(start, to);
    };
    parcel_batch_.add_written(unpack, [this](std::span<const Parcel> parcels) { run(parcels); });
}

[[gnu::noinline, gnu::cold]] void Shard::set_aside(std::vector<Timer>& list, PackedTimer waiting) {
    waiting.unpack(window_start_, list.emplace_back());
}
template <class Waiting>
[[gnu::noinline, gnu::cold]] void Shard::set_aside(std::vector<Parcel>& list,
                                                   const Waiting& waiting) {
    waiting.unpack(window_start_, list.emplace_back());
}

/// Where each of the window's events goes. What decides it is captured by value, to be held in
/// registers: for all the compiler knows, a store into a batch changes the shard's members.
template <class List>
auto Shard::sorting_out(List& later, List& suspects) {
    return
        [ this, &later, &suspects, clashes = clashes_, rows = rows_, is_cut = end_ <
          window_end_ ](const auto& waiting) __attribute__((always_inline)) {
        if (is_cut && waiting.time(window_start_) >= end_) [[unlikely]]
            return set_aside(later, waiting);
        rows.prefetch(waiting.device());
        if (clashes.suspects(waiting.device())) [[unlikely]]
            return set_aside(suspects, waiting);
        add_to_batch(waiting);
    };
}

void Shard::gather_timers() {
    future_.for_each_timer(sorting_out(later_timers_, suspect_timers_));
    future_.forget_timers();
}

void Shard::gather_device_parcels() {
    future_.for_each_to_devices(sorting_out(later_parcels_, suspect_parcels_));
    future_.forget_to_devices();
}

/// Those that occur once only seemed to clash. Whom the second filter suspects as well is handled
/// one at a time: slow, and right for any device.
void Shard::separate_suspects() {
    if (suspect_timers_.empty() && suspect_parcels_.empty()) return;
    const ClashFilter::Bits clashes =
        suspect_filter_.reset(suspect_timers_.size() + suspect_parcels_.size());
    for (const Timer& timer : suspect_timers_) clashes.see(timer.device);
    for (const Parcel& parcel : suspect_parcels_) clashes.see(parcel.target.device_index());
    for (const Timer& timer : suspect_timers_)
        if (clashes.suspects(timer.device))
            in_order_.push(timer);
        else
            add_to_batch(PackedTimer(timer, window_bits_));
    for (const Parcel& parcel : suspect_parcels_)
        if (clashes.suspects(parcel.target.device_index()))
            in_order_.push(parcel);
        else
            add_to_batch(WholeParcel(parcel, window_bits_));
    suspect_timers_.clear();
    suspect_parcels_.clear();
}

void Shard::finish_batches() {
    const auto run_all = [this](auto events) { run(events); };
    for (Batch<PackedTimer>& batch : timer_batches_) batch.finish(run_all);
    parcel_batch_.finish(run_all);
}

void Shard::run(std::span<const PackedTimer> waiting) {
    for (std::size_t i = 0; i < waiting.size(); ++i) waiting[i].unpack(window_start_, timers_[i]);
    const std::span<const Timer> timers(timers_.data(), waiting.size());
    count(timers);
    model_->on_timers(timers.front().kind, timers, outbox_);
}

void Shard::run(std::span<const Parcel> parcels) {
    count(parcels);
    model_->on_parcels(parcels, outbox_);
}

template <class Event>
void Shard::count(std::span<const Event> events) {
    events_ += events.size();
    if (with_digest_ == EventDigest::Off) return;
    std::uint64_t sum = 0;
    for (const Event& event : events) sum += hash_of(event);
    digest_ += sum;
}

void Shard::run_services() {
    const bool is_cut = end_ < window_end_;
    if (is_cut)
        future_.for_each_to_services([this](const auto& waiting) {
            if (waiting.time(window_start_) >= end_) set_aside(later_parcels_, waiting);
        });
    const auto for_each = [this, is_cut](auto see) {
        future_.for_each_to_services(
            [ this, is_cut, see ](const auto& waiting) __attribute__((always_inline)) {
                if (is_cut && waiting.time(window_start_) >= end_) [[unlikely]]
                    return;
                see(waiting);
            });
    };
    service_order_.for_each_run(window_start_, future_.present_to_services(), for_each,
                                [this](std::span<const Parcel> parcels) {
                                    count(parcels);
                                    model_->on_services(parcels, outbox_);
                                });
    future_.forget_to_services();
}

void Shard::run_in_order() {
    while (!in_order_.empty()) {
        const Event event = in_order_.pop();
        count<Event>({&event, 1});
        deliver(*model_, event, outbox_);
    }
}

void Shard::take(Timer timer) {
    if (timer.time >= window_end_) return future_.push(timer);
    if (timer.time < window_start_) fail_wrong_timer(*model_, timer, window_start_);
    if (timer.time < end_)
        in_order_.push(timer);
    else
        later_timers_.push_back(timer);
}

void Shard::take(const Parcel& parcel) {
    if (!partition_->knows(parcel.target)) fail_unknown_target(parcel);
    if (parcel.time < window_end_) fail_early_parcel(*model_, parcel, window_end_);
    if (future_.post(parcel)) return;
    const unsigned shard = partition_->of(parcel.target);
    if (shard == number_) return future_.push(parcel);
    if (parcel.time == Time::never()) return;
    mail_[parity_][shard].push_back(parcel);
    earliest_mail_ = std::min(earliest_mail_, window_of(parcel.time, window_bits_));
}

}  // namespace fleetsim::sim
