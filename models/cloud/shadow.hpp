// Shadow: the state of a device as the cloud keeps it, while the device is away.
// Models     AWS IoT Device Shadow: desired and reported sections merged member by member (null
//            removes one), delta, metadata timestamps, versions and their conflicts, deletion,
//            limits of size and depth.
// Leaves out the topics, and the several shadows of a thing (models/cloud/shadow_service.hpp): the
//            caller publishes what is returned.
// Source     AWS IoT developer guide, "Device Shadow service documents", "Device Shadow error
//            messages".
// Error      none; never throws on any request.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "sim/time.hpp"

namespace fleetsim::cloud {

/// What the service says to a request; the codes are those of HTTP.
struct ShadowReply {
    int code = 200;
    std::string body;  ///< accepted or rejected, JSON
    /// What else an accepted update publishes.
    std::optional<std::string> delta;      ///< only where desired and reported differ
    std::optional<std::string> documents;  ///< previous and current
    /// What is desired and not reported now, as JSON; empty where nothing is.
    std::string difference;
    bool is_accepted() const { return code == 200; }
};

class Shadow {
  public:
    static constexpr std::size_t kLargestDocument = 8 * 1024;
    static constexpr int kDeepestState = 5;

    Shadow();
    ~Shadow();
    Shadow(Shadow&&) noexcept;
    Shadow& operator=(Shadow&&) noexcept;

    /// {"state": {"desired": ..., "reported": ...}, "version": N, "clientToken": "..."}
    ShadowReply update(std::string_view request, sim::Time now);
    ShadowReply get(sim::Time now) const;
    /// The version goes on counting, so that late updates are still refused.
    ShadowReply remove(sim::Time now);
    std::int64_t version() const { return version_; }
    bool exists() const { return exists_; }

  private:
    struct State;
    std::unique_ptr<State> state_;
    std::int64_t version_ = 0;
    bool exists_ = false;
};

}  // namespace fleetsim::cloud
