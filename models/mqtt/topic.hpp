// Topic names and filters: what is allowed and what matches.
// Models     MQTT 3.1.1 and 5 section 4.7 (levels, '+', '#', '$' topics), MQTT 5 section 4.8.2
//            (shared subscriptions, "$share/group/filter").
// Leaves out subscription trees: models/broker has one built on Levels.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace fleetsim::mqtt {

enum class TopicFault : std::uint8_t {
    None,
    Empty,           ///< MQTT-4.7.3-1
    TooLong,         ///< MQTT-4.7.3-3: more than 65,535 octets
    NullCharacter,   ///< MQTT-4.7.3-2
    WildcardInName,  ///< MQTT-3.3.2-2
    HashNotLast,     ///< MQTT-4.7.1-2 (3.1.1), MQTT-4.7.1-1 (5): '#' alone in the last level
    PlusNotAlone,    ///< MQTT-4.7.1-3 (3.1.1), MQTT-4.7.1-2 (5): '+' fills its level
    BadShareName,    ///< MQTT-4.8.2-1, MQTT-4.8.2-2
};

/// UTF-8 is not checked here; the codec has done so for what comes off the wire.
TopicFault check_topic_name(std::string_view topic);
/// Wildcard syntax and, for a "$share/" filter, its share name and inner filter. With 3.1.1
/// semantics ("$share" is an ordinary level) call check_plain_filter().
TopicFault check_topic_filter(std::string_view filter);
TopicFault check_plain_filter(std::string_view filter);
std::string_view describe(TopicFault fault);

/// Does a valid filter (not a "$share/" one) match a valid name? Wildcards in the first level do
/// not match names that begin with '$' [MQTT-4.7.2-1]; "a/#" also matches "a".
bool matches(std::string_view filter, std::string_view topic);

/// Does every name that `inner` matches match `outer` too? Both valid, neither "$share/".
bool covers(std::string_view outer, std::string_view inner);

struct SharedFilter {
    std::string_view group;
    std::string_view filter;
};
/// The parts of "$share/group/filter"; nothing for any other text.
std::optional<SharedFilter> split_shared(std::string_view filter);
inline bool is_shared(std::string_view filter) { return filter.starts_with("$share/"); }

/// Walks the levels of a name or filter: "/a" has the levels "" and "a".
class Levels {
  public:
    explicit constexpr Levels(std::string_view text) : rest_(text) {}
    /// False when there is no further level.
    constexpr bool next(std::string_view& level) {
        if (done_) return false;
        const std::size_t slash = rest_.find('/');
        level = rest_.substr(0, slash);
        done_ = slash == std::string_view::npos;
        if (!done_) rest_.remove_prefix(slash + 1);
        return true;
    }

  private:
    std::string_view rest_;
    bool done_ = false;
};

}  // namespace fleetsim::mqtt
