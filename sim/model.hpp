// Model: the world as the kernel sees it. The kernel owns time and order, the model owns state.
// Models     two populations: devices (many, dense rows, 0 .. device_count()-1) and services (few).
// Leaves out what the events mean.
//
// Order. A device sees its events in the order: time; parcels before timers; parcels by (source,
// sequence); timers by kind. A service sees its parcels by (time, source, sequence). Between two
// entities there is no order: inside one window a batch may hold any devices in any sequence,
// and with several threads two handlers run at once. So a handler touches the state of the
// entities in its batch, the statistics cell of its Outbox, constants, and nothing else.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "sim/event.hpp"
#include "sim/outbox.hpp"

namespace fleetsim::sim {

/// Where hot rows of the devices lie, so that the kernel can prefetch them. A null base says there
/// is nothing to prefetch.
struct RowLayout {
    const void* base = nullptr;
    std::size_t stride = 0;
};
/// A device's hot state may lie in two arrays.
using RowLayouts = std::array<RowLayout, 2>;

class Model {
  public:
    virtual ~Model() = default;

    virtual std::uint32_t device_count() const = 0;
    virtual std::uint16_t service_count() const = 0;
    virtual RowLayouts rows() const { return {}; }

    /// A batch of timers of one kind.
    virtual void on_timers(std::uint8_t kind, std::span<const Timer> timers, Outbox& outbox) = 0;
    /// A batch of parcels to devices.
    virtual void on_parcels(std::span<const Parcel> parcels, Outbox& outbox) = 0;
    /// Parcels to one service, in order; a window's parcels may come in several calls.
    virtual void on_service(EntityId service, std::span<const Parcel> parcels, Outbox& outbox) = 0;

    /// Parcels to several services: those to one stand together, in its order. A model whose
    /// services get a parcel or two a window may want them all in one call.
    virtual void on_services(std::span<const Parcel> parcels, Outbox& outbox);

    /// For messages: "meter 17", "broker eu-1".
    virtual std::string name_of(EntityId entity) const;
};

}  // namespace fleetsim::sim
