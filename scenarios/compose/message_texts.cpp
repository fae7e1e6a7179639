#include "scenarios/compose/message_texts.hpp"

#include <algorithm>

#include "models/device/turn.hpp"
#include "models/mqtt/topic_number.hpp"

namespace fleetsim::scenarios::compose {

const device::PublishProgram* MessageTexts::program_of(const mqtt::Message& message,
                                                       sim::EntityId source) const {
    if (source.is_service()) return nullptr;
    const device::DeviceClass& type =
        population_->classes()[population_->row(source.device_index()).class_id];
    const auto found = std::find_if(
        type.programs.begin(), type.programs.end(),
        [&](const device::PublishProgram& one) { return one.pattern == message.pattern; });
    return found == type.programs.end() ? nullptr : &*found;
}

bool MessageTexts::is_answer(const mqtt::Message& message, sim::EntityId source) const {
    const device::PublishProgram* program = program_of(message, source);
    return program != nullptr && program->reaction.has_value();
}

std::optional<std::string> MessageTexts::device_payload(const mqtt::Message& message,
                                                        sim::EntityId source) const {
    const device::PublishProgram* program = program_of(message, source);
    if (program == nullptr || !program->payload.content) return std::nullopt;
    const std::uint32_t device = source.device_index();
    const device::DeviceClass& type = population_->classes()[population_->row(device).class_id];
    sim::DrawEngine draws = device::payload_draw(scenario_->seed, source, message.ordinal);
    device::PayloadMoment moment{.device = device - type.devices.first,
                                 .ordinal = message.ordinal,
                                 .now = message.published};
    if (type.failure)
        moment.wear = population_->life_of(device, message.published)
                          .wear(message.published, type.failure->shows_for);
    return program->payload.content->render(draws, moment);
}

std::string MessageTexts::payload(const mqtt::Message& message, sim::EntityId source) const {
    std::optional<std::string> text;
    if (!source.is_service()) text = device_payload(message, source);
    for (std::size_t i = 0; i < apps_->size() && source.is_service() && !text; ++i)
        if ((*apps_)[i]->config().self == source) text = (*apps_)[i]->payload_text(message);
    // Nobody wrote down what these bytes say.
    return text ? *text : std::string(message.payload_bytes, ' ');
}

std::string MessageTexts::client_id(sim::EntityId source) const {
    if (source.is_service()) return {};
    const std::uint32_t device = source.device_index();
    const std::uint16_t type = population_->row(device).class_id;
    const Fleet& fleet = scenario_->fleets[type];
    if (!fleet.mqtt) return {};
    return fleet.client_id_of(device - population_->classes()[type].devices.first);
}

std::optional<mqtt::Message> MessageTexts::message(std::string_view topic,
                                                   std::size_t payload_bytes, std::uint8_t qos,
                                                   sim::Time at) const {
    for (std::size_t p = 0; p < patterns_->all().size(); ++p) {
        const auto number = mqtt::number_in(patterns_->all()[p], topic);
        if (!number) continue;
        return mqtt::Message{.published = at,
                             .pattern = static_cast<std::uint16_t>(p),
                             .number = *number,
                             .payload_bytes = static_cast<std::uint32_t>(payload_bytes),
                             .qos = qos};
    }
    return std::nullopt;
}

}  // namespace fleetsim::scenarios::compose
