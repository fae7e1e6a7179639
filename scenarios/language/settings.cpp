#include "scenarios/language/settings.hpp"

#include <utility>

#include "sim/check.hpp"

namespace fleetsim::language {

const Setting* Settings::find(std::string_view key) const {
    FLEET_CHECK(section_->find(key) != nullptr, "the option table has no such key");
    const auto found = settings_.find(key);
    return found == settings_.end() ? nullptr : &found->second;
}

template <class T>
const T& Settings::get(std::string_view key) const {
    const Setting* setting = find(key);
    FLEET_CHECK(setting != nullptr, "a key without default was read though absent");
    const T* value = std::get_if<T>(&setting->value);
    FLEET_CHECK(value != nullptr, "a key was read as another type");
    return *value;
}

template const bool& Settings::get<bool>(std::string_view) const;
template const std::int64_t& Settings::get<std::int64_t>(std::string_view) const;
template const double& Settings::get<double>(std::string_view) const;
template const std::string& Settings::get<std::string>(std::string_view) const;
template const sim::Duration& Settings::get<sim::Duration>(std::string_view) const;
template const sim::Bytes& Settings::get<sim::Bytes>(std::string_view) const;
template const sim::BitRate& Settings::get<sim::BitRate>(std::string_view) const;
template const sim::Distribution& Settings::get<sim::Distribution>(std::string_view) const;
template const std::vector<std::string>& Settings::get<std::vector<std::string>>(
    std::string_view) const;
template const std::vector<std::pair<std::string, std::string>>&
    Settings::get<std::vector<std::pair<std::string, std::string>>>(std::string_view) const;
template const std::vector<sim::Bytes>& Settings::get<std::vector<sim::Bytes>>(
    std::string_view) const;

const sim::Place& Settings::place(std::string_view key) const {
    const Setting* setting = find(key);
    const bool is_written = setting != nullptr && setting->node.origin != Origin::Default;
    return is_written ? setting->node.place : place_;
}

bool Settings::is_given(std::string_view key) const {
    const Setting* setting = find(key);
    return setting != nullptr && setting->node.origin != Origin::Default;
}

bool Settings::has(std::string_view key) const { return find(key) != nullptr; }

bool Settings::is_sound(std::string_view key) const {
    const Setting* setting = find(key);
    return setting != nullptr && setting->is_sound;
}

const Settings* Settings::table(std::string_view key) const {
    const std::vector<Settings>& list = tables(key);
    return list.empty() ? nullptr : &list.front();
}

const std::vector<Settings>& Settings::tables(std::string_view key) const {
    static const std::vector<Settings> kNone;
    const Setting* setting = find(key);
    if (setting == nullptr) return kNone;
    const auto* list = std::get_if<std::vector<Settings>>(&setting->value);
    return list == nullptr ? kNone : *list;
}

const Node& Settings::node(std::string_view key) const {
    const Setting* setting = find(key);
    FLEET_CHECK(setting != nullptr, "a key without default was read though absent");
    return setting->node;
}

void Settings::set(const Option& option, Setting setting) {
    settings_.insert_or_assign(option.key, std::move(setting));
}

}  // namespace fleetsim::language
