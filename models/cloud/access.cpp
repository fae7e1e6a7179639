#include "models/cloud/access.hpp"

#include <algorithm>

namespace fleetsim::cloud {

namespace {

constexpr std::uint8_t kNo = 1;
constexpr std::uint8_t kYes = 2;

bool has_digit(std::string_view text) {
    return std::any_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool has_digit(const mqtt::TopicPattern& pattern) {
    return has_digit(pattern.before) || has_digit(pattern.after);
}

}  // namespace

Access::Known& Access::known(std::size_t family, std::size_t row) {
    if (known_.size() <= family) {
        known_.resize(family + 1);
        is_set_up_.resize(family + 1);
    }
    if (known_[family].size() <= row) {
        known_[family].resize(row + 1);
        is_set_up_[family].resize(row + 1);
    }
    return known_[family][row];
}

bool Access::ask(PolicyAction action, std::size_t family, std::uint32_t client,
                 std::string_view subject) {
    ++decisions_;
    return registry_->family(family).permissions.allows(action, subject,
                                                        registry_->identify(family, client));
}

/// True where all digits that the policies, the client and the subject show are the number's own:
/// then a decision can depend on nothing but whether two numbers are the same.
bool Access::is_uniform(std::size_t index, const mqtt::TopicPattern& subject) const {
    const ThingFamily& family = registry_->family(index);
    if (family.permissions.tells_numbers_apart()) return false;
    if (has_digit(subject) || has_digit(family.client_id) || has_digit(family.thing_name) ||
        has_digit(family.name) || has_digit(family.type))
        return false;
    return std::none_of(family.attributes.begin(), family.attributes.end(),
                        [](const auto& entry) { return has_digit(entry.second); });
}

bool Access::of_own(Known& known, PolicyAction action, std::size_t family, std::uint32_t client,
                    const mqtt::TopicPattern& subject) {
    if (known.is_uniform) {
        if (!known.own) known.own = ask(action, family, client, subject.text(client));
        return *known.own;
    }
    if (known.of_client.empty()) known.of_client.resize(registry_->family(family).count);
    std::uint8_t& answer = known.of_client[client];
    if (answer == 0) answer = ask(action, family, client, subject.text(client)) ? kYes : kNo;
    return answer == kYes;
}

bool Access::may_connect(std::size_t family, std::uint32_t client) {
    const ThingFamily& things = registry_->family(family);
    if (!things.has_policies) return true;
    Known& row = known(family, 0);
    if (!is_set_up_[family][0]) {
        row.is_uniform = is_uniform(family, things.client_id);
        is_set_up_[family][0] = true;
    }
    return of_own(row, PolicyAction::Connect, family, client, things.client_id);
}

bool Access::may(PolicyAction action, std::size_t family, std::uint32_t client,
                 std::uint16_t pattern, std::uint32_t number) {
    if (!registry_->family(family).has_policies) return true;
    const auto kind = static_cast<std::size_t>(action) - 1;
    const std::size_t row = 1 + kind * patterns_->all().size() + pattern;
    const mqtt::TopicPattern& subject = (*patterns_)[pattern];
    Known& answers = known(family, row);
    if (!is_set_up_[family][row]) {
        answers.is_uniform = is_uniform(family, subject);
        is_set_up_[family][row] = true;
    }
    if (!subject.numbered || number == client)
        return of_own(answers, action, family, client, subject);
    if (!answers.is_uniform) return ask(action, family, client, subject.text(number));
    if (!answers.others) answers.others = ask(action, family, client, subject.text(number));
    return *answers.others;
}

}  // namespace fleetsim::cloud
