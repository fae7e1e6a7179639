#include "sim/unit_table.hpp"

#include <algorithm>
#include <array>

namespace fleetsim::sim {

namespace {

constexpr std::int64_t kKilo = 1'000;
constexpr std::int64_t kMega = 1'000'000;
constexpr std::int64_t kGiga = 1'000'000'000;
constexpr std::int64_t kTera = 1'000'000'000'000;
constexpr std::int64_t kDay = 86'400;

// The empty name stands where no unit is needed.
constexpr auto kUnits = std::to_array<Unit>({
    {"ns", Dimension::Duration, 1, kGiga},
    {"us", Dimension::Duration, 1, kMega},
    {"ms", Dimension::Duration, 1, kKilo},
    {"s", Dimension::Duration, 1, 1},
    {"min", Dimension::Duration, 60, 1},
    {"h", Dimension::Duration, 3'600, 1},
    {"d", Dimension::Duration, kDay, 1},
    {"week", Dimension::Duration, 7 * kDay, 1},
    {"year", Dimension::Duration, 36'525 * (kDay / 100), 1},  // the Julian year, 365.25 d
    {"nW", Dimension::Power, 1, kGiga},
    {"uW", Dimension::Power, 1, kMega},
    {"mW", Dimension::Power, 1, kKilo},
    {"W", Dimension::Power, 1, 1},
    {"kW", Dimension::Power, kKilo, 1},
    {"nJ", Dimension::Energy, 1, kGiga},
    {"uJ", Dimension::Energy, 1, kMega},
    {"mJ", Dimension::Energy, 1, kKilo},
    {"J", Dimension::Energy, 1, 1},
    {"kJ", Dimension::Energy, kKilo, 1},
    {"mWh", Dimension::Energy, 36, 10},
    {"Wh", Dimension::Energy, 3'600, 1},
    {"kWh", Dimension::Energy, 3'600'000, 1},
    {"uV", Dimension::Voltage, 1, kMega},
    {"mV", Dimension::Voltage, 1, kKilo},
    {"V", Dimension::Voltage, 1, 1},
    {"nA", Dimension::Current, 1, kGiga},
    {"uA", Dimension::Current, 1, kMega},
    {"mA", Dimension::Current, 1, kKilo},
    {"A", Dimension::Current, 1, 1},
    {"nC", Dimension::Charge, 1, kGiga},
    {"uC", Dimension::Charge, 1, kMega},
    {"mC", Dimension::Charge, 1, kKilo},
    {"C", Dimension::Charge, 1, 1},
    {"uAh", Dimension::Charge, 36, 10'000},
    {"mAh", Dimension::Charge, 36, 10},
    {"Ah", Dimension::Charge, 3'600, 1},
    {"B", Dimension::Size, 1, 1},
    {"kB", Dimension::Size, kKilo, 1},
    {"KiB", Dimension::Size, 1 << 10, 1},
    {"MB", Dimension::Size, kMega, 1},
    {"MiB", Dimension::Size, 1 << 20, 1},
    {"GB", Dimension::Size, kGiga, 1},
    {"GiB", Dimension::Size, 1 << 30, 1},
    {"TB", Dimension::Size, kTera, 1},
    {"TiB", Dimension::Size, std::int64_t{1} << 40, 1},
    {"bit/s", Dimension::Rate, 1, 1},
    {"B/s", Dimension::Rate, 8, 1},
    {"kbit/s", Dimension::Rate, kKilo, 1},
    {"kB/s", Dimension::Rate, 8 * kKilo, 1},
    {"Mbit/s", Dimension::Rate, kMega, 1},
    {"MB/s", Dimension::Rate, 8 * kMega, 1},
    {"Gbit/s", Dimension::Rate, kGiga, 1},
    {"GB/s", Dimension::Rate, 8 * kGiga, 1},
    {"/d", Dimension::Frequency, 1, kDay},
    {"/h", Dimension::Frequency, 1, 3'600},
    {"/min", Dimension::Frequency, 1, 60},
    {"/s", Dimension::Frequency, 1, 1},
    {"Hz", Dimension::Frequency, 1, 1},
    {"kHz", Dimension::Frequency, kKilo, 1},
    {"MHz", Dimension::Frequency, kMega, 1},
    {"GHz", Dimension::Frequency, kGiga, 1},
    {"%", Dimension::Ratio, 1, 100},
    {"", Dimension::Ratio, 1, 1},
    {"mohm", Dimension::Resistance, 1, kKilo},
    {"ohm", Dimension::Resistance, 1, 1},
    {"kohm", Dimension::Resistance, kKilo, 1},
    {"degC", Dimension::Temperature, 1, 1},
    {"USD", Dimension::Money, 1, 1},
    {"EUR", Dimension::Money, 1, 1},
    {"", Dimension::Pure, 1, 1},
});

struct Alias {
    std::string_view written;
    std::string_view meant;
};
constexpr auto kAliases = std::to_array<Alias>({
    {"sec", "s"},       {"secs", "s"},        {"second", "s"},    {"seconds", "s"},
    {"m", "min"},       {"mins", "min"},      {"minute", "min"},  {"minutes", "min"},
    {"hr", "h"},        {"hrs", "h"},         {"hour", "h"},      {"hours", "h"},
    {"day", "d"},       {"days", "d"},        {"weeks", "week"},  {"years", "year"},
    {"w", "week"},      {"y", "year"},        {"a", "year"},      {"\u00b5s", "us"},
    {"\u03bcs", "us"},  {"msec", "ms"},       {"usec", "us"},     {"byte", "B"},
    {"bytes", "B"},     {"KB", "kB"},         {"K", "KiB"},       {"k", "kB"},
    {"M", "MB"},        {"G", "GB"},          {"Kib", "KiB"},     {"kib", "KiB"},
    {"kb", "kB"},       {"mb", "MB"},         {"gb", "GB"},       {"bps", "bit/s"},
    {"kbps", "kbit/s"}, {"Kbps", "kbit/s"},   {"Mbps", "Mbit/s"}, {"mbps", "Mbit/s"},
    {"Gbps", "Gbit/s"}, {"Kbit/s", "kbit/s"}, {"percent", "%"},   {"mah", "mAh"},
    {"ah", "Ah"},       {"wh", "Wh"},         {"C/s", "A"},       {"\u00b0C", "degC"},
    {"$", "USD"},       {"\u20ac", "EUR"},    {"hz", "Hz"},       {"/sec", "/s"},
    {"/second", "/s"},  {"/minute", "/min"},  {"/hour", "/h"},    {"/day", "/d"},
});

}  // namespace

const Unit* find_unit(std::string_view name, Dimension dimension) {
    const auto found = std::find_if(kUnits.begin(), kUnits.end(), [&](const Unit& unit) {
        return unit.name == name && unit.dimension == dimension;
    });
    return found == kUnits.end() ? nullptr : &*found;
}

const Unit* find_unit_anywhere(std::string_view name) {
    const auto found = std::find_if(kUnits.begin(), kUnits.end(),
                                    [&](const Unit& unit) { return unit.name == name; });
    return found == kUnits.end() ? nullptr : &*found;
}

std::string_view meant_unit(std::string_view written, Dimension dimension) {
    for (const Alias& alias : kAliases)
        if (alias.written == written && find_unit(alias.meant, dimension) != nullptr)
            return alias.meant;
    return {};
}

std::optional<double> unit_scale(std::string_view unit, Dimension dimension) {
    const Unit* found = find_unit(unit, dimension);
    if (found == nullptr) return std::nullopt;
    return static_cast<double>(found->numerator) / static_cast<double>(found->denominator);
}

std::string unit_names(Dimension dimension) {
    std::string names;
    for (const Unit& unit : kUnits) {
        if (unit.dimension != dimension || unit.name.empty()) continue;
        names += (names.empty() ? "" : ", ") + std::string(unit.name);
    }
    return names;
}

std::string_view describe(Dimension dimension) {
    switch (dimension) {
        case Dimension::Duration:
            return "a duration";
        case Dimension::Power:
            return "a power";
        case Dimension::Energy:
            return "an energy";
        case Dimension::Voltage:
            return "a voltage";
        case Dimension::Current:
            return "a current";
        case Dimension::Charge:
            return "a charge";
        case Dimension::Size:
            return "a size";
        case Dimension::Rate:
            return "a data rate";
        case Dimension::Frequency:
            return "a frequency";
        case Dimension::Ratio:
            return "a ratio";
        case Dimension::Resistance:
            return "a resistance";
        case Dimension::Temperature:
            return "a temperature";
        case Dimension::Money:
            return "an amount of money";
        case Dimension::Pure:
            break;
    }
    return "a number";
}

std::string_view example_of(Dimension dimension) {
    switch (dimension) {
        case Dimension::Duration:
            return "20 min";
        case Dimension::Power:
            return "120 mW";
        case Dimension::Energy:
            return "5 mJ";
        case Dimension::Voltage:
            return "3.6 V";
        case Dimension::Current:
            return "2.7 uA";
        case Dimension::Charge:
            return "2.4 Ah";
        case Dimension::Size:
            return "128 KiB";
        case Dimension::Rate:
            return "10 Mbit/s";
        case Dimension::Frequency:
            return "10 /s";
        case Dimension::Ratio:
            return "10 %";
        case Dimension::Resistance:
            return "50 ohm";
        case Dimension::Temperature:
            return "25 degC";
        case Dimension::Money:
            return "0.25 USD";
        case Dimension::Pure:
            break;
    }
    return "2.5";
}

}  // namespace fleetsim::sim
