// Diagnostics: the mistakes of one scenario, collected, then thrown together in order of place.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/error.hpp"

namespace fleetsim::language {

class Diagnostics {
  public:
    void add(const sim::Place& place, std::string code, std::string text, std::string hint = "");

    /// "unknown ... "NAME"", with the nearest of `names` and all of them in the hint.
    void add_unknown(const sim::Place& place, std::string code, std::string text,
                     std::string_view name, const std::vector<std::string_view>& names);

    /// Throws sim::InputError if there is any, the file's in order of place, then the command
    /// line's.
    void finish() const;

    /// So far, in the order they were found.
    const std::vector<sim::Diagnostic>& list() const { return list_; }

  private:
    std::vector<sim::Diagnostic> list_;
};

std::string in_quotes(std::string_view text);

/// "did you mean "keep_alive"? there are: ...", or the list alone.
std::string hint_of_names(std::string_view name, const std::vector<std::string_view>& names);

}  // namespace fleetsim::language
