// JsonReader: JSON text to a Value, exact in every digit of its numbers.
// Models     RFC 8259 with the whole text checked, any value at the top, at most kMaxDepth deep.
//            Half of a surrogate pair becomes U+FFFD.
// Leaves out saying where a broken text breaks: to a rule, a payload is JSON or it is not.
// Source     RFC 8259. One pass, texts without escapes stay where they are: on 200 B a general
//            parser's tree costs twice as much (docs/models/rules.md, "Speed").
// Error      none.
#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "models/rules/value.hpp"

namespace fleetsim::rules {

/// Whether 10.0 becomes 10, as SQL version 2016-03-23 has it, or stays as written.
enum class WholeNumbers { Collapse, Keep };

class JsonReader {
  public:
    static constexpr int kMaxDepth = 200;

    /// The value lives in `arena` and in `text`, which must outlive it. nullopt if it is not JSON.
    std::optional<Value> read(std::string_view text, WholeNumbers mode, Arena& arena);

  private:
    std::vector<Value> values_;    // items of the arrays being read, a stack
    std::vector<Member> members_;  // members of the objects being read, a stack
};

}  // namespace fleetsim::rules
