// RadioProfile: the figures of one radio, checked and in SI units, ready for a RadioMachine.
// Models     a connected radio as a ladder of phases it falls down after a transfer (DCH, FACH;
//            continuous reception, long DRX), the rest state below them (IDLE, PSM, light sleep),
//            promotions back up with their delay and power, an upkeep energy at regular intervals
//            (paging, polls) or after so long a silence (tracking-area updates), attachment from
//            off, and energy per byte.
// Leaves out interference, signal strength, hand-over: choose another profile for a bad cell.
// Source     each figure names its own; see models/radio/profiles/*.toml.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::radio {

/// What an exchange asks of the radio at once: the largest burst each way.
struct Load {
    sim::Bytes up;
    sim::Bytes down;
};

struct Phase {
    std::string name;
    sim::Watts power;          ///< while waiting in this phase
    sim::Watts transfer;       ///< while bits move in this phase
    sim::Duration dwell;       ///< without traffic, until the next phase
    std::optional<Load> most;  ///< a larger burst needs a higher phase; absent: carries anything
};

/// A way up. Phases are numbered from 0, the highest; `from` = number of phases means the rest.
struct Promotion {
    std::size_t from = 0;
    std::size_t to = 0;
    sim::Duration delay;
    sim::Watts power;
};

/// What keeps the radio known to its network. Polls and paging occasions come by the network's
/// clock whatever the device does; a timer runs from the end of its traffic, and traffic restarts
/// it.
enum class UpkeepKind { Rate, Timer };

struct Upkeep {
    std::string name;
    sim::Joules energy;
    sim::Duration period;
    UpkeepKind kind = UpkeepKind::Rate;
};

struct Attachment {
    sim::Duration delay;
    sim::Joules energy;
};

/// What the link offers while the radio is up. Zero means "not stated": the network decides.
struct LinkFigures {
    sim::BitRate up;
    sim::BitRate down;
    sim::Duration round_trip;
    sim::Bytes mtu;
    double loss = 0;
    bool counts_framing = false;  ///< the rates are the PHY's: what the link adds takes time too
};

/// Mean power asleep with one paging occasion a cycle.
struct EdrxPoint {
    sim::Duration cycle;
    sim::Watts power;
};

/// What power_saving.hpp may choose from: the first phase is the connected one, the last the paged.
struct SavingFigures {
    sim::Duration released;       ///< connected after traffic with release assistance
    sim::Duration inactivity;     ///< and without
    std::vector<EdrxPoint> edrx;  ///< by rising cycle
};

struct RadioProfile {
    std::string name;
    std::string summary;
    std::string framing = "none";  ///< what the link puts around a packet, by its name
    std::vector<Phase> phases;     ///< highest first; may be empty for a radio without states
    std::string rest_name = "idle";
    sim::Watts rest;
    std::optional<Upkeep> upkeep;
    sim::Watts off;
    std::optional<Attachment> attachment;
    std::vector<Promotion> promotions;
    sim::Watts transmit;  ///< while bytes leave, where that is more than the phase's
    double up_joules_per_byte = 0;
    double down_joules_per_byte = 0;
    LinkFigures link;
    /// Asleep, it listens for messages once in so long; zero: one finds it at once.
    sim::Duration paging_cycle;
    std::optional<SavingFigures> saving;  ///< cellular IoT
};

}  // namespace fleetsim::radio
