#include "models/cloud/quotas.hpp"

#include <algorithm>
#include <cmath>

namespace fleetsim::cloud {

namespace {

constexpr std::array<std::string_view, kQuotas> kWords = {
    "connections",        "connects",           "publishes_in",
    "publishes_out",      "subscribes",         "rule_evaluations",
    "registrations",      "connects_of_client", "publishes_of_connection",
    "bytes_of_connection"};

constexpr double kLeastRate = 1.0 / 60;

double read_limit(const profile::Section& section, Quota quota) {
    const std::string_view key = to_text(quota);
    if (!section.has(key)) return 0;
    if (quota == Quota::BytesOfConnection) return static_cast<double>(section.bytes(key).count());
    const sim::Dimension dimension =
        quota == Quota::Connections ? sim::Dimension::Pure : sim::Dimension::Frequency;
    const double value = section.number(key, dimension);
    const double least = quota == Quota::Connections ? 1 : kLeastRate;
    if (value < least) section.refuse(key, "a quota is at least one a minute", "20000 /s");
    return std::max(value, least);
}

}  // namespace

std::string_view to_text(Quota quota) { return kWords[static_cast<std::size_t>(quota)]; }

QuotaRates QuotaRates::read(const profile::Profile& file) {
    QuotaRates rates;
    for (std::size_t i = 0; i < kQuotas; ++i)
        rates.limits_[i] = read_limit(file.root(), static_cast<Quota>(i));
    const auto has_limit = [](double limit) { return limit > 0; };
    if (std::none_of(rates.limits_.begin(), rates.limits_.end(), has_limit))
        file.root().refuse("connects", "a set of quotas has one at least",
                           "connects = { value = 500, unit = \"/s\", source = ... }");
    file.finish();
    return rates;
}

QuotaRates QuotaRates::open(const std::string& name) { return read(profile::open("quota", name)); }

AccountQuota::AccountQuota(const QuotaRates& rates) : rates_(rates) {
    for (std::size_t i = 0; i < kQuotas; ++i) {
        const double limit = rates[static_cast<Quota>(i)];
        const std::int64_t burst = std::max<std::int64_t>(1, std::llround(limit));
        if (limit > 0) buckets_[i].rate.emplace(Rate::per_second(limit), burst);
    }
}

bool AccountQuota::take(Quota quota, std::int64_t count, sim::Time now) {
    Bucket& bucket = buckets_[static_cast<std::size_t>(quota)];
    bucket.asked.add(count, now);
    use(quota).peak = bucket.asked.peak();
    if (!bucket.rate || bucket.rate->take(bucket.full_at, count, now)) return true;
    use(quota).throttled += count;
    return false;
}

sim::Time AccountQuota::reserve(Quota quota, std::int64_t count, sim::Time now) {
    Bucket& bucket = buckets_[static_cast<std::size_t>(quota)];
    bucket.asked.add(count, now);
    use(quota).peak = bucket.asked.peak();
    if (!bucket.rate) return now;
    const sim::Time ready = bucket.rate->reserve(bucket.full_at, count, now);
    if (ready > now) use(quota).throttled += count;
    return ready;
}

bool AccountQuota::take_of_client(Quota quota, sim::Time& full_at, sim::Time now) {
    const std::optional<TokenRate>& of_client = rate(quota);
    if (!of_client) return true;
    // What is asked for beyond the limit is not taken, and counts as one more than all of it.
    raise_peak(quota, of_client->taken(full_at, now) + 1);
    if (of_client->take(full_at, 1, now)) return true;
    ++use(quota).throttled;
    return false;
}

bool AccountQuota::take_of_client(Quota quota, ClientBucket& bucket, sim::Time now) {
    if (!rate(quota)) return true;
    raise_peak(quota, bucket.asked.add(1, now));
    return take_of_client(quota, bucket.full_at, now);
}

sim::Time AccountQuota::reserve_of_client(Quota quota, ClientBucket& bucket, std::int64_t count,
                                          sim::Time now) {
    const std::optional<TokenRate>& of_client = rate(quota);
    if (!of_client) return now;
    const sim::Time ready = of_client->reserve(bucket.full_at, count, now);
    // What waits already was asked for before, however long ago.
    const std::int64_t lacks =
        std::min(of_client->taken(bucket.full_at, now), of_client->burst() + count);
    raise_peak(quota, std::max(bucket.asked.add(count, now), lacks));
    if (ready > now) ++use(quota).throttled;
    return ready;
}

Verdict AccountQuota::connect(ClientQuota& client, sim::Time now) {
    // Only a CONNECT that is taken counts against its client.
    sim::Time after = client.connects;
    if (!take_of_client(Quota::ConnectsOfClient, after, now)) return Verdict::ClientExhausted;
    const double most = rates_[Quota::Connections];
    if (most > 0 && static_cast<double>(open_) >= most) {
        ++use(Quota::Connections).throttled;
        use(Quota::Connections).peak = std::max(use(Quota::Connections).peak, open_ + 1);
        return Verdict::AccountExhausted;
    }
    if (!take(Quota::Connects, 1, now)) return Verdict::AccountExhausted;
    client = {.connects = after, .publishes = {}, .bytes = {}};
    return Verdict::Granted;
}

Permit AccountQuota::publish_in(ClientQuota& client, sim::Bytes size, sim::Time now) {
    if (!take_of_client(Quota::PublishesOfConnection, client.publishes, now))
        return {Verdict::ClientExhausted, now};
    if (!take(Quota::PublishesIn, 1, now)) return {Verdict::AccountExhausted, now};
    return {Verdict::Granted,
            reserve_of_client(Quota::BytesOfConnection, client.bytes, size.count(), now)};
}

Permit AccountQuota::publish_out(ClientQuota& client, Excess excess, sim::Bytes size,
                                 sim::Time now) {
    sim::Time at = now;
    if (excess == Excess::IsDiscarded) {
        if (!take_of_client(Quota::PublishesOfConnection, client.publishes, now))
            return {Verdict::ClientExhausted, now};
        if (!take(Quota::PublishesOut, 1, now)) return {Verdict::AccountExhausted, now};
    } else {
        at = std::max(reserve_of_client(Quota::PublishesOfConnection, client.publishes, 1, now),
                      reserve(Quota::PublishesOut, 1, now));
    }
    return {Verdict::Granted, std::max(at, reserve_of_client(Quota::BytesOfConnection, client.bytes,
                                                             size.count(), now))};
}

sim::Time AccountQuota::subscribe(std::int64_t filters, sim::Time now) {
    return reserve(Quota::Subscribes, filters, now);
}

bool AccountQuota::evaluate_rule(sim::Time now) {
    // An account that does not limit evaluations (a hub's routes) has no deliveries in them either.
    if (!rate(Quota::RuleEvaluations)) return true;
    return take(Quota::RuleEvaluations, 1, now) && take(Quota::PublishesOut, 1, now);
}

bool AccountQuota::register_thing(sim::Time now) { return take(Quota::Registrations, 1, now); }

void AccountQuota::forget_use() {
    for (Bucket& bucket : buckets_) bucket.asked = {};
    uses_ = {};
    use(Quota::Connections).peak = open_;
}

}  // namespace fleetsim::cloud
