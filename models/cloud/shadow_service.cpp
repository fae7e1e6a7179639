#include "models/cloud/shadow_service.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "models/mqtt/echo.hpp"

namespace fleetsim::cloud {

namespace {

constexpr std::string_view kThings = "$aws/things/";
constexpr std::string_view kShadow = "/shadow/";
constexpr std::string_view kNamed = "name/";
constexpr int kConflict = 409;
/// Differences of one shadow that may be under way to its thing at once.
constexpr std::size_t kMostShown = 64;

constexpr std::string_view kReport = R"({{"state":{{"reported":{}}}}})";
constexpr std::string_view kVersionedReport = R"({{"state":{{"reported":{}}},"version":{}}})";

/// No thing has a slash in its name.
std::string key_of(std::string_view thing, std::string_view name) {
    return fmt::format("{}/{}", thing, name);
}

std::string topic_text(const ShadowTopic& topic, std::string_view end) {
    return topic.name.empty()
               ? fmt::format("{}{}/shadow/{}", kThings, topic.thing, end)
               : fmt::format("{}{}/shadow/name/{}/{}", kThings, topic.thing, topic.name, end);
}

std::string_view word_of(ShadowTopic::Request request) {
    using enum ShadowTopic::Request;
    return request == Get ? "get" : request == Update ? "update" : "delete";
}

}  // namespace

std::optional<ShadowTopic> read_shadow_topic(std::string_view topic) {
    if (!topic.starts_with(kThings)) return std::nullopt;
    topic.remove_prefix(kThings.size());
    const std::size_t slash = topic.find('/');
    if (slash == std::string_view::npos || !topic.substr(slash).starts_with(kShadow))
        return std::nullopt;
    ShadowTopic result{.thing = topic.substr(0, slash)};
    topic.remove_prefix(slash + kShadow.size());
    if (topic.starts_with(kNamed)) {
        topic.remove_prefix(kNamed.size());
        const std::size_t end = topic.find('/');
        if (end == std::string_view::npos || end == 0) return std::nullopt;
        result.name = topic.substr(0, end);
        topic.remove_prefix(end + 1);
    }
    using enum ShadowTopic::Request;
    for (const ShadowTopic::Request request : {Get, Update, Delete}) {
        if (topic != word_of(request)) continue;
        result.request = request;
        return result;
    }
    return std::nullopt;
}

std::vector<std::string> shadow_answers(std::string_view topic) {
    const std::string base(topic);
    std::vector<std::string> topics = {base + "/accepted", base + "/rejected"};
    if (base.ends_with("/update")) {
        topics.push_back(base + "/delta");
        topics.push_back(base + "/documents");
    }
    return topics;
}

void ShadowService::on_request(const ShadowTopic& topic, std::string_view payload, sim::Time now,
                               std::vector<ServiceMessage>& answers) {
    Entry& entry = entries_[key_of(topic.thing, topic.name)];
    const bool existed = entry.shadow.exists();
    ShadowReply reply;
    switch (topic.request) {
        case ShadowTopic::Request::Get:
            ++counts_.gets;
            reply = entry.shadow.get(now);
            break;
        case ShadowTopic::Request::Update:
            ++counts_.updates;
            reply = entry.shadow.update(payload, now);
            break;
        case ShadowTopic::Request::Delete:
            ++counts_.deletes;
            reply = entry.shadow.remove(now);
    }
    existing_ += int{entry.shadow.exists()} - int{existed};
    const std::string word(word_of(topic.request));
    ServiceMessage answer{
        .topic = topic_text(topic, word + (reply.is_accepted() ? "/accepted" : "/rejected")),
        .payload = reply.body};
    if (!reply.is_accepted()) {
        ++counts_.rejected;
        if (reply.code == kConflict) {
            ++counts_.conflicts;
            // Whoever reads this may want to look at the shadow again.
            answer.key = static_cast<std::uint32_t>(entry.shadow.version()) % mqtt::Echo::kKeys;
        }
        answers.push_back(std::move(answer));
        return;
    }
    ++counts_.accepted;
    if (topic.request == ShadowTopic::Request::Get && !reply.difference.empty())
        ask(entry, reply.difference, answer);
    answers.push_back(std::move(answer));
    if (topic.request != ShadowTopic::Request::Get)
        note_difference(entry, !reply.difference.empty(), now);
    if (reply.delta) {
        ++counts_.deltas;
        ServiceMessage delta{.topic = topic_text(topic, word + "/delta"), .payload = *reply.delta};
        ask(entry, reply.difference, delta);
        answers.push_back(std::move(delta));
    }
    if (reply.documents) {
        ++counts_.documents;
        answers.push_back(
            {.topic = topic_text(topic, word + "/documents"), .payload = *reply.documents});
    }
}

void ShadowService::ask(Entry& entry, const std::string& difference,
                        ServiceMessage& message) const {
    message.key = static_cast<std::uint32_t>(entry.shadow.version()) % mqtt::Echo::kKeys;
    message.code = static_cast<std::uint32_t>(difference.size());
    if (!entry.shown.empty() && entry.shown.back().key == message.key) return;
    entry.shown.push_back({message.key, difference});
    if (entry.shown.size() > kMostShown) entry.shown.pop_front();
}

void ShadowService::note_difference(Entry& entry, bool differs, sim::Time now) {
    if (differs == entry.diverged_at.has_value()) return;
    if (differs) {
        entry.diverged_at = now;
        ++counts_.diverged;
        return;
    }
    counts_.converge_time.record((now - *entry.diverged_at).count());
    entry.diverged_at.reset();
    --counts_.diverged;
}

std::string ShadowService::report(std::string_view thing, std::string_view name, std::uint32_t key,
                                  Versioned versioned) const {
    std::string_view state = "{}";
    const auto entry = entries_.find(key_of(thing, name));
    if (entry != entries_.end()) {
        const std::deque<Difference>& shown = entry->second.shown;
        const auto found = std::find_if(shown.begin(), shown.end(),
                                        [&](const Difference& one) { return one.key == key; });
        if (found != shown.end()) state = found->state;
    }
    return versioned == Versioned::Yes ? fmt::format(kVersionedReport, state, key)
                                       : fmt::format(kReport, state);
}

std::uint32_t ShadowService::report_bytes(Versioned versioned) {
    const std::string text = versioned == Versioned::Yes ? fmt::format(kVersionedReport, "", "")
                                                         : fmt::format(kReport, "");
    return static_cast<std::uint32_t>(text.size());
}

std::optional<std::string> ShadowService::document(std::string_view thing, std::string_view name,
                                                   sim::Time now) const {
    const auto entry = entries_.find(key_of(thing, name));
    if (entry == entries_.end()) return std::nullopt;
    const ShadowReply reply = entry->second.shadow.get(now);
    return reply.is_accepted() ? std::optional(reply.body) : std::nullopt;
}

}  // namespace fleetsim::cloud
