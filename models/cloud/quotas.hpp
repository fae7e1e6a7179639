// Quotas: what an account, a connection or a client id may use, and what happens beyond.
// Models     AWS IoT Core's limits as token buckets with a burst of one second, of one token at
//            least where a limit is less than that a second: connects and
//            evaluations beyond are refused, publishes of a connection discarded, bytes delayed;
//            deliveries with QoS 0 are discarded, with QoS 1 they wait. Peak use of each limit.
// Leaves out limits of single requests (payload, topic depth): the broker's aws profile has them.
// Source     the profiles of kind "quota", each figure with its own.
// Error      the service does not publish its bursts; one second of the rate is an assumption. Use
//            is counted in seconds of the clock; what a bucket lacks counts where that is more.
#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "models/cloud/token_bucket.hpp"
#include "models/profile/profile.hpp"
#include "sim/units.hpp"

namespace fleetsim::cloud {

enum class Quota : std::uint8_t {
    Connections,  ///< at the same time, of the account
    // A second, of the account:
    Connects,
    PublishesIn,
    PublishesOut,
    Subscribes,
    RuleEvaluations,
    Registrations,
    // A second, of one client id or connection:
    ConnectsOfClient,
    PublishesOfConnection,
    BytesOfConnection,
};
inline constexpr std::size_t kQuotas = 10;
/// As in profiles, scenarios and results: "publishes_in".
std::string_view to_text(Quota quota);

/// The limits, a second but for Connections. Zero: there is none.
class QuotaRates {
  public:
    double& operator[](Quota quota) { return limits_[static_cast<std::size_t>(quota)]; }
    double operator[](Quota quota) const { return limits_[static_cast<std::size_t>(quota)]; }

    /// A shipped set by name, or a file of the user's. Throws sim::InputError.
    static QuotaRates open(const std::string& name);
    static QuotaRates read(const profile::Profile& file);

  private:
    std::array<double, kQuotas> limits_{};
};

enum class Verdict : std::uint8_t { Granted, AccountExhausted, ClientExhausted };

/// What one client asked for in the last second of the clock in which it asked. A bucket that fills
/// as fast as it is emptied does not show it.
class BusySecond {
  public:
    /// Returns what the second holds now.
    std::int64_t add(std::int64_t count, sim::Time now) {
        const auto second = static_cast<std::uint32_t>(now.nanoseconds() / 1'000'000'000);
        if (second != second_) count_ = 0;
        second_ = second;
        count_ = static_cast<std::uint32_t>(std::min<std::int64_t>(count_ + count, UINT32_MAX));
        return count_;
    }

  private:
    std::uint32_t second_ = 0;
    std::uint32_t count_ = 0;
};

/// One limit of one client: the instant at which its bucket is full, and its use.
struct ClientBucket {
    sim::Time full_at;
    BusySecond asked;
};

struct ClientQuota {
    sim::Time connects;
    ClientBucket publishes;  ///< in and out
    ClientBucket bytes;
};

enum class Excess : std::uint8_t { IsDiscarded, Waits };

/// What may be done, and from when on.
struct Permit {
    Verdict verdict = Verdict::Granted;
    sim::Time at;
};

/// The largest count in one second of the clock. Instants before the last one count as of it.
class PeakRate {
  public:
    void add(std::int64_t count, sim::Time now) {
        const std::int64_t second = now.nanoseconds() / 1'000'000'000;
        if (second > second_) {
            second_ = second;
            count_ = 0;
        }
        count_ += count;
        peak_ = std::max(peak_, count_);
    }
    std::int64_t peak() const { return peak_; }

  private:
    std::int64_t second_ = 0;
    std::int64_t count_ = 0;
    std::int64_t peak_ = 0;
};

/// How a limit was used.
struct QuotaUse {
    std::int64_t peak = 0;  ///< asked for: in the busiest second, or at the same time
    std::int64_t throttled = 0;
};

/// The buckets of one account.
class AccountQuota {
  public:
    explicit AccountQuota(const QuotaRates& rates);

    /// A CONNECT. When granted and carried out, connected() counts it as open.
    Verdict connect(ClientQuota& client, sim::Time now);
    void connected() {
        ++open_;
        use(Quota::Connections).peak = std::max(use(Quota::Connections).peak, open_);
    }
    void disconnected() { --open_; }
    Permit publish_in(ClientQuota& client, sim::Bytes size, sim::Time now);
    /// A delivery to a subscriber.
    Permit publish_out(ClientQuota& client, Excess excess, sim::Bytes size, sim::Time now);
    /// When a SUBSCRIBE with so many filters is answered.
    sim::Time subscribe(std::int64_t filters, sim::Time now);
    /// One rule that matches a message; where there is a limit of these, it is a delivery too.
    bool evaluate_rule(sim::Time now);
    bool register_thing(sim::Time now);

    /// What was asked for so far counts no longer, as at the end of a warm-up; the buckets stay.
    void forget_use();

    const QuotaRates& rates() const { return rates_; }
    const QuotaUse& use(Quota quota) const { return uses_[static_cast<std::size_t>(quota)]; }

  private:
    QuotaUse& use(Quota quota) { return uses_[static_cast<std::size_t>(quota)]; }
    std::optional<TokenRate>& rate(Quota quota) {
        return buckets_[static_cast<std::size_t>(quota)].rate;
    }
    bool take(Quota quota, std::int64_t count, sim::Time now);
    sim::Time reserve(Quota quota, std::int64_t count, sim::Time now);
    bool take_of_client(Quota quota, sim::Time& full_at, sim::Time now);
    bool take_of_client(Quota quota, ClientBucket& bucket, sim::Time now);
    sim::Time reserve_of_client(Quota quota, ClientBucket& bucket, std::int64_t count,
                                sim::Time now);
    void raise_peak(Quota quota, std::int64_t asked) {
        use(quota).peak = std::max(use(quota).peak, asked);
    }

    struct Bucket {
        std::optional<TokenRate> rate;  ///< none: no limit
        sim::Time full_at;              ///< of the account's own
        PeakRate asked;
    };

    QuotaRates rates_;
    std::array<Bucket, kQuotas> buckets_;
    std::array<QuotaUse, kQuotas> uses_{};
    std::int64_t open_ = 0;
};

}  // namespace fleetsim::cloud
