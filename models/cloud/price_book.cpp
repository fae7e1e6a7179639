#include "models/cloud/price_book.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace fleetsim::cloud {

namespace {

__extension__ using Int128 = __int128;

constexpr Int128 divide_rounded(Int128 value, Int128 divisor) {
    return (value + divisor / 2) / divisor;
}

std::int64_t count_of(const profile::Section& section, std::string_view key) {
    return std::llround(section.number(key, sim::Dimension::Pure));
}

Price::Tier read_tier(const profile::Section& section) {
    Price::Tier tier;
    tier.price =
        Money::millionths(std::llround(section.number("price", sim::Dimension::Money) * 1e6));
    tier.per = count_of(section, "per");
    if (tier.per < 1) {
        section.refuse("per", "a price is for at least one", "per = { value = 1_000_000, ... }");
        tier.per = 1;
    }
    if (section.has("up_to")) tier.up_to = count_of(section, "up_to");
    return tier;
}

/// As the profile words its figures' places.
std::string source_of(const std::string& price, const profile::Profile& file) {
    const std::string key = "price." + price + ".tier.1.price";
    for (const profile::Figure& figure : file.figures()) {
        if (figure.key != key) continue;
        return figure.source + (figure.mark == profile::Mark::Unverified ? " (unverified)" : "");
    }
    return {};
}

Price read_price(const profile::Section& section) {
    Price price;
    price.name = section.text("name");
    const std::string word = section.text("meter");
    if (const auto meter = parse_meter(word)) {
        price.meter = *meter;
    } else {
        section.refuse("meter", fmt::format("there is no meter \"{}\"", word),
                       "messages, connection-minutes, rules-triggered ...");
    }
    const std::string sale = section.text_or("sale", "exact");
    if (sale != "exact" && sale != "whole-blocks") {
        section.refuse("sale", fmt::format("a sale is not \"{}\"", sale), "exact or whole-blocks");
    }
    if (sale == "whole-blocks") price.sale = Price::Sale::WholeBlocks;
    if (section.has("free")) price.free = count_of(section, "free");
    for (const profile::Section& tier : section.list("tier")) {
        if (!price.tiers.empty() && price.tiers.back().up_to == INT64_MAX)
            tier.refuse("price", "the tier before this one has no end",
                        "give that one an up_to = { value = 1_000_000, ... }");
        const std::int64_t below = price.tiers.empty() ? 0 : price.tiers.back().up_to;
        price.tiers.push_back(read_tier(tier));
        if (price.tiers.back().up_to <= below && below != INT64_MAX)
            tier.refuse("up_to", "a tier ends above the one before it",
                        "up_to counts from the first of the month");
    }
    if (price.tiers.empty())
        section.refuse("name", fmt::format("\"{}\" has no price", price.name),
                       "[[price.tier]] with price and per");
    else if (price.tiers.back().up_to != INT64_MAX)
        section.refuse(
            "tier", fmt::format("nothing says what \"{}\" costs beyond its last tier", price.name),
            "leave out the up_to of the last [[price.tier]]");
    return price;
}

}  // namespace

std::string Money::to_text() const {
    const std::int64_t cents = (std::abs(millionths_) + 5'000) / 10'000;
    return fmt::format("{}{}.{:02}", millionths_ < 0 ? "-" : "", cents / 100, cents % 100);
}

std::string Price::to_text(std::string_view currency) const {
    const auto grouped = [](std::int64_t count) {
        std::string text = std::to_string(count);
        for (std::size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, ",");
        return text;
    };
    std::string text;
    for (const Tier& tier : tiers) {
        text += fmt::format("{}{:g} {}", text.empty() ? "" : ", then ", tier.price.to_units(),
                            currency);
        if (tier.per != 1) text += " per " + grouped(tier.per);
        if (tier.up_to != INT64_MAX) text += " up to " + grouped(tier.up_to);
    }
    return text;
}

Money Price::cost_of(std::int64_t count, Allowance allowance) const {
    if (allowance == Allowance::FreeTier) count = std::max<std::int64_t>(0, count - free);
    Money cost;
    std::int64_t below = 0;
    for (const Tier& tier : tiers) {
        const std::int64_t within = std::min(count, tier.up_to) - below;
        if (within <= 0) break;
        const Int128 amount = sale == Sale::WholeBlocks
                                  ? Int128{(within + tier.per - 1) / tier.per} * tier.per
                                  : Int128{within};
        cost += Money::millionths(
            static_cast<std::int64_t>(divide_rounded(amount * tier.price.count(), tier.per)));
        below = tier.up_to;
    }
    return cost;
}

PriceBook::PriceBook(const profile::Profile& file) : name_(file.name()) {
    const profile::Section root = file.root();
    currency_ = root.text("currency");
    const std::string metering = root.text_or("metering", "aws-iot-core");
    if (const auto known = parse_metering(metering))
        metering_ = *known;
    else
        root.refuse("metering", fmt::format("there is no metering \"{}\"", metering),
                    "aws-iot-core, azure-iot-hub or machines");
    if (root.has("message_block")) blocks_.message = root.bytes("message_block");
    if (root.has("shadow_block")) blocks_.shadow = root.bytes("shadow_block");
    for (const profile::Section& section : root.list("price")) {
        prices_.push_back(read_price(section));
        prices_.back().source = source_of(prices_.back().name, file);
    }
    file.finish();
}

PriceBook PriceBook::open(const std::string& name) {
    return PriceBook(profile::open("price", name));
}

Bill PriceBook::bill(const Usage& month, Allowance allowance) const {
    Bill bill;
    for (const Price& price : prices_) {
        const std::int64_t count = month.of(price.meter);
        const Money cost = price.cost_of(count, allowance);
        bill.lines.push_back({price.name, price.meter, count, cost});
        bill.total += cost;
    }
    return bill;
}

}  // namespace fleetsim::cloud
