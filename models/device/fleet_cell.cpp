#include "models/device/fleet_cell.hpp"

namespace fleetsim::device {

void FleetCell::add(const FleetCell& other) {
    started += other.started;
    connected += other.connected;
    unsent += other.unsent;
    failed += other.failed;
    dark += other.dark;
    connect_attempts += other.connect_attempts;
    connects += other.connects;
    resumed += other.resumed;
    connect_failures += other.connect_failures;
    connections_lost += other.connections_lost;
    disconnects += other.disconnects;
    pings += other.pings;
    published += other.published;
    for (std::size_t i = 0; i < kLosses; ++i) lost[i] += other.lost[i];
    sent += other.sent;
    resent += other.resent;
    never_arrived += other.never_arrived;
    acknowledged += other.acknowledged;
    given_up += other.given_up;
    received += other.received;
    messages_asleep += other.messages_asleep;
    ends_asleep += other.ends_asleep;
    downloads += other.downloads;
    download_bytes += other.download_bytes;
    download_ip_bytes += other.download_ip_bytes;
    stale += other.stale;
    up += other.up;
    down += other.down;
    ip_bytes_booked += other.ip_bytes_booked;
    for (std::size_t i = 0; i < kMostConsumers; ++i) nanojoules[i] += other.nanojoules[i];
    settling_nanojoules += other.settling_nanojoules;
    settled += other.settled;
    download_nanojoules += other.download_nanojoules;
    connect_latency.merge(other.connect_latency);
    publish_latency.merge(other.publish_latency);
    delivery_latency.merge(other.delivery_latency);
}

}  // namespace fleetsim::device
