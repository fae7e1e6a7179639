#include "scenarios/compose/observe_account.hpp"

#include <set>

namespace fleetsim::scenarios::compose {

namespace {

std::string client_name(const Scenario& scenario, std::size_t group) {
    const std::size_t fleets = scenario.fleets.size();
    return group < fleets ? scenario.fleets[group].name : scenario.apps[group - fleets].name;
}

std::size_t group_count(const Scenario& scenario) {
    return scenario.fleets.size() + scenario.apps.size();
}

Figure alarm_figure(std::string component, Alarm alarm, std::int64_t count) {
    return {std::move(component), std::string(to_text(alarm)) + "_total", "1", FigureKind::Counter,
            static_cast<double>(count)};
}

void add_alarms(const World& world, std::vector<Figure>& figures) {
    for (std::size_t a = 0; a < kAlarms; ++a) {
        const auto alarm = static_cast<Alarm>(a);
        std::int64_t sum = 0;
        for (std::size_t g = 0; g < group_count(world.scenario()); ++g)
            sum += world.account()->count(g, alarm);
        figures.push_back(alarm_figure("account", alarm, sum));
    }
}

/// The things of each group at the end.
void add_groups(const World& world, std::vector<Figure>& figures) {
    const cloud::Registry& registry = world.account()->registry();
    std::set<std::string> names;
    for (std::size_t f = 0; f < registry.family_count(); ++f)
        names.insert(registry.family(f).groups.begin(), registry.family(f).groups.end());
    for (const std::string& name : names) {
        std::int64_t things = 0;
        for (const std::size_t family : registry.members_of(name))
            things += registry.registered(family, world.settled_at());
        figures.push_back({"registry/group/" + name, "things", "1", FigureKind::Gauge,
                           static_cast<double>(things)});
    }
}

void add_quota(const cloud::AccountQuota& account, cloud::Quota quota,
               std::vector<Figure>& figures) {
    const double limit = account.rates()[quota];
    if (limit == 0) return;
    const cloud::QuotaUse& use = account.use(quota);
    const std::string component = "quota/" + std::string(to_text(quota));
    const std::string unit = quota == cloud::Quota::Connections         ? "1"
                             : quota == cloud::Quota::BytesOfConnection ? "B/s"
                                                                        : "1/s";
    const auto add = [&](std::string metric, std::string in, double value) {
        figures.push_back({component, std::move(metric), std::move(in), FigureKind::Gauge, value});
    };
    add("limit", unit, limit);
    add("peak", unit, static_cast<double>(use.peak));
    add("margin_ratio", "1", 1 - static_cast<double>(use.peak) / limit);
    add("throttled_total", "1", static_cast<double>(use.throttled));
}

/// What a line of the bill counts.
std::string unit_of(cloud::Meter meter) {
    switch (meter) {
        case cloud::Meter::ConnectionMinutes:
            return "min";
        case cloud::Meter::NodeHours:
            return "h";
        case cloud::Meter::EgressBytes:
            return "B";
        default:
            return "1";
    }
}

/// Devices that were on at some time: the others are in no bill, and would make it look cheap.
std::int64_t switched_on(const device::Population& population) {
    std::int64_t devices = 0;
    for (std::size_t c = 0; c < population.classes().size(); ++c)
        devices += population.total(c).switched_on();
    return devices;
}

void add_bill(const cloud::PriceBook& book, const cloud::Bill& bill, std::int64_t devices,
              std::vector<Figure>& figures) {
    const std::string component = "cost/" + book.name();
    const auto add = [&](std::string of, std::string metric, std::string unit, double value) {
        figures.push_back(
            {std::move(of), std::move(metric), std::move(unit), FigureKind::Gauge, value});
    };
    add(component, "month_cost", book.currency(), bill.total.to_units());
    if (devices > 0)
        add(component, "month_cost_per_device", book.currency(),
            bill.total.to_units() / static_cast<double>(devices));
    for (const cloud::BillLine& line : bill.lines) {
        // What counts a day is no count of a month.
        const bool is_daily = line.meter == cloud::Meter::MessagesOfBusiestDay;
        add(component + "/" + line.name, is_daily ? "busiest_day_count" : "month_count",
            unit_of(line.meter), static_cast<double>(line.count));
        add(component + "/" + line.name, "month_cost", book.currency(), line.cost.to_units());
    }
}

}  // namespace

void add_alarms_by_client(const World& world, std::vector<Figure>& figures) {
    if (world.account() == nullptr) return;
    for (std::size_t g = 0; g < group_count(world.scenario()); ++g)
        for (std::size_t a = 0; a < kAlarms; ++a) {
            const auto alarm = static_cast<Alarm>(a);
            const std::int64_t count = world.account()->count(g, alarm);
            if (count > 0)
                figures.push_back(
                    alarm_figure("account/" + client_name(world.scenario(), g), alarm, count));
        }
}

void add_account_figures(const World& world, sim::Time now, std::vector<Figure>& figures) {
    if (world.account() == nullptr) return;
    const Scenario& scenario = world.scenario();
    add_alarms(world, figures);
    std::int64_t things = 0;
    bool has_things = false;
    for (std::size_t f = 0; f < scenario.fleets.size(); ++f) {
        if (!scenario.fleets[f].thing) continue;
        has_things = true;
        things += world.account()->registry().registered(f, now);
    }
    if (has_things)
        figures.push_back(
            {"registry", "things", "1", FigureKind::Gauge, static_cast<double>(things)});
}

std::vector<Figure> final_account_figures(const World& world) {
    std::vector<Figure> figures;
    if (world.account() == nullptr) return figures;
    const AccountGate& account = *world.account();
    add_alarms_by_client(world, figures);
    add_groups(world, figures);
    if (account.quota())
        for (std::size_t q = 0; q < cloud::kQuotas; ++q)
            add_quota(*account.quota(), static_cast<cloud::Quota>(q), figures);
    const std::vector<cloud::Bill> bills = world.bills();
    for (std::size_t b = 0; b < bills.size(); ++b)
        add_bill(account.books()[b], bills[b], switched_on(world.population()), figures);
    return figures;
}

std::vector<PriceLine> price_lines(const World& world) {
    std::vector<PriceLine> lines;
    if (world.account() == nullptr) return lines;
    for (const cloud::PriceBook& book : world.account()->books())
        for (const cloud::Price& price : book.prices())
            lines.push_back(
                {book.name(), price.name, price.to_text(book.currency()), price.source});
    return lines;
}

}  // namespace fleetsim::scenarios::compose
