// The two kinds of error that cross module borders. Our own bugs are the third: sim/check.hpp.
//
// InputError   the user's text is wrong: every problem found, each with its place and a hint.
// SystemError  the world refused: a disk, a lock, a socket, memory.
// Both are thrown while loading and at borders, never in the hot path, and caught once, in cli/.
#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace fleetsim::sim {

/// Where in a text. Line and column count from one; zero means "the file as a whole".
struct Place {
    std::string file;
    std::uint32_t line = 0;
    std::uint32_t column = 0;
};

/// One mistake. `code` is a stable word such as "unknown-key", searchable in the documentation.
struct Diagnostic {
    Place place;
    std::string code;
    std::string text;
    std::string hint;
};

class InputError : public std::runtime_error {
  public:
    explicit InputError(std::vector<Diagnostic> diagnostics);
    explicit InputError(Diagnostic diagnostic);
    const std::vector<Diagnostic>& diagnostics() const { return diagnostics_; }

  private:
    std::vector<Diagnostic> diagnostics_;
};

class SystemError : public std::runtime_error {
  public:
    /// `operation` completes "cannot ...": "write the results". `advice` may be empty.
    SystemError(std::string operation, std::string path, std::string reason, std::string advice);
    const std::string& advice() const { return advice_; }

  private:
    std::string advice_;
};

/// "city.toml:14:3: error: unknown key "keep_aliv" [unknown-key]\n   did you mean "keep_alive"?"
/// `severity` is the word after the place.
std::string to_text(const Diagnostic& diagnostic, std::string_view severity = "error");

}  // namespace fleetsim::sim
