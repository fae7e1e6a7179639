#include "models/cloud/shadow.hpp"

#include <nlohmann/json.hpp>

#include "models/cloud/service_message.hpp"

namespace fleetsim::cloud {

namespace {

using Json = nlohmann::json;

/// Levels of names and lists below a section; one that is empty holds no further level.
int depth_of(const Json& value) {
    if (!value.is_structured() || value.empty()) return 0;
    int deepest = 0;
    for (const Json& item : value) deepest = std::max(deepest, depth_of(item));
    return deepest + 1;
}

/// The shape of `value` with a time stamp in place of each leaf.
Json stamps_for(const Json& value, std::int64_t seconds) {
    if (value.is_array()) {
        Json stamps = Json::array();
        for (const Json& item : value) stamps.push_back(stamps_for(item, seconds));
        return stamps;
    }
    if (!value.is_object()) return Json{{"timestamp", seconds}};
    Json stamps = Json::object();
    for (const auto& [key, item] : value.items()) stamps[key] = stamps_for(item, seconds);
    return stamps;
}

/// Objects are merged, null removes, anything else replaces; lists are replaced whole.
void merge(Json& target, Json& stamps, const Json& change, std::int64_t seconds) {
    for (const auto& [key, item] : change.items()) {
        if (item.is_null()) {
            target.erase(key);
            stamps.erase(key);
        } else if (item.is_object() && target.contains(key) && target[key].is_object()) {
            merge(target[key], stamps[key], item, seconds);
        } else {
            target[key] = Json::object();
            stamps[key] = Json::object();
            if (item.is_object()) {
                merge(target[key], stamps[key], item, seconds);
            } else {
                target[key] = item;
                stamps[key] = stamps_for(item, seconds);
            }
        }
    }
}

/// What `desired` holds that `reported` does not, with the stamps of those members.
void find_differences(const Json& desired, const Json& reported, const Json& stamps, Json& delta,
                      Json& delta_stamps) {
    for (const auto& [key, item] : desired.items()) {
        const auto other = reported.find(key);
        if (other != reported.end() && *other == item) continue;
        if (other == reported.end() || !item.is_object() || !other->is_object()) {
            delta[key] = item;
            delta_stamps[key] = stamps.at(key);
            continue;
        }
        Json inner = Json::object();
        Json inner_stamps = Json::object();
        find_differences(item, *other, stamps.at(key), inner, inner_stamps);
        if (inner.empty()) continue;
        delta[key] = inner;
        delta_stamps[key] = inner_stamps;
    }
}

ShadowReply rejected(int code, std::string_view message, const Json& token, sim::Time now) {
    Json body = {{"code", code}, {"message", message}, {"timestamp", seconds_of(now)}};
    if (!token.is_null()) body["clientToken"] = token;
    return {.code = code, .body = body.dump()};
}

}  // namespace

struct Shadow::State {
    Json values = Json::object();  ///< "desired", "reported"
    Json stamps = Json::object();

    Json document(std::int64_t version) const {
        return {{"state", values}, {"metadata", stamps}, {"version", version}};
    }
    /// Empty where the device has all that is desired.
    Json delta(Json& delta_stamps) const {
        Json differences = Json::object();
        delta_stamps = Json::object();
        if (!values.contains("desired")) return differences;
        const Json reported = values.value("reported", Json::object());
        find_differences(values.at("desired"), reported, stamps.at("desired"), differences,
                         delta_stamps);
        return differences;
    }
    void apply(const Json& state, std::int64_t seconds) {
        for (const char* section : {"desired", "reported"}) {
            if (!state.contains(section)) continue;
            const Json& change = state.at(section);
            if (change.is_null()) {
                values.erase(section);
                stamps.erase(section);
                continue;
            }
            if (!values.contains(section)) values[section] = stamps[section] = Json::object();
            merge(values[section], stamps[section], change, seconds);
            if (values[section].empty()) {
                values.erase(section);
                stamps.erase(section);
            }
        }
    }
};

namespace {

/// Why a request is not one; empty if it is.
std::string_view fault_of(const Json& request) {
    if (!request.is_object()) return "Payload contains invalid json";
    if (!request.contains("state")) return "Missing required node: state";
    const Json& state = request.at("state");
    if (!state.is_object()) return "State node must be an object";
    for (const char* section : {"desired", "reported"}) {
        if (!state.contains(section) || state.at(section).is_null()) continue;
        if (!state.at(section).is_object()) return "State contains an invalid node";
        if (depth_of(state.at(section)) > Shadow::kDeepestState) {
            return "JSON contains too many levels of nesting";
        }
    }
    for (const auto& [key, value] : state.items()) {
        if (key != "desired" && key != "reported") return "State contains an invalid node";
    }
    if (request.contains("version") && !request.at("version").is_number_integer()) {
        return "Version must be an integer";
    }
    return {};
}

}  // namespace

namespace {

/// Only a text is one; anything else is left out of the answers.
Json client_token_of(const Json& request) {
    if (!request.is_object() || !request.contains("clientToken")) return {};
    const Json& token = request.at("clientToken");
    return token.is_string() ? token : Json();
}

}  // namespace

Shadow::Shadow() : state_(std::make_unique<State>()) {}
Shadow::~Shadow() = default;
Shadow::Shadow(Shadow&&) noexcept = default;
Shadow& Shadow::operator=(Shadow&&) noexcept = default;

ShadowReply Shadow::update(std::string_view text, sim::Time now) {
    const Json request = Json::parse(text, nullptr, false);
    const Json token = client_token_of(request);
    if (text.size() > kLargestDocument) return rejected(413, "Payload too large", token, now);
    if (request.is_discarded()) return rejected(400, "Payload contains invalid json", Json(), now);
    if (const auto fault = fault_of(request); !fault.empty()) {
        return rejected(400, fault, token, now);
    }
    if (request.contains("version") && request.at("version") != version_) {
        return rejected(409, "Version conflict", token, now);
    }
    State next = *state_;
    const std::int64_t seconds = seconds_of(now);
    next.apply(request.at("state"), seconds);
    if (next.values.dump().size() > kLargestDocument) {
        return rejected(413, "The shadow would be larger than 8 KB", token, now);
    }
    Json documents = {{"previous", state_->document(version_)}, {"timestamp", seconds}};
    *state_ = std::move(next);
    exists_ = true;
    ++version_;
    documents["current"] = state_->document(version_);

    Json accepted = {{"state", request.at("state")}, {"version", version_}, {"timestamp", seconds}};
    Json delta_stamps;
    const Json delta = state_->delta(delta_stamps);
    ShadowReply reply;
    Json changed = {{"state", delta},
                    {"metadata", delta_stamps},
                    {"version", version_},
                    {"timestamp", seconds}};
    for (Json* message : {&accepted, &documents, &changed}) {
        if (!token.is_null()) (*message)["clientToken"] = token;
    }
    reply.body = accepted.dump();
    reply.documents = documents.dump();
    if (!delta.empty()) reply.difference = delta.dump();
    // A report alone that leaves a difference says nothing new to the device.
    if (!delta.empty() && request.at("state").contains("desired")) reply.delta = changed.dump();
    return reply;
}

ShadowReply Shadow::get(sim::Time now) const {
    if (!exists_) return rejected(404, "No shadow exists", Json(), now);
    Json document = state_->document(version_);
    Json delta_stamps;
    const Json delta = state_->delta(delta_stamps);
    if (!delta.empty()) document["state"]["delta"] = delta;
    document["timestamp"] = seconds_of(now);
    ShadowReply reply{.body = document.dump()};
    if (!delta.empty()) reply.difference = delta.dump();
    return reply;
}

ShadowReply Shadow::remove(sim::Time now) {
    if (!exists_) return rejected(404, "No shadow exists", Json(), now);
    *state_ = State{};
    exists_ = false;
    ++version_;
    const Json body = {{"version", version_ - 1}, {"timestamp", seconds_of(now)}};
    return {.body = body.dump()};
}

}  // namespace fleetsim::cloud
