// MessageTexts: the texts behind the numbers that travel - topics, client ids, payloads - made
// again for whoever reads them, and the numbers of a text that is to travel.
// Models     payloads of devices and of applications from their draws; what devices say to shadows
//            and jobs, as the services know it.
// Leaves out payloads given by size alone, and those of wills: they read as blanks.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/app/app.hpp"
#include "models/device/population.hpp"
#include "models/mqtt/parcel.hpp"
#include "models/mqtt/pattern_list.hpp"
#include "scenarios/scenario.hpp"

namespace fleetsim::scenarios::compose {

class MessageTexts {
  public:
    /// All of it must outlive this.
    MessageTexts(const Scenario& scenario, const mqtt::PatternList& patterns,
                 const device::Population& population,
                 const std::vector<std::unique_ptr<app::App>>& apps)
        : scenario_(&scenario), patterns_(&patterns), population_(&population), apps_(&apps) {}

    std::string topic(const mqtt::Message& message) const {
        return (*patterns_)[message.pattern].text(message.number);
    }
    std::string payload(const mqtt::Message& message, sim::EntityId source) const;
    /// Whether a device answered a service with it: the ordinal is an Echo then.
    bool is_answer(const mqtt::Message& message, sim::EntityId source) const;
    /// Empty for an application and for a device that does not speak MQTT.
    std::string client_id(sim::EntityId source) const;
    /// nullopt: the topic is none of the world's, so nobody can have subscribed to it.
    std::optional<mqtt::Message> message(std::string_view topic, std::size_t payload_bytes,
                                         std::uint8_t qos, sim::Time at) const;

    const mqtt::PatternList& patterns() const { return *patterns_; }
    const device::Population& population() const { return *population_; }

  private:
    /// Of the device that published it.
    const device::PublishProgram* program_of(const mqtt::Message& message,
                                             sim::EntityId source) const;
    std::optional<std::string> device_payload(const mqtt::Message& message,
                                              sim::EntityId source) const;

    const Scenario* scenario_;
    const mqtt::PatternList* patterns_;
    const device::Population* population_;
    const std::vector<std::unique_ptr<app::App>>* apps_;
};

}  // namespace fleetsim::scenarios::compose
