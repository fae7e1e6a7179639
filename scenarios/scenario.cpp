#include "scenarios/scenario.hpp"

#include <algorithm>
#include <cmath>

#include "sim/random/draw.hpp"

namespace fleetsim::scenarios {

namespace {
bool is_literal(const TopicPart& part) { return part.kind == TopicPart::Kind::Literal; }
}  // namespace

std::optional<std::string> TopicPattern::constant() const {
    if (!std::all_of(parts.begin(), parts.end(), is_literal)) return std::nullopt;
    return with(0);
}

std::string TopicPattern::with(std::uint64_t number) const {
    std::string topic;
    for (const TopicPart& part : parts) {
        topic += is_literal(part) ? part.text : std::to_string(number);
    }
    return topic;
}

double Payload::usual_size() const {
    if (!content) return std::round(size.mean());
    if (content->fixed_size()) return *content->fixed_size();
    sim::DrawEngine draws = sim::draw(0, sim::EntityId::service(0), 0, 0);
    return content->size(draws, {});
}

std::string Fleet::client_id_of(std::uint32_t number) const { return client_id.with(number); }

}  // namespace fleetsim::scenarios
