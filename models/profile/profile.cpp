#include "models/profile/profile.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <utility>

#include "models/profile/document.hpp"
#include "sim/error.hpp"

namespace fleetsim::profile {

using detail::Entry;
using detail::Quantity;
using detail::Table;

namespace {

void note(detail::Document& document, const sim::Place& place, std::string code, std::string text,
          std::string hint) {
    const auto is_noted = [&](const sim::Diagnostic& known) {  // a figure may be read twice
        return known.text == text && known.place.line == place.line &&
               known.place.column == place.column;
    };
    if (std::any_of(document.mistakes.begin(), document.mistakes.end(), is_noted)) return;
    document.mistakes.push_back({place, std::move(code), std::move(text), std::move(hint)});
}

std::string quoted(const Table& table, std::string_view key) {
    return '"' + (table.path.empty() ? "" : table.path + '.') + std::string(key) + '"';
}

Entry* find(const Table& table, std::string_view key) {
    const auto found = table.entries.find(key);
    if (found == table.entries.end()) return nullptr;
    found->second.was_read = true;
    return &found->second;
}

/// The entry as a T, or nothing with the mistake noted.
template <class T>
const T* require(detail::Document& document, const Table& table, std::string_view key,
                 std::string_view what) {
    const Entry* entry = find(table, key);
    if (entry == nullptr) {
        note(document, table.place, "missing-key",
             quoted(table, key) + " is missing, " + std::string(what), "");
        return nullptr;
    }
    const T* content = std::get_if<T>(&entry->content);
    if (content == nullptr) {
        note(document, entry->place, "wrong-type",
             quoted(table, key) + " must be " + std::string(what), "");
    }
    return content;
}

constexpr std::string_view kFigureForm =
    "a figure { value = ..., unit = \"...\", source = \"...\" }";

/// The largest figure that the models can count with, in SI base units: 64 bits of nanojoules hold
/// a day at the largest power, and the largest charge at the largest voltage.
constexpr double largest(sim::Dimension dimension) {
    switch (dimension) {
        case sim::Dimension::Duration:
        case sim::Dimension::Energy:
            return 9e9;
        case sim::Dimension::Power:
            return 1e5;
        case sim::Dimension::Voltage:
            return 1e3;
        case sim::Dimension::Current:
            return 1e2;
        case sim::Dimension::Charge:
            return 9e6;
        case sim::Dimension::Money:
            return 1e9;
        default:
            return 1e15;
    }
}

double to_si(detail::Document& document, const Entry& entry, const Quantity& quantity,
             const std::string& unit, sim::Dimension dimension, const std::string& key,
             Sign sign = Sign::NotNegative) {
    const std::optional<double> scale = sim::unit_scale(unit, dimension);
    if (!scale) {
        note(document, entry.place, "wrong-unit", key + " cannot be in \"" + unit + '"',
             "units that fit: " + sim::unit_names(dimension));
        return 0;
    }
    const double value = quantity.value * *scale;
    const bool is_too_low =
        value < 0 && sign == Sign::NotNegative && dimension != sim::Dimension::Temperature;
    if (!is_too_low && std::abs(value) <= largest(dimension)) return value;
    note(document, entry.place, "out-of-range",
         fmt::format("{} is {} {}", key, quantity.value, quantity.unit),
         is_too_low ? "it must be zero or more"
                    : fmt::format("the largest is {:g} {}", largest(dimension) / *scale, unit));
    return 0;
}

void collect_unread(const Table& table, std::vector<sim::Diagnostic>& mistakes) {
    for (const auto& [key, entry] : table.entries) {
        if (!entry.was_read) {
            mistakes.push_back({entry.place, "unknown-key", "unknown key " + quoted(table, key),
                                "the profiles that come with fleetsim show the keys of each kind"});
            continue;
        }
        if (const auto* child = std::get_if<std::unique_ptr<Table>>(&entry.content)) {
            collect_unread(**child, mistakes);
        }
        if (const auto* list = std::get_if<std::vector<std::unique_ptr<Table>>>(&entry.content)) {
            for (const auto& element : *list) collect_unread(*element, mistakes);
        }
    }
}

}  // namespace

bool Section::has(std::string_view key) const { return table_->entries.contains(key); }

std::string Section::text(std::string_view key) const {
    const auto* text = require<std::string>(*document_, *table_, key, "a text");
    return text == nullptr ? std::string{} : *text;
}

std::string Section::text_or(std::string_view key, std::string_view fallback) const {
    return has(key) ? text(key) : std::string(fallback);
}

double Section::number(std::string_view key, sim::Dimension dimension, Sign sign) const {
    const auto* quantity = require<Quantity>(*document_, *table_, key, kFigureForm);
    if (quantity == nullptr) return 0;
    return to_si(*document_, *find(*table_, key), *quantity, quantity->unit, dimension,
                 quoted(*table_, key), sign);
}

std::optional<double> Section::maybe(std::string_view key, sim::Dimension dimension) const {
    if (!has(key)) return std::nullopt;
    return number(key, dimension);
}

double Section::quotient(std::string_view key, sim::Dimension above, sim::Dimension below) const {
    constexpr std::string_view kPer = " per ";
    const auto* quantity = require<Quantity>(*document_, *table_, key, kFigureForm);
    if (quantity == nullptr) return 0;
    const Entry& entry = *find(*table_, key);
    const std::size_t split = quantity->unit.find(kPer);
    if (split == std::string::npos) {
        note(*document_, entry.place, "wrong-unit",
             quoted(*table_, key) + " needs a unit such as \"mW per Mbit/s\"", "");
        return 0;
    }
    const std::string name = quoted(*table_, key);
    const double top =
        to_si(*document_, entry, *quantity, quantity->unit.substr(0, split), above, name);
    const double bottom = to_si(*document_, entry, Quantity{1, "", 0},
                                quantity->unit.substr(split + kPer.size()), below, name);
    return bottom > 0 ? top / bottom : 0;
}

sim::Duration Section::duration(std::string_view key) const {
    return sim::Duration::from_seconds(number(key, sim::Dimension::Duration));
}
sim::Watts Section::watts(std::string_view key) const {
    return sim::Watts{number(key, sim::Dimension::Power)};
}
sim::Joules Section::joules(std::string_view key) const {
    return sim::joules(number(key, sim::Dimension::Energy));
}
sim::Volts Section::volts(std::string_view key) const {
    return sim::Volts{number(key, sim::Dimension::Voltage)};
}
sim::Amperes Section::amperes(std::string_view key) const {
    return sim::Amperes{number(key, sim::Dimension::Current)};
}
sim::Coulombs Section::coulombs(std::string_view key) const {
    return sim::Coulombs{number(key, sim::Dimension::Charge)};
}
sim::Bytes Section::bytes(std::string_view key) const {
    return sim::Bytes{std::llround(number(key, sim::Dimension::Size))};
}
sim::BitRate Section::bit_rate(std::string_view key) const {
    return sim::BitRate{std::llround(number(key, sim::Dimension::Rate))};
}

std::optional<Section> Section::section(std::string_view key) const {
    if (!has(key)) return std::nullopt;
    const auto* child = require<std::unique_ptr<Table>>(*document_, *table_, key, "a table");
    if (child == nullptr) return std::nullopt;
    return Section{document_, child->get()};
}

std::vector<Section> Section::list(std::string_view key) const {
    std::vector<Section> sections;
    if (!has(key)) return sections;
    const auto* list =
        require<std::vector<std::unique_ptr<Table>>>(*document_, *table_, key, "a list of tables");
    if (list == nullptr) return sections;
    for (const auto& element : *list) sections.push_back(Section{document_, element.get()});
    return sections;
}

void Section::refuse(std::string_view key, std::string text, std::string hint) const {
    const Entry* entry = find(*table_, key);
    note(*document_, entry == nullptr ? table_->place : entry->place, "contradiction",
         std::move(text), std::move(hint));
}

Profile::Profile(std::string_view text, std::string file)
    : document_(std::make_unique<detail::Document>()) {
    document_->file = std::move(file);
    detail::parse(text, *document_);
}
Profile::~Profile() = default;
Profile::Profile(Profile&&) noexcept = default;
Profile& Profile::operator=(Profile&&) noexcept = default;

const std::string& Profile::name() const { return document_->name; }
const std::string& Profile::kind() const { return document_->kind; }
const std::string& Profile::summary() const { return document_->summary; }
const std::vector<Figure>& Profile::figures() const { return document_->figures; }
Section Profile::root() const { return {document_.get(), &document_->root}; }

void Profile::finish() const {
    std::vector<sim::Diagnostic> mistakes = document_->mistakes;
    collect_unread(document_->root, mistakes);
    if (!mistakes.empty()) throw sim::InputError(std::move(mistakes));
}

}  // namespace fleetsim::profile
