#include "sim/shard.hpp"

#include <algorithm>
#include <bit>

#include "sim/check.hpp"
#include "sim/deliver.hpp"
#include "sim/event_hash.hpp"

namespace fleetsim::sim {

namespace {
/// No layout without a base: then there is nothing to ask before a prefetch. Fetching a row twice,
/// or what is in reach anyway, costs next to nothing.
RowLayouts prefetched(RowLayouts rows) {
    static const char nothing = 0;
    if (rows[0].base == nullptr) rows[0] = {&nothing, 0};
    if (rows[1].base == nullptr) rows[1] = rows[0];
    return rows;
}
}  // namespace

Shard::Shard(unsigned number, const Partition& partition, Model& model,
             const EngineOptions& options)
    : number_(number),
      partition_(&partition),
      model_(&model),
      window_bits_(window_bits_for(options.window)),
      with_digest_(options.event_digest),
      rows_(prefetched(model.rows())),
      future_(partition, window_bits_),
      outbox_(*this, number, &future_),
      service_order_(window_bits_) {
    for (auto& mail : mail_) mail.resize(partition.shards());
}

void Shard::run_window(std::int64_t window, Time end) {
    window_start_ = start_of_window(window, window_bits_);
    window_end_ = start_of_window(window + 1, window_bits_);
    end_ = end;
    earliest_mail_ = TimerWheel::kNone;
    future_.enter(window);
    find_clashes();
    gather_timers();
    gather_device_parcels();
    separate_suspects();
    finish_batches();
    run_services();
    run_in_order();
    for (const Timer& timer : later_timers_) accept(timer);
    for (const Parcel& parcel : later_parcels_) accept(parcel);
    later_timers_.clear();
    later_parcels_.clear();
}

void Shard::find_clashes() {
    const std::size_t events = future_.present_of_devices();
    clashes_.reset(events);
    // A short window fills no batch: its rows must be asked for now to be there in time.
    const bool is_short = events <= kShortWindow;
    const auto see = [&](const auto& waiting) __attribute__((always_inline)) {
        clashes_.see(waiting.device());
        if (is_short) prefetch_rows(waiting.device());
    };
    future_.for_each_timer(see);
    future_.for_each_to_devices(see);
}

template <class Waiting>
[[gnu::always_inline]] inline void Shard::add_timer_to_batch(const Waiting& waiting) {
    prefetch_rows(waiting.device());
    Batch<Timer>& batch = timer_batches_[waiting.kind()];
    waiting.unpack(window_start_, batch.next());
    batch.add_next([this](auto timers) { run(timers); });
}

template <class Waiting>
[[gnu::always_inline]] inline void Shard::add_parcel_to_batch(const Waiting& waiting) {
    prefetch_rows(waiting.device());
    waiting.unpack(window_start_, parcel_batch_.next());
    parcel_batch_.add_next([this](auto parcels) { run(parcels); });
}

void Shard::gather_timers() {
    future_.for_each_timer([&](const PackedTimer& waiting) {
        if (waiting.time(window_start_) >= end_) [[unlikely]]
            waiting.unpack(window_start_, later_timers_.emplace_back());
        else if (clashes_.suspects(waiting.device())) [[unlikely]]
            waiting.unpack(window_start_, suspect_timers_.emplace_back());
        else
            add_timer_to_batch(waiting);
    });
    future_.forget_timers();
}

void Shard::gather_device_parcels() {
    future_.for_each_to_devices([&](const auto& waiting) {
        if (waiting.time(window_start_) >= end_) [[unlikely]]
            waiting.unpack(window_start_, later_parcels_.emplace_back());
        else if (clashes_.suspects(waiting.device())) [[unlikely]]
            waiting.unpack(window_start_, suspect_parcels_.emplace_back());
        else
            add_parcel_to_batch(waiting);
    });
    future_.forget_to_devices();
}

void Shard::separate_suspects() {
    if (suspect_timers_.empty() && suspect_parcels_.empty()) return;
    suspects_.clear();
    for (const Timer& timer : suspect_timers_) suspects_.add(timer.device);
    for (const Parcel& parcel : suspect_parcels_) suspects_.add(parcel.target.device_index());
    suspects_.sort();
    for (const Timer& timer : suspect_timers_)
        if (suspects_.occurs_twice(timer.device))
            in_order_.push(timer);
        else
            add_timer_to_batch(PackedTimer(timer, window_bits_));
    for (const Parcel& parcel : suspect_parcels_)
        if (suspects_.occurs_twice(parcel.target.device_index()))
            in_order_.push(parcel);
        else
            add_parcel_to_batch(WholeParcel(parcel, window_bits_));
    suspect_timers_.clear();
    suspect_parcels_.clear();
}

void Shard::finish_batches() {
    for (Batch<Timer>& batch : timer_batches_) batch.finish([this](auto timers) { run(timers); });
    parcel_batch_.finish([this](auto parcels) { run(parcels); });
}

void Shard::run(std::span<const Timer> timers) {
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
    service_order_.clear(window_start_);
    future_.for_each_to_services([&](const auto& waiting) {
        if (waiting.time(window_start_) >= end_) [[unlikely]]
            waiting.unpack(window_start_, later_parcels_.emplace_back());
        else
            service_order_.add(waiting);
    });
    service_order_.for_each_run([&](std::span<const Parcel> parcels) {
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

void Shard::take(const Timer& timer) {
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
