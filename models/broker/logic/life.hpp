// The life of a session: opened, left, come back to, taken over, ended; and its will.
// Models     clean start, take-over, session expiry, wills with and without delay, keep-alive.
// Leaves out who may connect; what is said to the client on each occasion.
// Source     MQTT 3.1.1 sections 3.1, 3.14 and 4.1; MQTT 5.0 sections 3.1, 3.14, 4.1 and 4.13.
#pragma once

#include <algorithm>
#include <concepts>
#include <cstdint>
#include <utility>

#include "models/broker/logic/policy.hpp"
#include "sim/time.hpp"

namespace fleetsim::broker::logic {

enum class WillFate : std::uint8_t { Publish, Discard };

/// What the rules ask of whoever keeps the sessions. A take_will() converts to false if there is
/// none; publish() is called after forget() too.
template <class S>
concept Life = requires(S session, const S& kept, sim::Time time) {
    { kept.exists() } -> std::same_as<bool>;
    { kept.is_connected() } -> std::same_as<bool>;
    session.take_over(time);  // expels the elder connection: leave() with WillFate::Publish
    session.attach();         // exists and is connected from now on; no end, no will is due
    session.detach();
    { kept.expiry() } -> std::convertible_to<std::uint32_t>;  // seconds; kNeverExpires
    { kept.ends() } -> std::same_as<sim::Time>;               // Time::never() while connected
    session.await_end(time);                                  // Time::never(): nothing to wait for
    { kept.has_will() } -> std::same_as<bool>;
    { kept.will_delay() } -> std::same_as<sim::Duration>;
    { kept.will_due() } -> std::same_as<sim::Time>;
    session.await_will(time);
    session.publish(session.take_will(), time);
    session.forget();  // the session and all it holds are gone
    session.keep();    // what may have changed is written down
};

template <Life S>
void end(S& session, sim::Time now) {
    auto will = session.take_will();
    session.forget();
    if (will) session.publish(std::move(will), now);  // MQTT-3.1.2-8: a delay ends with the session
}

/// A CONNECT was accepted. Returns Session Present.
template <Life S>
bool open(S& session, bool clean_start, sim::Time now) {
    if (session.exists() && session.is_connected()) session.take_over(now);  // MQTT-3.1.4-3
    if (session.exists() && (clean_start || session.ends() <= now)) end(session, now);
    const bool present = session.exists();
    session.attach();  // MQTT-3.1.3-9: a will that was due is not published
    return present;
}

template <Life S>
void publish_will(S& session, sim::Time now) {
    auto will = session.take_will();
    session.keep();
    if (will) session.publish(std::move(will), now);
}

/// The connection is gone. A will is discarded after a DISCONNECT without error [MQTT-3.14.4-3].
template <Life S>
void leave(S& session, WillFate fate, sim::Time now) {
    session.detach();
    if (fate == WillFate::Discard) static_cast<void>(session.take_will());
    const std::uint32_t expiry = session.expiry();
    if (expiry == 0) return end(session, now);
    session.await_end(expiry == kNeverExpires ? sim::Time::never()
                                              : now + sim::Duration::seconds(expiry));
    if (!session.has_will()) return session.keep();
    if (session.will_delay() == sim::Duration{}) return publish_will(session, now);
    session.await_will(now + session.will_delay());
    session.keep();
}

/// Something of a session may be due.
template <Life S>
void look(S& session, sim::Time now) {
    if (!session.exists() || session.is_connected()) return;
    if (session.will_due() <= now) publish_will(session, now);
    if (session.ends() <= now) end(session, now);
}

/// How long a session is kept after its connection. `wish`: MQTT 5's Session Expiry Interval.
inline std::uint32_t granted_expiry(const Policy& policy, mqtt::Version version, bool clean_start,
                                    std::uint32_t wish) {
    if (version != mqtt::Version::V5) wish = clean_start ? 0 : kNeverExpires;
    return std::min(wish, policy.session_expiry_maximum);
}

/// Seconds the client has to keep to. 3.1.1 has no way to tell it, so only AWS, which documents
/// it, changes the client's wish there.
inline std::uint16_t granted_keep_alive(const Policy& policy, mqtt::Version version,
                                        std::uint16_t wish) {
    const bool may_lower = version == mqtt::Version::V5 || policy.is_aws();
    if (may_lower) wish = std::min(wish, policy.keep_alive_maximum);
    if (wish == 0 && policy.is_aws()) wish = policy.keep_alive_maximum;
    return wish == 0 ? wish : std::max(wish, policy.keep_alive_minimum);
}

/// The broker closes a connection that is silent for longer [MQTT-3.1.2-22]; zero: never.
inline sim::Duration patience(std::uint16_t keep_alive) {
    return sim::Duration::milliseconds(keep_alive * std::int64_t{1500});
}

/// May a client be silent for longer than the broker waits, though it keeps to what it says of
/// itself? One of MQTT 5 is told what it has to keep to.
inline bool may_outlast(const Policy& policy, mqtt::Version version, std::uint16_t keep_alive) {
    const sim::Duration waits = patience(granted_keep_alive(policy, version, keep_alive));
    const sim::Duration own = sim::Duration::seconds(keep_alive);
    const bool is_slower = own == sim::Duration{} || own > waits;
    return version != mqtt::Version::V5 && waits > sim::Duration{} && is_slower;
}

/// Unacknowledged deliveries to a client. `receive_maximum` is MQTT 5's.
inline std::uint16_t granted_window(const Policy& policy, mqtt::Version version,
                                    std::uint16_t receive_maximum) {
    const std::uint16_t wish = version == mqtt::Version::V5 ? receive_maximum : policy.window_311;
    return std::min(wish, policy.window_maximum);
}

}  // namespace fleetsim::broker::logic
