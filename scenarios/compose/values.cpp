#include "scenarios/compose/values.hpp"

#include <cmath>

namespace fleetsim::scenarios::compose {

namespace {

device::Pattern build_pattern(Pacing::Pattern from) {
    switch (from) {
        case Pacing::Pattern::Periodic:
            return device::Pattern::Periodic;
        case Pacing::Pattern::Poisson:
            return device::Pattern::Poisson;
        case Pacing::Pattern::ClosedLoop:
            return device::Pattern::ClosedLoop;
        case Pacing::Pattern::Diurnal:
            break;
    }
    return device::Pattern::Diurnal;
}

}  // namespace

device::PayloadSource build_payload(const Payload& from) {
    device::PayloadSource source;
    source.content = from.content;
    source.size = from.size;
    if (from.content)
        source.fixed = from.content->fixed_size();
    else if (source.size.is_constant())
        source.fixed = static_cast<std::uint32_t>(std::lround(source.size.mean()));
    return source;
}

device::Schedule build_schedule(const Pacing& from) {
    return {.pattern = build_pattern(from.pattern),
            .every = from.mean,
            .jitter = from.jitter,
            .alignment = from.is_aligned ? device::Alignment::Clock : device::Alignment::Free,
            .swing = from.pattern == Pacing::Pattern::Diurnal ? from.swing : 0,
            .peak_time = from.peak};
}

std::uint8_t build_lifetime(std::optional<sim::Duration> expiry, mqtt::PatternList& patterns) {
    return expiry ? patterns.lifetime_number(*expiry) : std::uint8_t{0};
}

mqtt::TopicPattern build_topic(const TopicPattern& topic) {
    mqtt::TopicPattern out;
    for (const TopicPart& part : topic.parts) {
        if (part.kind != TopicPart::Kind::Literal)
            out.numbered = true;
        else
            (out.numbered ? out.after : out.before) += part.text;
    }
    return out;
}

std::uint32_t audience_size(const TopicPattern& topic, const Scenario& scenario) {
    for (const TopicPart& part : topic.parts)
        if (part.fleet) return scenario.fleet(*part.fleet).count;
    return 1;
}

}  // namespace fleetsim::scenarios::compose
