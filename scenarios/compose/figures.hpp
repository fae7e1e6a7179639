// Figures: what a world can say of itself, as plain names, units and numbers for a recorder.
// Models     running totals and present values while the run goes on; totals, distributions and
//            ledgers at its end.
// Leaves out where they are stored: cli/ hands them to results/.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/stats/histogram.hpp"
#include "sim/units.hpp"

namespace fleetsim::scenarios::compose {

enum class FigureKind : std::uint8_t {
    Counter,  ///< a running total; its series is the rate
    Gauge,    ///< true now
    Share,    ///< seconds in use so far; its series is the share of each interval
};

struct Figure {
    std::string component;  ///< "fleet/meter", "broker", "wire/meter/up/tls"
    std::string metric;     ///< base unit last: "joules_total"
    std::string unit;
    FigureKind kind = FigureKind::Counter;
    double value = 0;

    std::string path() const { return component + "." + metric; }
};

/// A distribution; `scale` turns its integers into `unit`.
struct Distribution {
    std::string component;
    std::string metric;
    std::string unit;
    double scale = 1;
    sim::Histogram histogram;
};

/// What a run may have and this one has no value of: figures and distributions of it are left out,
/// unless all that there may be are wanted.
enum class Unmeasured : std::uint8_t { LeftOut, Included };

/// One sum that must close: `in` equals the sum of the parts.
struct LedgerPart {
    std::string name;
    sim::WideSum amount = 0;
};
struct LedgerSum {
    std::string what;  ///< "publishes of fleet meter"
    sim::WideSum in = 0;
    std::vector<LedgerPart> out;

    sim::WideSum difference() const;
};
struct Ledger {
    std::string name;  ///< "messages", "bytes", "energy"
    std::string unit;
    std::vector<LedgerSum> sums;

    bool is_closed() const;
    /// Sum of the absolute differences.
    sim::WideSum difference() const;
};

}  // namespace fleetsim::scenarios::compose
