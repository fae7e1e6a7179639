#include "cli/fault_entry.hpp"

#include <fmt/format.h>

#include "results/figure_text.hpp"
#include "results/names.hpp"
#include "sim/quantity_text.hpp"

namespace fleetsim::cli {

results::LogEntry entry_of(const scenarios::Fault& fault, const scenarios::Scenario& scenario) {
    using enum scenarios::Fault::Target;
    namespace names = results::names;
    const std::string down = fmt::format("down for {}", sim::to_text(fault.down_for));
    results::LogEntry entry{.at = fault.at,
                            .severity = results::LogEntry::Severity::Note,
                            .code = "fault",
                            .component = {},
                            .text = down};
    switch (fault.target) {
        case Node:
            entry.component = names::network_node(
                scenario.network.nodes[static_cast<std::size_t>(fault.node)].name);
            break;
        case Link:
            entry.component = names::network_link(
                scenario.network.links[static_cast<std::size_t>(fault.link)].name);
            break;
        case Broker:
            entry.component = names::broker_node(static_cast<int>(fault.broker_node) + 1);
            break;
        case Connections:
            entry.component = names::fleet(scenario.fleet(fault.fleet).name);
            entry.text =
                fmt::format("{} of its connections cut", results::percent_text(fault.share));
            break;
        case Certificates:
            entry.component = names::fleet(scenario.fleet(fault.fleet).name);
            entry.text = fmt::format(
                "{} of its certificates not active {}", results::percent_text(fault.share),
                fault.down_for > sim::Duration{} ? "for " + sim::to_text(fault.down_for)
                                                 : "any more");
            break;
        case Power:
            entry.component = names::fleet(scenario.fleet(fault.fleet).name);
            entry.text =
                fmt::format("{} of its devices without power for {}",
                            results::percent_text(fault.share), sim::to_text(fault.down_for));
            break;
    }
    return entry;
}

}  // namespace fleetsim::cli
