// PriceBook: what a vendor charges for a month of usage, line by line.
// Models     prices in tiers (each tier's price for what falls into it), blocks that are bought
//            whole, and a free allowance for those who ask for it.
// Leaves out taxes, discounts that are negotiated, reserved capacity.
// Source     the profiles of kind "price", each figure with its own.
// Error      each line is rounded once, to a millionth of the currency unit.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "models/cloud/money.hpp"
#include "models/cloud/usage.hpp"
#include "models/profile/profile.hpp"

namespace fleetsim::cloud {

enum class Allowance : std::uint8_t { None, FreeTier };

struct Price {
    enum class Sale : std::uint8_t { Exact, WholeBlocks };
    struct Tier {
        Money price;
        std::int64_t per = 1;            ///< the price is for this many
        std::int64_t up_to = INT64_MAX;  ///< the tier ends at this count in a month
    };
    std::string name;
    Meter meter = Meter::Messages;
    Sale sale = Sale::Exact;
    std::int64_t free = 0;  ///< of the count in a month, free of charge
    std::vector<Tier> tiers;
    std::string source;  ///< of the first tier's price; "; unverified" where we could not read it

    /// "1 USD per 1,000,000 up to 1,000,000,000, then 0.8 USD".
    std::string to_text(std::string_view currency) const;
    Money cost_of(std::int64_t count, Allowance allowance) const;
};

struct BillLine {
    std::string name;
    Meter meter = Meter::Messages;
    std::int64_t count = 0;
    Money cost;
};

struct Bill {
    std::vector<BillLine> lines;  ///< one for each price of the book, in its order
    Money total;
};

class PriceBook {
  public:
    /// A shipped book by name, or a file of the user's. Throws sim::InputError.
    static PriceBook open(const std::string& name);
    explicit PriceBook(const profile::Profile& file);

    const std::string& name() const { return name_; }
    const std::string& currency() const { return currency_; }
    Metering metering() const { return metering_; }
    const Blocks& blocks() const { return blocks_; }
    const std::vector<Price>& prices() const { return prices_; }
    Bill bill(const Usage& month, Allowance allowance = Allowance::None) const;

  private:
    std::string name_;
    std::string currency_;
    Metering metering_ = Metering::AwsIotCore;
    Blocks blocks_;
    std::vector<Price> prices_;
};

}  // namespace fleetsim::cloud
