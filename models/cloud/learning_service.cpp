#include "models/cloud/learning_service.hpp"

#include <algorithm>

namespace fleetsim::cloud {

void LearningService::advance(sim::Time now) {
    while (next_ <= now) {
        train(next_);
        next_ += spec_.every;
    }
}

void LearningService::example(std::uint32_t device, std::string_view record, sim::Time now) {
    const NamedNumbers read = NamedNumbers::of(record);
    if (names_.empty()) names_ = read.names;
    if (read.names.empty() || read.names != names_) {
        ++malformed_;
        return;
    }
    examples_.push_back({device, now, features_.size()});
    features_.insert(features_.end(), read.numbers.begin(), read.numbers.end());
}

Training* LearningService::in_service() {
    const auto latest = std::find_if(trainings_.rbegin(), trainings_.rend(),
                                     [](const Training& one) { return one.is_deployed; });
    return latest == trainings_.rend() ? nullptr : &*latest;
}

void LearningService::alarm(std::uint32_t device, sim::Time now) {
    if (Training* current = in_service()) current->tally.alarm(device, now);
}

void LearningService::failure(std::uint32_t device, sim::Time now) {
    failures_[device].push_back(now);
    Training* current = in_service();
    for (Training& training : trainings_) {
        // A model is judged by the failures of its own time; those before it raised alarms too.
        if (&training == current)
            training.tally.failure(device, now);
        else
            training.tally.late_failure(device, now);
    }
}

std::optional<std::string> LearningService::predict(std::string_view record) {
    if (in_service() == nullptr) return std::nullopt;
    std::optional<std::string> answer = model_.answer(record);
    ++(answer ? predictions_ : unlike_examples_);
    return answer;
}

void LearningService::close(sim::Time now) {
    for (Training& training : trainings_) training.tally.close(now);
}

std::optional<Example::Label> LearningService::label_of(const Seen& seen, sim::Time now) const {
    const auto found = failures_.find(seen.device);
    if (found != failures_.end()) {
        const auto next = std::lower_bound(found->second.begin(), found->second.end(), seen.at);
        if (next != found->second.end() && *next - seen.at <= spec_.horizon)
            return Example::Label::FailsSoon;
    }
    if (now - seen.at < spec_.horizon) return std::nullopt;
    return Example::Label::Healthy;
}

Example LearningService::example_of(const Seen& seen, Example::Label label) const {
    const auto first = features_.begin() + static_cast<std::ptrdiff_t>(seen.first_feature);
    return {.features = {first, first + static_cast<std::ptrdiff_t>(names_.size())},
            .label = label};
}

void LearningService::train(sim::Time now) {
    struct Decided {
        const Seen* seen;
        Example::Label label;
    };
    std::vector<Decided> decided;
    for (const Seen& seen : examples_)
        if (const auto label = label_of(seen, now)) decided.push_back({&seen, *label});
    // Both kinds are thinned alike: how rare failures are is part of what is learnt.
    const std::size_t step = (decided.size() + spec_.most_examples - 1) / spec_.most_examples;
    Training training{.at = now, .tally = AlarmTally(spec_.horizon)};
    std::vector<Example> chosen;
    for (std::size_t i = 0; i < decided.size(); i += std::max<std::size_t>(1, step)) {
        const auto& [seen, label] = decided[i];
        ++(label == Example::Label::FailsSoon ? training.failing : training.healthy);
        chosen.push_back(example_of(*seen, label));
    }
    if (auto model = FailureModel::train(chosen)) {
        model_.deploy(std::move(*model), names_);
        training.is_deployed = true;
    }
    trainings_.push_back(std::move(training));
}

}  // namespace fleetsim::cloud
