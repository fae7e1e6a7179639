#include "scenarios/scenario.hpp"

#include <algorithm>

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

std::string Fleet::client_id_of(std::uint32_t number) const { return client_id.with(number); }

}  // namespace fleetsim::scenarios
