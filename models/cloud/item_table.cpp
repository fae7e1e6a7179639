#include "models/cloud/item_table.hpp"

#include "models/rules/json_reader.hpp"

namespace fleetsim::cloud {

namespace {

/// Adds one spelling of each value: 17 of 17.0, and no line end in a text. False if it can be no
/// key.
bool add_key(const rules::Value& value, std::string& key) {
    if (!value.is(rules::Value::Kind::Text) && !value.is(rules::Value::Kind::Number)) return false;
    rules::write_json(value, key);
    key += '\n';
    return true;
}

std::optional<rules::Value> read_json(std::string_view json, rules::Arena& arena) {
    return rules::JsonReader().read(json, rules::WholeNumbers::Collapse, arena);
}

}  // namespace

std::optional<ItemTable::Item> ItemTable::read(std::string_view json) const {
    rules::Arena arena;
    const auto value = read_json(json, arena);
    if (!value || !value->is(rules::Value::Kind::Object)) return std::nullopt;
    Item item{.key = {}, .json = std::string(json)};
    if (!add_key(value->member(spec_.partition_key), item.key)) return std::nullopt;
    if (!spec_.sort_key.empty() && !add_key(value->member(spec_.sort_key), item.key))
        return std::nullopt;
    return item;
}

const std::string* ItemTable::find(std::span<const KeyPart> keys) const {
    const std::size_t wanted = spec_.sort_key.empty() ? 1 : 2;
    if (keys.size() != wanted || keys[0].name != spec_.partition_key) return nullptr;
    if (wanted == 2 && keys[1].name != spec_.sort_key) return nullptr;
    std::string key;
    for (const KeyPart& part : keys) {
        rules::Arena arena;
        const auto value = read_json(part.value, arena);
        if (!value || !add_key(*value, key)) return nullptr;
    }
    const auto found = items_.find(key);
    return found == items_.end() ? nullptr : &found->second;
}

std::optional<std::string> ItemTable::get(std::span<const KeyPart> keys) {
    ++reads_;
    const std::string* item = find(keys);
    if (item != nullptr && item->size() <= kMostRead) return *item;
    ++missed_;
    return std::nullopt;
}

}  // namespace fleetsim::cloud
