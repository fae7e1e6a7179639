// Registry: the things an account knows, fleet by fleet, and the certificates that speak for them.
// Models     AWS IoT Core's registry for things that come in families: one name with a number in
//            it, one type, the same attributes, groups, policies and state of certificates;
//            attributes up to 50 with a type, else 3. A family is registered before the run, in
//            bulk at a steady rate, or thing by thing when a device first connects.
// Leaves out billing groups, dynamic groups by query, certificate authorities; a family of more
//            than one type; ids and ARNs in what is looked up.
// Source     AWS IoT developer guide, "Managing devices with AWS IoT", "Just-in-time provisioning";
//            API reference, DescribeThing and ListThingGroupsForThing; limits: AWS general
//            reference.
// Error      none: what cannot be is refused with a reason.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "models/cloud/policy.hpp"
#include "models/cloud/rate.hpp"
#include "models/mqtt/topic_pattern.hpp"
#include "sim/time.hpp"

namespace fleetsim::cloud {

enum class CertificateStatus : std::uint8_t { Active, Inactive, Revoked };

enum class Registration : std::uint8_t {
    Before,          ///< all of it, before the run
    InBulk,          ///< one after the other, at a steady rate
    AtFirstConnect,  ///< just in time: the first CONNECT registers the thing, the next one is taken
};

struct ThingFamily {
    std::string name;  ///< of the fleet
    std::uint32_t count = 0;
    mqtt::TopicPattern client_id;
    mqtt::TopicPattern thing_name;  ///< thing variables have a value where it is the client id
    std::string type;
    std::map<std::string, std::string, std::less<>> attributes;
    std::set<std::string, std::less<>> groups;
    CertificateStatus certificate = CertificateStatus::Active;
    Registration registration = Registration::Before;
    sim::Time begins;  ///< InBulk: when the first call is made
    Rate rate;         ///< InBulk
    Permissions permissions;
    bool has_policies = false;  ///< without any, nobody asks what its clients may do
    bool is_listed = true;      ///< false: its clients are let in, and are no things
};

enum class RegistryAnswer : std::uint8_t { Done, Exists, TooMany };

/// What statements may ask, by the names of the vendor's operations.
enum class RegistryQuery : std::uint8_t { DescribeThing, ListThingGroupsForThing };
/// Their first letter may be small.
std::optional<RegistryQuery> read_registry_query(std::string_view operation);

class Registry {
  public:
    static constexpr std::size_t kMostAttributes = 3;
    static constexpr std::size_t kMostAttributesWithType = 50;

    /// Families are numbered from 0 in the order they are added.
    RegistryAnswer add(ThingFamily family);
    std::size_t family_count() const { return families_.size(); }
    const ThingFamily& family(std::size_t index) const { return families_[index].family; }

    /// AtFirstConnect: the thing is there from now on.
    void register_thing(std::size_t family, std::uint32_t number);
    bool is_registered(std::size_t family, std::uint32_t number, sim::Time now) const;
    std::int64_t registered(std::size_t family, sim::Time now) const;
    /// The families of a group.
    std::vector<std::size_t> members_of(std::string_view group) const;

    /// As JSON; nullopt: there is no such thing now.
    std::optional<std::string> answer(RegistryQuery query, std::string_view thing,
                                      sim::Time now) const;

    /// Who a client of a family is, as policies see it.
    Identity identify(std::size_t family, std::uint32_t number) const;

  private:
    struct Entry {
        ThingFamily family;
        std::vector<bool> is_registered;  ///< AtFirstConnect
        std::int64_t registered = 0;      ///< AtFirstConnect
    };
    /// The family of a thing that is registered.
    const ThingFamily* family_of(std::string_view thing, sim::Time now) const;

    std::vector<Entry> families_;
};

}  // namespace fleetsim::cloud
