#include "scenarios/compose/figures.hpp"

#include <cstdlib>

namespace fleetsim::scenarios::compose {

sim::WideSum LedgerSum::difference() const {
    sim::WideSum left = in;
    for (const LedgerPart& part : out) left -= part.amount;
    return left;
}

bool Ledger::is_closed() const { return difference() == 0; }

sim::WideSum Ledger::difference() const {
    sim::WideSum total = 0;
    for (const LedgerSum& sum : sums) {
        const sim::WideSum left = sum.difference();
        total += left < 0 ? -left : left;
    }
    return total;
}

}  // namespace fleetsim::scenarios::compose
