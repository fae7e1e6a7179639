// ShadowService: the shadows of all things behind their topics.
//
//   $aws/things/THING/shadow[/name/NAME]/get | update | delete
//
// Models     a request's answers on its topic with /accepted or /rejected, and after an update
//            /delta where desired and reported differ and /documents; how long things take until
//            they report what was desired.
// Leaves out the service's own time: it answers at the instant of the request. Its lists of
//            shadows.
// Source     AWS IoT developer guide, "Device Shadow MQTT topics".
// Error      none.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/cloud/service_message.hpp"
#include "models/cloud/shadow.hpp"
#include "sim/stats/histogram.hpp"
#include "sim/time.hpp"

namespace fleetsim::cloud {

/// A topic of a request; the views point into it.
struct ShadowTopic {
    enum class Request : std::uint8_t { Get, Update, Delete };
    std::string_view thing;
    std::string_view name;  ///< empty: the classic shadow
    Request request = Request::Get;
};
/// nullopt for any other topic, those of answers included.
std::optional<ShadowTopic> read_shadow_topic(std::string_view topic);

/// The topics the answers to requests on `topic` may come on.
std::vector<std::string> shadow_answers(std::string_view topic);

struct ShadowCounts {
    std::int64_t gets = 0;
    std::int64_t updates = 0;
    std::int64_t deletes = 0;
    std::int64_t accepted = 0;
    std::int64_t rejected = 0;
    std::int64_t conflicts = 0;  ///< rejected because of an old version
    std::int64_t deltas = 0;
    std::int64_t documents = 0;
    std::int64_t diverged = 0;     ///< shadows whose thing is not as desired, now
    sim::Histogram converge_time;  ///< ns from the first difference until there is none

    std::int64_t requests() const { return gets + updates + deletes; }
    std::int64_t answers() const { return accepted + rejected + deltas + documents; }
};

class ShadowService {
  public:
    /// Carries out the request and adds what is published for it. A delta, and a get that shows a
    /// difference, ask the thing to answer: the key is the version, the code the difference's size.
    void on_request(const ShadowTopic& topic, std::string_view payload, sim::Time now,
                    std::vector<ServiceMessage>& answers);

    /// What a thing publishes that made itself as the difference of this key says.
    enum class Versioned : std::uint8_t { No, Yes };
    std::string report(std::string_view thing, std::string_view name, std::uint32_t key,
                       Versioned versioned) const;
    /// Bytes of that text beside the difference itself and the digits of the version.
    static std::uint32_t report_bytes(Versioned versioned);

    /// The document, as a rule's get_thing_shadow() has it; nullopt where there is none.
    std::optional<std::string> document(std::string_view thing, std::string_view name,
                                        sim::Time now) const;
    const ShadowCounts& counts() const { return counts_; }
    std::int64_t count() const { return existing_; }

  private:
    struct Difference {
        std::uint32_t key = 0;
        std::string state;
    };
    struct Entry {
        Shadow shadow;
        std::deque<Difference> shown;  ///< the last ones that things were asked to answer
        std::optional<sim::Time> diverged_at;
    };

    void ask(Entry& entry, const std::string& difference, ServiceMessage& message) const;
    void note_difference(Entry& entry, bool differs, sim::Time now);

    std::map<std::string, Entry, std::less<>> entries_;  ///< by "THING/NAME"
    std::int64_t existing_ = 0;
    ShadowCounts counts_;
};

}  // namespace fleetsim::cloud
