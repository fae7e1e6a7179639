// Settings: one table of a scenario file, checked against its section of the option table.
// Models     each key's value in its type, whether it was written or is the default, and its place.
// Leaves out what concerns several keys; scenarios/language/read_*.cpp has those rules.
// Error      a wrong value is noted by the checker and replaced by a harmless one: is_sound() says
//            whether to trust it, so that one mistake is not reported twice.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "scenarios/language/document.hpp"
#include "scenarios/language/option_table.hpp"
#include "sim/random/distribution.hpp"
#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::language {

class Settings;

struct Setting {
    std::variant<std::monostate, bool, std::int64_t, double, std::string, sim::Duration, sim::Bytes,
                 sim::BitRate, sim::Distribution, std::vector<sim::Bytes>, std::vector<std::string>,
                 std::vector<std::pair<std::string, std::string>>, std::vector<Settings>>
        value;
    Node node;  ///< as written, or as the default would be
    bool is_sound = true;
};

/// Reading a key the section does not have, or as another type, is a bug and ends the program.
class Settings {
  public:
    Settings(const Section& section, sim::Place place) : section_(&section), place_(place) {}

    const Section& section() const { return *section_; }
    /// Of the table as a whole.
    const sim::Place& place() const { return place_; }
    /// Of the key's value; of the table where the key is absent.
    const sim::Place& place(std::string_view key) const;

    /// Written in the file or on the command line.
    bool is_given(std::string_view key) const;
    /// Given, or there is a default.
    bool has(std::string_view key) const;
    /// Has a value that passed the checks of its type.
    bool is_sound(std::string_view key) const;

    bool flag(std::string_view key) const { return get<bool>(key); }
    std::int64_t whole(std::string_view key) const { return get<std::int64_t>(key); }
    double number(std::string_view key) const { return get<double>(key); }
    const std::string& text(std::string_view key) const { return get<std::string>(key); }
    sim::Duration duration(std::string_view key) const { return get<sim::Duration>(key); }
    sim::Bytes size(std::string_view key) const { return get<sim::Bytes>(key); }
    sim::BitRate bit_rate(std::string_view key) const { return get<sim::BitRate>(key); }
    /// In base units: seconds, bytes.
    const sim::Distribution& varying(std::string_view key) const {
        return get<sim::Distribution>(key);
    }
    const std::vector<sim::Bytes>& sizes(std::string_view key) const {
        return get<std::vector<sim::Bytes>>(key);
    }
    const std::vector<std::string>& texts(std::string_view key) const {
        return get<std::vector<std::string>>(key);
    }
    const std::vector<std::pair<std::string, std::string>>& pairs(std::string_view key) const {
        return get<std::vector<std::pair<std::string, std::string>>>(key);
    }
    /// A table that was given, or null.
    const Settings* table(std::string_view key) const;
    /// The tables of a list; none where the key is absent.
    const std::vector<Settings>& tables(std::string_view key) const;
    /// The value as written.
    const Node& node(std::string_view key) const;

    void set(const Option& option, Setting setting);
    const std::map<std::string_view, Setting>& all() const { return settings_; }

  private:
    template <class T>
    const T& get(std::string_view key) const;
    const Setting* find(std::string_view key) const;

    const Section* section_;
    sim::Place place_;
    std::map<std::string_view, Setting> settings_;
};

}  // namespace fleetsim::language
