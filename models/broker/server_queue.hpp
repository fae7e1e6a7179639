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
        for (Cores* cores : {&packets_, &all_}) {
            const auto latest = std::max_element(cores->begin(), cores->end());
            latest->free = latest->free - undone;
            std::make_heap(cores->begin(), cores->end(), std::greater<>());
        }
    }
    /// How long new work would wait now if it waited for everything.
    sim::Duration backlog(sim::Time now) const {
        if (is_idle(now)) return {};
        return all_.front().free - now;
    }
    bool is_idle(sim::Time now) const { return all_.empty() || all_.front().free <= now; }
    /// How long one turn takes: what clients sent, and one message for each that is being fed.
    sim::Duration turn(sim::Time now) const {
        if (packets_.empty()) return {};
        const sim::Duration packets = std::max(packets_.front().free - now, sim::Duration{});
        const sim::Duration refills = std::max(backlog(now) - packets, sim::Duration{});
        return packets + refills / window_;
    }
    /// Processor time used until now; it never falls. Work that waits is not done yet, except that
    /// before a pause, which a core makes for what it cannot begin yet.
    sim::Duration busy(sim::Time now) const { return busy_ - ahead(now); }
    /// Forgets what waits at `now`: the node is down until `back`.
    void restart(sim::Time now, sim::Time back) {
        busy_ -= ahead(now);
        std::fill(packets_.begin(), packets_.end(), Core{back, back});
        std::fill(all_.begin(), all_.end(), Core{back, back});
    }

  private:
    struct Core {
        sim::Time free;   ///< from then on
        sim::Time since;  ///< it works without a pause from then until it is free
        bool operator>(const Core& other) const { return free > other.free; }
        bool operator<(const Core& other) const { return free < other.free; }
    };
    using Cores = std::vector<Core>;  ///< a min-heap: the core that is free first

    sim::Duration ahead(sim::Time now) const {
        sim::Duration sum;
        for (const Core& core : all_)
            sum += std::max(core.free - std::max(now, core.since), sim::Duration{});
        return sum;
    }
    static Served extend(Cores& cores, sim::Time earliest, sim::Duration work) {
        std::pop_heap(cores.begin(), cores.end(), std::greater<>());
        Core& core = cores.back();
        const sim::Time begins = std::max(earliest, core.free);
        if (begins > core.free) core.since = begins;
        core.free = begins + work;
        std::push_heap(cores.begin(), cores.end(), std::greater<>());
        return {begins, begins + work};
    }
    Served place(sim::Time earliest, sim::Time now, sim::Duration work) {
        busy_ += work;
        if (all_.empty()) return {now, now + work};
        extend(all_, now, work);
        return extend(packets_, earliest, work);
    }

    Cores packets_;  ///< when a core is free of what clients sent
    Cores all_;      ///< and of everything
    std::uint32_t window_;
    sim::Duration busy_;  ///< all work handed in
};

}  // namespace fleetsim::broker
