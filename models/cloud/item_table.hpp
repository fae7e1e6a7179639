// ItemTable: a table of a database that rules write and statements read, item by item.
// Models     DynamoDB's PutItem and GetItem: a partition key, a sort key where there is one, one
//            item under each; keys are texts or numbers, and 17 is 17.0. Items of more than 8 KB
//            are kept, and not given to a statement.
// Leaves out the time and capacity of reads, updates of single columns, deletion, expiry.
// Source     AWS IoT developer guide, "get_dynamodb", "DynamoDBv2"; DynamoDB developer guide, "Core
//            components".
// Error      an item can be read from the moment the table has taken it.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>

namespace fleetsim::cloud {

struct ItemTableSpec {
    std::string name;
    std::string partition_key;  ///< the member of an item that holds it
    std::string sort_key;       ///< empty: none
};

class ItemTable {
  public:
    /// What a statement gets at most, in bytes of JSON.
    static constexpr std::size_t kMostRead = 8 * 1024;

    struct Item {
        std::string key;
        std::string json;
    };
    /// A key that is asked for: its name, and its value as JSON.
    struct KeyPart {
        std::string_view name;
        std::string_view value;
    };

    explicit ItemTable(ItemTableSpec spec) : spec_(std::move(spec)) {}

    /// nullopt if the text is no object with a text or a number under each key of the table.
    std::optional<Item> read(std::string_view json) const;
    /// In place of the one with the same keys.
    void put(Item item) { items_.insert_or_assign(std::move(item.key), std::move(item.json)); }
    /// The item as JSON; nullopt if there is none, it is too large, or these are not all the keys
    /// of the table in their order.
    std::optional<std::string> get(std::span<const KeyPart> keys);

    const ItemTableSpec& spec() const { return spec_; }
    std::int64_t count() const { return static_cast<std::int64_t>(items_.size()); }
    std::int64_t reads() const { return reads_; }
    /// Of the reads, those that found nothing to give.
    std::int64_t missed() const { return missed_; }

  private:
    const std::string* find(std::span<const KeyPart> keys) const;

    ItemTableSpec spec_;
    std::unordered_map<std::string, std::string> items_;
    std::int64_t reads_ = 0;
    std::int64_t missed_ = 0;
};

}  // namespace fleetsim::cloud
