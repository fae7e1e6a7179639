// Profile: numbers about the world, read from TOML, each with its unit and its source.
// Models     a file with `name`, `kind`, `summary`, tables, lists of tables, and figures:
//              power = { value = 0.38, unit = "W", source = "aro" }
//            `source` is a word of the file's [sources] table, or a sentence of its own;
//            `verified = false` marks a figure whose source we could not read ourselves.
// Leaves out what the figures mean: each model reads its own kind.
// Error      a figure is finite, not negative unless its model says so, and small enough to count
//            with; every mistake of a file is collected with its line and column; finish() throws
//            them.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/quantity_text.hpp"
#include "sim/time.hpp"
#include "sim/units.hpp"

namespace fleetsim::profile {

enum class Mark { Verified, Unverified };
enum class Sign { NotNegative, Any };

/// One figure as written, for reports: what was assumed, and on whose word.
struct Figure {
    std::string profile;
    std::string key;  ///< dotted path, "phase.dch.power"
    double value = 0;
    std::string unit;
    std::string source;
    Mark mark = Mark::Verified;
};

namespace detail {
struct Document;
struct Table;
}  // namespace detail

/// A table of the file. A getter that fails notes the mistake and returns a harmless value.
class Section {
  public:
    bool has(std::string_view key) const;
    std::string text(std::string_view key) const;
    std::string text_or(std::string_view key, std::string_view fallback) const;

    /// A figure in SI base units (s, W, J, V, A, C, B, bit/s, 1, ohm, degC). Below zero are only
    /// temperatures, and what `sign` allows.
    double number(std::string_view key, sim::Dimension dimension,
                  Sign sign = Sign::NotNegative) const;
    std::optional<double> maybe(std::string_view key, sim::Dimension dimension) const;
    /// A figure whose unit is a quotient, written "mW per Mbit/s" or "% per year".
    double quotient(std::string_view key, sim::Dimension above, sim::Dimension below) const;

    sim::Duration duration(std::string_view key) const;
    sim::Watts watts(std::string_view key) const;
    sim::Joules joules(std::string_view key) const;
    sim::Volts volts(std::string_view key) const;
    sim::Amperes amperes(std::string_view key) const;
    sim::Coulombs coulombs(std::string_view key) const;
    sim::Bytes bytes(std::string_view key) const;
    sim::BitRate bit_rate(std::string_view key) const;

    std::optional<Section> section(std::string_view key) const;
    std::vector<Section> list(std::string_view key) const;

    /// Notes a mistake of the file at `key`: a model's own rule is broken.
    void refuse(std::string_view key, std::string text, std::string hint) const;

  private:
    friend class Profile;
    Section(detail::Document* document, const detail::Table* table)
        : document_(document), table_(table) {}
    detail::Document* document_;
    const detail::Table* table_;
};

class Profile {
  public:
    /// Parses `text`; `file` is what error messages call it. Throws sim::InputError.
    Profile(std::string_view text, std::string file);
    ~Profile();
    Profile(Profile&&) noexcept;
    Profile& operator=(Profile&&) noexcept;

    const std::string& name() const;
    const std::string& kind() const;
    const std::string& summary() const;
    const std::vector<Figure>& figures() const;
    Section root() const;
    /// Throws sim::InputError with every mistake noted, and every key that nobody read.
    void finish() const;

  private:
    std::unique_ptr<detail::Document> document_;
};

/// Kinds and names of the profiles that come with fleetsim, sorted.
std::vector<std::string> shipped_kinds();
std::vector<std::string> shipped_names(std::string_view kind);

/// A shipped profile by name, or a file of the user's if `name` ends in ".toml" (relative to the
/// working directory). Throws sim::InputError if there is none or it is of another kind, and
/// sim::SystemError if the file cannot be read.
Profile open(std::string_view kind, const std::string& name);

}  // namespace fleetsim::profile
