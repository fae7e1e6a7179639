// ServerQueue: the cores of one broker node, and the work that waits for them.
// Models     identical cores, each piece of work on one of them, first come, first served among
//            what clients send. Messages for clients that are being fed - each waits for the one
//            before to be acknowledged - share the cores with it turn by turn, as a loop over ready
//            sockets does: what a client sends waits for one turn of the others, not for all that
//            is on its way to them, and of each client one acknowledgement is read in a turn. The
//            end of each piece is known when it is handed in, so no event is needed for it.
// Leaves out preemption, and the kernel's own share of the cores. A packet that passes refills
//            delays the refills that are handed in after it instead of those it passed, so that
//            what was promised stays.
#pragma once

#include <algorithm>
#include <cstdint>
#include <functional>
#include <vector>

#include "sim/time.hpp"

namespace fleetsim::broker {

class ServerQueue {
  public:
    /// Zero cores stands for as many as anybody needs. `window` is how many messages to one client
    /// may be on their way: so many turns make up what waits for the clients.
    explicit ServerQueue(std::uint32_t cores, std::uint32_t window = 1)
        : packets_(cores), all_(cores), window_(std::max(window, 1u)) {}

    struct Served {
        sim::Time begins;
        sim::Time ends;
    };
    /// What a client sent.
    Served serve(sim::Time now, sim::Duration work) {
        return place(now + backlog(now) / window_, now, work);
    }
    /// What a packet causes, at the end of its own processing.
    Served follow(sim::Time at, sim::Duration work) { return place(at, at, work); }
    /// The next message for a client that has acknowledged one.
    Served refill(sim::Time now, sim::Duration work) {
        busy_ += work;
        if (all_.empty()) return {now, now + work};
        return extend(all_, now, work);
    }
    /// Gives back what of the piece handed in last had not been done by `until`.
    void take_back(const Served& last, sim::Time until) {
        if (all_.empty() || last.ends <= until) return;
        const sim::Duration undone = last.ends - std::max(last.begins, until);
        busy_ -= undone;
        for (FreeAt* cores : {&packets_, &all_}) {
            const auto latest = std::max_element(cores->begin(), cores->end());
            *latest = *latest - undone;
            std::make_heap(cores->begin(), cores->end(), std::greater<>());
        }
    }
    /// How long new work would wait now if it waited for everything.
    sim::Duration backlog(sim::Time now) const {
        if (all_.empty() || all_.front() <= now) return {};
        return all_.front() - now;
    }
    bool is_idle(sim::Time now) const { return all_.empty() || all_.front() <= now; }
    /// How long one turn takes: what clients sent, and one message for each that is being fed.
    sim::Duration turn(sim::Time now) const {
        if (packets_.empty()) return {};
        const sim::Duration packets = std::max(packets_.front() - now, sim::Duration{});
        const sim::Duration refills = std::max(backlog(now) - packets, sim::Duration{});
        return packets + refills / window_;
    }
    /// Processor time used until now. Work that waits is not done yet: a core works without a pause
    /// until it is free.
    sim::Duration busy(sim::Time now) const { return busy_ - ahead(std::max(now, up_from_)); }
    /// Forgets what waits at `now`: the node is down until `back`.
    void restart(sim::Time now, sim::Time back) {
        busy_ -= ahead(now);
        up_from_ = back;
        std::fill(packets_.begin(), packets_.end(), back);
        std::fill(all_.begin(), all_.end(), back);
    }

  private:
    using FreeAt = std::vector<sim::Time>;  ///< a min-heap: the core that is free first

    sim::Duration ahead(sim::Time now) const {
        sim::Duration sum;
        for (const sim::Time free : all_) sum += std::max(free - now, sim::Duration{});
        return sum;
    }
    static Served extend(FreeAt& cores, sim::Time earliest, sim::Duration work) {
        std::pop_heap(cores.begin(), cores.end(), std::greater<>());
        const sim::Time begins = std::max(earliest, cores.back());
        cores.back() = begins + work;
        std::push_heap(cores.begin(), cores.end(), std::greater<>());
        return {begins, begins + work};
    }
    Served place(sim::Time earliest, sim::Time now, sim::Duration work) {
        busy_ += work;
        if (all_.empty()) return {now, now + work};
        extend(all_, now, work);
        return extend(packets_, earliest, work);
    }

    FreeAt packets_;  ///< when a core is free of what clients sent
    FreeAt all_;      ///< and of everything
    std::uint32_t window_;
    sim::Duration busy_;  ///< all work handed in
    sim::Time up_from_;
};

}  // namespace fleetsim::broker
