// Population: all devices of the world. It turns events into behaviour and keeps the rows.
//
//   rows_    | 32 B | 32 B | ...   one a device, in the order of the fleets
//   radios_  | 16 B | 16 B | ...   beside them
//   harvests_ [class][device]      what the sun gave, where a class has panels
//   meters_  [class][device]       PowerTutor's, where a class has it
//   polls_   | 32 B | ...          beside them, where a class receives by requests
//   cells_   [shard][class]        statistics, no shard writes another's
//   rooms_   [shard]               publishes that wait
//   streams_ [shard]               connections with something under way to the broker
//   pages_   [shard]               what waits for a radio to listen
//
// Models     devices as the classes describe them (models/device/behaviour.hpp).
// Leaves out everything beyond the device: the broker and the network answer by parcels.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

#include "models/device/battery_watch.hpp"
#include "models/device/device_class.hpp"
#include "models/device/fleet_cell.hpp"
#include "models/device/harvest_state.hpp"
#include "models/device/poll_state.hpp"
#include "models/device/row.hpp"
#include "models/device/turn.hpp"
#include "models/device/waiting_room.hpp"
#include "sim/huge_block.hpp"
#include "sim/model.hpp"

namespace fleetsim::device {

class Population {
  public:
    /// The classes' device ranges follow one another from 0.
    Population(std::vector<DeviceClass> classes, std::uint64_t seed);

    std::uint32_t count() const { return static_cast<std::uint32_t>(rows_.rows().size()); }
    std::span<const DeviceClass> classes() const { return classes_; }
    sim::RowLayouts rows() const {
        return {{{rows_.rows().data(), sizeof(DeviceRow)},
                 {radios_.rows().data(), sizeof(radio::RadioState)}}};
    }
    std::size_t bytes() const;

    /// Sets every device's start, once the number of shards is known.
    void begin(unsigned shards, sim::Outbox& outbox);

    void on_timers(std::uint8_t kind, std::span<const sim::Timer> timers, sim::Outbox& outbox);
    void on_parcels(std::span<const sim::Parcel> parcels, sim::Outbox& outbox);

    /// Books sleep and the radio's rest up to `end`, for every device that is on.
    void settle(sim::Time end);
    /// What a device would have drawn were it settled now; `cell` takes what no event has booked
    /// yet. For a look in the middle of a run, which must leave no trace in it.
    sim::Joules drawn_until(std::uint32_t device, sim::Time now, FleetCell& cell) const;

    /// Messages that wait for a radio to listen.
    std::int64_t paged_messages() const;
    /// A fleet's statistics so far, over all shards.
    FleetCell total(std::size_t class_index) const;
    /// What a fleet's panels have put into its batteries, up to each device's last event.
    sim::Joules harvest(std::size_t class_index) const;
    sim::Time start_of(std::uint32_t device) const;
    /// When its battery ran empty; `now` while it has not.
    sim::Time end_of(std::uint32_t device, sim::Time now) const;
    /// Of a device whose class has a failure mode.
    Life life_of(std::uint32_t device, sim::Time now) const;
    const DeviceRow& row(std::uint32_t device) const { return rows_.rows()[device]; }
    std::string name_of(std::uint32_t device) const;

  private:
    Turn turn(std::uint32_t device, sim::Time now, sim::Outbox& outbox);
    void announce(const PowerCut& cut, Turn turn);
    void on_parcel(Turn& turn, const sim::Parcel& parcel);
    void on_page(Turn& turn);
    std::uint32_t* made_of(std::uint32_t device);
    bool is_alive(Turn& turn);
    bool is_on(std::uint32_t device) const;
    void book_rest(std::uint32_t device, sim::Time end, radio::RadioState& radio,
                   power::PowerTutorMeter* meter, radio::EnergyBook book) const;
    void start_meters(const DeviceClass& type);
    void start_harvests(const DeviceClass& type);
    /// What the sun has put into its battery, which would miss so much without.
    sim::Joules harvested(const Turn& turn, sim::Joules missing);

    std::vector<DeviceClass> classes_;
    std::uint64_t seed_;
    sim::HugeArray<DeviceRow> rows_;
    sim::HugeArray<radio::RadioState> radios_;
    std::vector<std::optional<BatteryWatch>> battery_watches_;  ///< by class; none: mains
    std::vector<std::vector<HarvestState>> harvests_;
    std::vector<std::vector<power::PowerTutorMeter>> meters_;
    sim::HugeArray<PollState> polls_;  ///< empty in a world where nobody polls
    std::vector<std::vector<FleetCell>> cells_;
    std::vector<std::vector<std::uint32_t>> made_;  ///< [class][device and program]
    std::vector<std::unique_ptr<WaitingRoom>> rooms_;
    std::vector<std::unique_ptr<network::Streams>> streams_;
    std::vector<std::unique_ptr<PagingRoom>> pages_;  ///< none where no radio is paged
};

}  // namespace fleetsim::device
