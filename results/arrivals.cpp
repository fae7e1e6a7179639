#include "results/arrivals.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

#include "results/curve.hpp"
#include "results/figure_text.hpp"
#include "results/names.hpp"

namespace fleetsim::results {

namespace {
constexpr sim::Duration kOrdinaryConnect = sim::Duration::seconds(30);

/// MQTT, but not with a connection for each publish.
std::vector<std::string> fleets_that_stay(const Query& query, RunId run) {
    constexpr std::string_view kFleet = "fleet.";
    std::vector<std::string> staying;
    std::vector<std::string> passing;
    for (const Parameter& parameter : query.parameters(run)) {
        if (!parameter.path.starts_with(kFleet)) continue;
        const std::size_t dot = parameter.path.find('.', kFleet.size());
        if (dot == std::string::npos) continue;
        const std::string name = parameter.path.substr(kFleet.size(), dot - kFleet.size());
        const std::string key = parameter.path.substr(dot + 1);
        if (key == "mqtt.version") staying.push_back(name);
        if (key == "connection" && parameter.value.find("per-publish") != std::string::npos)
            passing.push_back(name);
    }
    std::erase_if(staying, [&passing](const std::string& name) {
        return std::find(passing.begin(), passing.end(), name) != passing.end();
    });
    return staying;
}

std::vector<Sample> levels(const Query& query, RunId run, const std::string& fleet,
                           std::string_view metric) {
    const auto series = find_series(query, run, names::fleet(fleet), metric);
    const auto span = series ? span_of(query, series->id) : std::nullopt;
    return span ? samples_of(query, *series, *span) : std::vector<Sample>{};
}

std::optional<sim::Time> first_at(const std::vector<Sample>& samples, double level) {
    const auto found = std::find_if(samples.begin(), samples.end(),
                                    [level](const Sample& s) { return s.value >= level; });
    return found == samples.end() ? std::nullopt : std::optional(found->at);
}

double greatest(const std::vector<Sample>& samples) {
    double most = 0;
    for (const Sample& sample : samples) most = std::max(most, sample.value);
    return most;
}
}  // namespace

std::vector<Arrivals> slow_arrivals(const Query& query, RunId run) {
    std::vector<Arrivals> slow;
    for (const std::string& fleet : fleets_that_stay(query, run)) {
        const std::vector<Sample> on = levels(query, run, fleet, names::kDevicesOn);
        const std::vector<Sample> in = levels(query, run, fleet, names::kConnections);
        const double devices = greatest(on);
        if (devices == 0 || in.size() < 2) continue;
        const sim::Duration between = in[1].at - in[0].at;
        const Arrivals arrivals{.fleet = fleet,
                                .devices = devices,
                                .all_on = *first_at(on, devices),
                                .nearly_all_in = first_at(in, kNearlyAll * devices),
                                .all_in = first_at(in, devices),
                                .most_in = greatest(in),
                                .between = between};
        const sim::Time late = arrivals.all_on + std::max(kOrdinaryConnect, between + between);
        if (late < in.back().at && (!arrivals.nearly_all_in || *arrivals.nearly_all_in > late))
            slow.push_back(arrivals);
    }
    return slow;
}

std::string arrivals_sentence(const std::vector<Arrivals>& slow) {
    std::string sentence;
    for (const Arrivals& a : slow) {
        const auto after = [](sim::Time at) { return span_text(at.since_start()); };
        sentence += fmt::format("{}ll {} devices of fleet {} were on after {}; ",
                                sentence.empty() ? "A" : ". A", count_text(a.devices), a.fleet,
                                after(a.all_on));
        if (!a.nearly_all_in)
            sentence += fmt::format("no sample, one each {}, found {} of them connected",
                                    span_text(a.between),
                                    a.most_in == 0 ? "any" : "more than " + count_text(a.most_in));
        else if (!a.all_in)
            sentence += fmt::format("99 % of them were connected after {}, and never all",
                                    after(*a.nearly_all_in));
        else
            sentence += fmt::format("99 % of them were connected after {}, all after {}",
                                    after(*a.nearly_all_in), after(*a.all_in));
    }
    return sentence.empty() ? sentence : sentence + ".";
}

}  // namespace fleetsim::results
