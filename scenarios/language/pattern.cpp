#include "scenarios/language/pattern.hpp"

#include <algorithm>
#include <optional>

#include "models/mqtt/topic.hpp"

namespace fleetsim::language {

namespace {

using scenarios::TopicPart;
using scenarios::TopicPattern;
using Kind = TopicPart::Kind;

struct Placeholder {
    std::string_view word;
    std::string_view written;
    Kind kind;
    std::vector<PatternUse> uses;
};

const std::vector<Placeholder>& placeholders() {
    using enum PatternUse;
    static const std::vector<Placeholder> kAll = {
        {"id", "{id}", Kind::Id, {DevicePublish, DeviceFilter, DeviceWill, ClientId}},
        {"fleet", "{fleet}", Kind::Literal, {DevicePublish, DeviceFilter, DeviceWill, ClientId}},
        {"peer", "{peer:FLEET}", Kind::Peer, {DevicePublish, DeviceFilter}},
        {"random", "{random:FLEET}", Kind::Random, {DevicePublish, AppPublish}},
        {"all", "{all:FLEET}", Kind::All, {AppPublish}},
        {"sender", "{sender}", Kind::Sender, {AppReply}},
    };
    return kAll;
}

bool is_filter(PatternUse use) {
    return use == PatternUse::DeviceFilter || use == PatternUse::AppFilter;
}

/// "allowed here: {id}, {fleet}"
std::string allowed_text(PatternUse use) {
    std::string text;
    for (const Placeholder& placeholder : placeholders()) {
        if (std::find(placeholder.uses.begin(), placeholder.uses.end(), use) ==
            placeholder.uses.end()) {
            continue;
        }
        text += (text.empty() ? "allowed here: " : ", ") + std::string(placeholder.written);
    }
    return text.empty() ? "none is allowed here" : text;
}

class PatternReader {
  public:
    PatternReader(const sim::Place& place, std::string_view key, std::string_view text,
                  PatternUse use, const PatternContext& context)
        : place_(place), key_(key), text_(text), use_(use), context_(context) {
        pattern_.written = text;
    }

    TopicPattern read() {
        while (!rest().empty() && is_sound_) {
            if (rest().front() == '{') {
                take_placeholder();
            } else {
                const std::size_t end = std::min(text_.find('{', at_), text_.size());
                add_literal(text_.substr(at_, end - at_));
                at_ = end;
            }
        }
        if (is_sound_) check_numbers();
        if (is_sound_) check_topic();
        return pattern_;
    }

  private:
    std::string_view rest() const { return text_.substr(at_); }

    void refuse(std::string code, std::string text, std::string hint = "") {
        is_sound_ = false;
        context_.diagnostics.add(place_, std::move(code), std::string(key_) + ": " + text,
                                 std::move(hint));
    }

    void add_literal(std::string_view text) {
        if (!pattern_.parts.empty() && pattern_.parts.back().kind == Kind::Literal) {
            pattern_.parts.back().text += text;
        } else {
            pattern_.parts.push_back({Kind::Literal, std::string(text), std::nullopt});
        }
    }

    void take_placeholder() {
        const std::size_t close = text_.find('}', at_);
        if (close == std::string_view::npos) {
            return refuse("bad-pattern", "a \"{\" is not closed", allowed_text(use_));
        }
        const std::string_view inside = text_.substr(at_ + 1, close - at_ - 1);
        const std::string_view word = inside.substr(0, inside.find(':'));
        const auto found =
            std::find_if(placeholders().begin(), placeholders().end(),
                         [&](const Placeholder& placeholder) { return placeholder.word == word; });
        const std::string written = '{' + std::string(inside) + '}';
        if (found == placeholders().end()) {
            return refuse("bad-pattern", "there is no placeholder " + written, allowed_text(use_));
        }
        if (std::find(found->uses.begin(), found->uses.end(), use_) == found->uses.end()) {
            return refuse("bad-pattern", written + " has no meaning here", allowed_text(use_));
        }
        const bool takes_fleet = found->written.find(':') != std::string_view::npos;
        if (takes_fleet != (inside.size() > word.size())) {
            return refuse("bad-pattern", written + " is written " + std::string(found->written));
        }
        add_placeholder(*found, takes_fleet ? inside.substr(word.size() + 1) : "");
        at_ = close + 1;
    }

    void add_placeholder(const Placeholder& placeholder, std::string_view fleet) {
        if (placeholder.word == "fleet") return add_literal(context_.fleet);
        TopicPart part{placeholder.kind, "", std::nullopt};
        if (!fleet.empty() || placeholder.written.find(':') != std::string_view::npos) {
            const auto found = std::find(context_.fleets.begin(), context_.fleets.end(), fleet);
            if (found == context_.fleets.end()) {
                is_sound_ = false;
                return context_.diagnostics.add_unknown(
                    place_, "unknown-name",
                    std::string(key_) + ": there is no fleet " + in_quotes(fleet), fleet,
                    {context_.fleets.begin(), context_.fleets.end()});
            }
            part.fleet = scenarios::FleetIndex(found - context_.fleets.begin());
        }
        pattern_.parts.push_back(part);
    }

    void check_numbers() {
        const auto numbers =
            std::count_if(pattern_.parts.begin(), pattern_.parts.end(),
                          [](const TopicPart& part) { return part.kind != Kind::Literal; });
        if (numbers > 1) {
            refuse("bad-pattern", "there is more than one number in " + in_quotes(text_),
                   "a topic may hold one of {id}, {peer:FLEET}, {random:FLEET} ... ; give the "
                   "rest of it as text, + or #");
        }
    }

    void check_topic() {
        const std::string sample = pattern_.with(4'000'000'000);
        if (use_ == PatternUse::ClientId) {
            if (sample.size() > 65'535) refuse("out-of-range", "longer than 65535 bytes");
            return;
        }
        const mqtt::TopicFault fault =
            is_filter(use_) ? mqtt::check_topic_filter(sample) : mqtt::check_topic_name(sample);
        if (fault == mqtt::TopicFault::None) return;
        refuse("bad-topic", in_quotes(text_) + ' ' + std::string(mqtt::describe(fault)));
    }

    sim::Place place_;
    std::string_view key_;
    std::string_view text_;
    PatternUse use_;
    const PatternContext& context_;
    TopicPattern pattern_;
    std::size_t at_ = 0;
    bool is_sound_ = true;
};

}  // namespace

TopicPattern read_pattern(const Settings& settings, std::string_view key, PatternUse use,
                          const PatternContext& context) {
    if (!settings.has(key) || !settings.is_sound(key)) return {};
    return PatternReader(settings.place(key), key, settings.text(key), use, context).read();
}

}  // namespace fleetsim::language
