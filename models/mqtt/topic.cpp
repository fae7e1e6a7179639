#include "models/mqtt/topic.hpp"

namespace fleetsim::mqtt {

namespace {

constexpr std::size_t kLongestTopic = 65'535;
constexpr std::string_view kSharePrefix = "$share/";

TopicFault check_any(std::string_view text) {
    if (text.empty()) return TopicFault::Empty;
    if (text.size() > kLongestTopic) return TopicFault::TooLong;
    if (text.find('\0') != std::string_view::npos) return TopicFault::NullCharacter;
    return TopicFault::None;
}

}  // namespace

TopicFault check_topic_name(std::string_view topic) {
    if (const TopicFault fault = check_any(topic); fault != TopicFault::None) return fault;
    const bool wild = topic.find_first_of("+#") != std::string_view::npos;
    return wild ? TopicFault::WildcardInName : TopicFault::None;
}

TopicFault check_plain_filter(std::string_view filter) {
    if (const TopicFault fault = check_any(filter); fault != TopicFault::None) return fault;
    for (std::size_t i = 0; i < filter.size(); ++i) {
        const bool starts_level = i == 0 || filter[i - 1] == '/';
        const bool is_last = i + 1 == filter.size();
        if (filter[i] == '#' && !(starts_level && is_last)) return TopicFault::HashNotLast;
        if (filter[i] == '+' && !(starts_level && (is_last || filter[i + 1] == '/'))) {
            return TopicFault::PlusNotAlone;
        }
    }
    return TopicFault::None;
}

TopicFault check_topic_filter(std::string_view filter) {
    if (!is_shared(filter)) return check_plain_filter(filter);
    if (filter.size() > kLongestTopic) return TopicFault::TooLong;
    const std::optional<SharedFilter> shared = split_shared(filter);
    if (!shared || shared->group.find_first_of("+#") != std::string_view::npos) {
        return TopicFault::BadShareName;
    }
    return check_plain_filter(shared->filter);
}

std::string_view describe(TopicFault fault) {
    switch (fault) {
        case TopicFault::None:
            return "is valid";
        case TopicFault::Empty:
            return "is empty";
        case TopicFault::TooLong:
            return "is longer than 65,535 octets";
        case TopicFault::NullCharacter:
            return "contains the character U+0000";
        case TopicFault::WildcardInName:
            return "contains '+' or '#', which only filters may";
        case TopicFault::HashNotLast:
            return "has '#' elsewhere than alone in the last level";
        case TopicFault::PlusNotAlone:
            return "has '+' beside other characters of a level";
        case TopicFault::BadShareName:
            return "has no proper \"$share/group/filter\" form";
    }
    return "is not valid";
}

bool matches(std::string_view filter, std::string_view topic) {
    const bool hidden = topic.starts_with('$');
    if (hidden && (filter.starts_with('+') || filter.starts_with('#'))) return false;
    Levels wanted(filter);
    Levels given(topic);
    std::string_view want;
    std::string_view have;
    while (wanted.next(want)) {
        if (want == "#") return true;
        if (!given.next(have)) return false;
        if (want != "+" && want != have) return false;
    }
    return !given.next(have);
}

bool covers(std::string_view outer, std::string_view inner) {
    const bool hidden = inner.starts_with('$');
    if (hidden && (outer.starts_with('+') || outer.starts_with('#'))) return false;
    Levels wanted(outer);
    Levels given(inner);
    std::string_view want;
    std::string_view have;
    while (wanted.next(want)) {
        if (want == "#") return true;
        if (!given.next(have) || have == "#") return false;
        if (want != "+" && want != have) return false;
    }
    return !given.next(have);
}

std::optional<SharedFilter> split_shared(std::string_view filter) {
    if (!is_shared(filter)) return std::nullopt;
    const std::string_view rest = filter.substr(kSharePrefix.size());
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos || slash == 0 || slash + 1 == rest.size()) {
        return std::nullopt;
    }
    return SharedFilter{rest.substr(0, slash), rest.substr(slash + 1)};
}

}  // namespace fleetsim::mqtt
