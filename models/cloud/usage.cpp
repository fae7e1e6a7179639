#include "models/cloud/usage.hpp"

#include <algorithm>
#include <array>

namespace fleetsim::cloud {

namespace {

constexpr std::array<std::string_view, kMeterCount> kWords = {
    "connection-minutes", "messages",         "messages-of-busiest-day",
    "rules-triggered",    "actions-executed", "shadow-and-registry-operations",
    "remote-actions",     "node-hours",       "egress-bytes"};

constexpr std::array<std::string_view, 3> kMeterings = {"aws-iot-core", "azure-iot-hub",
                                                        "machines"};

__extension__ using Int128 = __int128;

/// `count` x `to` / `from`, halves up.
std::int64_t scaled(std::int64_t count, sim::Duration to, sim::Duration from) {
    const Int128 product = Int128{count} * to.count();
    return static_cast<std::int64_t>((product + from.count() / 2) / from.count());
}

constexpr std::int64_t steps(std::int64_t amount, std::int64_t step) {
    return (amount + step - 1) / step;
}

}  // namespace

std::string_view to_text(Meter meter) { return kWords[static_cast<std::size_t>(meter)]; }

std::optional<Meter> parse_meter(std::string_view word) {
    const auto found = std::find(kWords.begin(), kWords.end(), word);
    if (found == kWords.end()) return std::nullopt;
    return static_cast<Meter>(found - kWords.begin());
}

std::optional<Metering> parse_metering(std::string_view word) {
    const auto found = std::find(kMeterings.begin(), kMeterings.end(), word);
    if (found == kMeterings.end()) return std::nullopt;
    return static_cast<Metering>(found - kMeterings.begin());
}

Usage& Usage::operator+=(const Usage& other) {
    for (int i = 0; i < kMeterCount; ++i) counts_[i] += other.counts_[i];
    return *this;
}

/// An empty message is one block too.
std::int64_t UsageMeter::blocks(sim::Bytes size) const {
    return std::max<std::int64_t>(1, steps(size.count(), blocks_.message.count()));
}

void UsageMeter::begin(sim::Time now) {
    *this = UsageMeter(metering_, blocks_);
    begins_ = now;
}

void UsageMeter::messages(sim::Bytes size, sim::Time now) {
    // What was sent after midnight may be noted before the last of the day: it counts as of the
    // later day.
    const std::int64_t day = (now - begins_) / sim::Duration::days(1);
    if (day > day_) {
        busiest_day_ = std::max(busiest_day_, messages_today_);
        messages_today_ = 0;
        day_ = day;
    }
    const std::int64_t count = blocks(size);
    messages_today_ += count;
    usage_.add(Meter::Messages, count);
}

void UsageMeter::publish_in(sim::Bytes size, sim::Time now, Arrival arrival) {
    const bool is_free = metering_ == Metering::AwsIotCore && arrival == Arrival::BasicIngest;
    if (metering_ != Metering::Machines && !is_free) messages(size, now);
}

void UsageMeter::shadow_or_registry_operation(sim::Bytes document) {
    add(Meter::ShadowAndRegistryOperations,
        std::max<std::int64_t>(1, steps(document.count(), blocks_.shadow.count())));
}

Usage UsageMeter::usage() const {
    Usage result = usage_;
    result.add(Meter::MessagesOfBusiestDay, std::max(busiest_day_, messages_today_));
    return result;
}

Usage month_of(const Usage& usage, sim::Duration span) {
    Usage month;
    if (span <= sim::Duration{}) return month;
    for (int i = 0; i < kMeterCount; ++i) {
        const auto meter = static_cast<Meter>(i);
        sim::Duration wanted = kMonth;
        if (meter == Meter::MessagesOfBusiestDay) wanted = std::max(span, sim::Duration::days(1));
        month.add(meter, scaled(usage.of(meter), wanted, span));
    }
    return month;
}

}  // namespace fleetsim::cloud
