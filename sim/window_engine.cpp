#include "sim/window_engine.hpp"

#include <algorithm>
#include <array>
#include <barrier>
#include <exception>
#include <thread>

namespace fleetsim::sim {

namespace {

/// The number of the first window that need not be looked into to reach `end`.
std::int64_t limit_of(Time end, unsigned window_bits) {
    return window_of(Time::from_nanoseconds(end.nanoseconds() - 1), window_bits) + 1;
}

}  // namespace

WindowEngine::WindowEngine(Model& model, const EngineOptions& options)
    : model_(model),
      window_bits_(window_bits_for(options.window)),
      share_from_(options.share_from),
      partition_(model.device_count(), model.service_count(), std::max(1u, options.threads)),
      outside_(*this, 0) {
    for (unsigned s = 0; s < partition_.shards(); ++s)
        shards_.push_back(std::make_unique<Shard>(s, partition_, model, options));
    if (partition_.shards() == 1) return;
    for (const auto& reader : shards_)
        for (const auto& sender : shards_) reader->read_from(*sender);
}

/// Events from outside, while nobody runs.
void WindowEngine::take(Timer timer) {
    if (timer.device >= partition_.devices()) fail_wrong_timer(model_, timer, now_);
    shards_[partition_.of_device(timer.device)]->accept(timer);
}

void WindowEngine::take(const Parcel& parcel) {
    if (!partition_.knows(parcel.target)) fail_unknown_target(parcel);
    shards_[partition_.of(parcel.target)]->accept(parcel);
}

RunOutcome WindowEngine::run_until(Time end, const std::atomic<bool>* stop) {
    if (end <= now_) return RunOutcome::ReachedEnd;
    return shards_.size() == 1 ? run_alone(end, stop) : run_together(end, stop);
}

RunOutcome WindowEngine::run_alone(Time end, const std::atomic<bool>* stop) {
    const std::int64_t limit = limit_of(end, window_bits_);
    Shard& shard = *shards_.front();
    for (std::int64_t window = shard.earliest(); window < limit; window = shard.earliest()) {
        if (stop != nullptr && stop->load(std::memory_order_relaxed)) {
            now_ = std::max(now_, start_of_window(window, window_bits_));
            return RunOutcome::Stopped;
        }
        shard.run_window(window, end);
        if (window + 1 == limit) break;  // what is left of it lies at or after `end`
    }
    now_ = end;
    return RunOutcome::ReachedEnd;
}

/// Everything the threads tell each other lies in slots that are written before a barrier and read
/// after it. There are two sets, and two of mailboxes, used in turn: a thread that is a window
/// ahead writes into the other one, so one barrier a window is enough.
struct WindowEngine::Round {
    struct alignas(64) Slot {
        std::int64_t earliest = TimerWheel::kNone;  ///< window of its next event or mail
        std::uint64_t events = 0;                   ///< in the last window
        bool stops = false;
        std::exception_ptr error;
    };
    /// What the slots come to; every thread comes to the same.
    struct Verdict {
        std::int64_t window = TimerWheel::kNone;
        std::uint64_t events = 0;
        bool stops = false;
    };

    Round(unsigned threads, Time until, std::int64_t windows, const std::atomic<bool>* flag)
        : end(until),
          limit(windows),
          stop(flag),
          slots{{Slots(threads), Slots(threads)}},
          barrier(threads) {}

    bool is_stopped() const { return stop != nullptr && stop->load(std::memory_order_relaxed); }
    Verdict read(unsigned parity) const {
        Verdict verdict;
        for (const Slot& slot : slots[parity]) {
            verdict.window = std::min(verdict.window, slot.earliest);
            verdict.events += slot.events;
            verdict.stops = verdict.stops || slot.stops;
        }
        return verdict;
    }

    using Slots = std::vector<Slot>;
    Time end;
    std::int64_t limit;
    const std::atomic<bool>* stop;
    std::array<Slots, 2> slots;
    std::barrier<> barrier;
    Verdict last;  ///< written by the first thread when it ends
};

void WindowEngine::work(unsigned number, Round& round) {
    unsigned parity = 0;
    round.slots[parity][number] = {.earliest = shards_[number]->earliest(), .events = share_from_};
    round.barrier.arrive_and_wait();
    for (;;) {
        const Round::Verdict verdict = round.read(parity);
        const bool has_ended = verdict.stops || verdict.window >= round.limit;
        const bool is_shared = verdict.events >= share_from_;
        // Where one goes on for all, the others touch nothing until the next barrier.
        if (has_ended || is_shared) collect_mail(number, parity);
        if (has_ended) {
            if (number == 0) round.last = verdict;
            return;
        }
        parity ^= 1;
        if (is_shared)
            run_share(number, verdict.window, parity, round);
        else if (number == 0)
            run_for_all(verdict.window, parity, round);
        round.barrier.arrive_and_wait();
    }
}

void WindowEngine::run_share(unsigned number, std::int64_t window, unsigned parity, Round& round) {
    Shard& shard = *shards_[number];
    Round::Slot& mine = round.slots[parity][number];
    mine = {};
    const std::uint64_t before = shard.events();
    try {
        shard.write_mail_as(parity);
        shard.run_window(window, round.end);
    } catch (...) {
        mine.error = std::current_exception();
        mine.stops = true;
    }
    mine.events = shard.events() - before;
    const bool is_last = window + 1 == round.limit;
    mine.earliest = is_last ? round.limit : std::min(shard.earliest(), shard.earliest_mail());
    if (number == 0) mine.stops = mine.stops || round.is_stopped();
}

void WindowEngine::run_for_all(std::int64_t window, unsigned parity, Round& round) {
    for (Round::Slot& slot : round.slots[parity]) slot = {};
    Round::Slot& mine = round.slots[parity].front();
    try {
        for (unsigned s = 0; s < shards_.size(); ++s) collect_mail(s, parity ^ 1);
        while (window < round.limit && mine.events < share_from_ && !mine.stops) {
            const std::uint64_t before = events();
            for (const auto& shard : shards_) {
                shard->write_mail_as(parity);
                shard->run_window(window, round.end);
            }
            for (unsigned s = 0; s < shards_.size(); ++s) collect_mail(s, parity);
            mine.events = events() - before;
            window = window + 1 == round.limit ? round.limit : earliest();
            mine.stops = round.is_stopped();
        }
    } catch (...) {
        mine.error = std::current_exception();
        mine.stops = true;
    }
    mine.earliest = window;
}

void WindowEngine::collect_mail(unsigned number, unsigned parity) {
    for (const std::unique_ptr<Shard>& sender : shards_) {
        std::vector<Parcel>& mail = sender->mail_to(number, parity);
        for (const Parcel& parcel : mail) shards_[number]->accept(parcel);
        mail.clear();
    }
}

RunOutcome WindowEngine::run_together(Time end, const std::atomic<bool>* stop) {
    Round round(partition_.shards(), end, limit_of(end, window_bits_), stop);
    {
        std::vector<std::jthread> threads;
        for (unsigned s = 1; s < partition_.shards(); ++s)
            threads.emplace_back([this, s, &round] { work(s, round); });
        work(0, round);
    }
    for (const auto& shard : shards_) shard->forget_read_posts();
    for (const Round::Slots& slots : round.slots)
        for (const Round::Slot& slot : slots)
            if (slot.error) std::rethrow_exception(slot.error);
    if (round.last.window < round.limit) {
        now_ = std::max(now_, start_of_window(round.last.window, window_bits_));
        return RunOutcome::Stopped;
    }
    now_ = end;
    return RunOutcome::ReachedEnd;
}

std::int64_t WindowEngine::earliest() const {
    std::int64_t earliest = TimerWheel::kNone;
    for (const auto& shard : shards_) earliest = std::min(earliest, shard->earliest());
    return earliest;
}

std::uint64_t WindowEngine::events() const {
    std::uint64_t total = 0;
    for (const auto& shard : shards_) total += shard->events();
    return total;
}

std::uint64_t WindowEngine::pending() const {
    std::uint64_t total = 0;
    for (const auto& shard : shards_) total += shard->pending();
    return total;
}

std::uint64_t WindowEngine::event_digest() const {
    std::uint64_t total = 0;
    for (const auto& shard : shards_) total += shard->digest();
    return total;
}

}  // namespace fleetsim::sim
