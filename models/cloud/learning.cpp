#include "models/cloud/learning.hpp"

#include <algorithm>
#include <cmath>
#include <linear.h>
#include <nlohmann/json.hpp>

namespace fleetsim::cloud {

namespace {

/// The library's form of a sample: (index from 1, value) pairs, ended by index -1.
using Sample = std::vector<feature_node>;

constexpr double kBias = 1;

struct ModelDeleter {
    void operator()(model* one) const { free_and_destroy_model(&one); }
};

/// Mean and deviation of each feature, so that their units do not matter.
struct Normalizer {
    explicit Normalizer(std::span<const Example> examples)
        : mean(examples.front().features.size()), deviation(mean.size()) {
        const auto count = static_cast<double>(examples.size());
        for (const Example& example : examples) {
            for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += example.features[i] / count;
        }
        for (const Example& example : examples) {
            for (std::size_t i = 0; i < mean.size(); ++i) {
                const double off = example.features[i] - mean[i];
                deviation[i] += off * off / count;
            }
        }
        for (double& one : deviation) one = one > 0 ? std::sqrt(one) : 1;
    }
    Sample sample(std::span<const double> features) const {
        Sample nodes;
        for (std::size_t i = 0; i < mean.size(); ++i) {
            nodes.push_back({static_cast<int>(i) + 1, (features[i] - mean[i]) / deviation[i]});
        }
        nodes.push_back({static_cast<int>(mean.size()) + 1, kBias});
        nodes.push_back({-1, 0});
        return nodes;
    }
    std::vector<double> mean;
    std::vector<double> deviation;
};

bool is_both_known(std::span<const Example> examples) {
    const auto of = [&](Example::Label label) {
        return static_cast<std::size_t>(
            std::count_if(examples.begin(), examples.end(),
                          [label](const Example& one) { return one.label == label; }));
    };
    return of(Example::Label::Healthy) >= FailureModel::kFewest &&
           of(Example::Label::FailsSoon) >= FailureModel::kFewest;
}

}  // namespace

NamedNumbers NamedNumbers::of(std::string_view json) {
    NamedNumbers result;
    const auto record = nlohmann::json::parse(json, nullptr, false);
    if (!record.is_object()) return result;
    for (const auto& [name, value] : record.items()) {
        if (!value.is_number()) continue;
        result.names.push_back(name);
        result.numbers.push_back(value.get<double>());
    }
    return result;
}

struct FailureModel::Trained {
    Normalizer normalizer;
    std::unique_ptr<model, ModelDeleter> logistic;
};

std::optional<FailureModel> FailureModel::train(std::span<const Example> examples) {
    if (!is_both_known(examples)) return std::nullopt;
    Normalizer normalizer(examples);
    std::vector<Sample> samples;
    std::vector<feature_node*> rows;
    std::vector<double> labels;
    for (const Example& example : examples) samples.push_back(normalizer.sample(example.features));
    for (Sample& sample : samples) rows.push_back(sample.data());
    for (const Example& example : examples) {
        labels.push_back(example.label == Example::Label::FailsSoon ? 1 : 0);
    }
    problem task{};
    task.l = static_cast<int>(rows.size());
    task.n = static_cast<int>(normalizer.mean.size()) + 1;
    task.y = labels.data();
    task.x = rows.data();
    task.bias = kBias;
    parameter options{};
    options.solver_type = L2R_LR;  // a Newton method: no random numbers, the same model again
    options.eps = 0.001;
    options.C = 1;
    set_print_string_function([](const char*) {});
    FailureModel result;
    result.trained_ = std::make_shared<Trained>(Trained{
        std::move(normalizer), std::unique_ptr<model, ModelDeleter>(::train(&task, &options))});
    return result;
}

double FailureModel::risk(std::span<const double> features) const {
    if (features.size() != feature_count()) return 0.5;
    const Sample sample = trained_->normalizer.sample(features);
    double probabilities[2] = {};
    predict_probability(trained_->logistic.get(), sample.data(), probabilities);
    return probabilities[trained_->logistic->label[0] == 1 ? 0 : 1];
}

std::size_t FailureModel::feature_count() const { return trained_->normalizer.mean.size(); }

void AlarmTally::alarm(std::uint32_t device, sim::Time now) { open_[device].push_back(now); }

std::optional<sim::Time> AlarmTally::decide(std::uint32_t device, sim::Time now) {
    std::optional<sim::Time> first;
    const auto found = open_.find(device);
    if (found == open_.end()) return first;
    for (const sim::Time alarm : found->second) {
        if (now - alarm > horizon_) {
            ++wrong_;
            continue;
        }
        ++right_;
        if (!first) first = alarm;
    }
    open_.erase(found);
    return first;
}

void AlarmTally::failure(std::uint32_t device, sim::Time now) {
    ++failures_;
    const auto first = decide(device, now);
    if (!first) return;
    ++foreseen_;
    lead_ += now - *first;
}

void AlarmTally::late_failure(std::uint32_t device, sim::Time now) { decide(device, now); }

void AlarmTally::close(sim::Time now) {
    for (auto& [device, alarms] : open_) {
        wrong_ += static_cast<std::int64_t>(
            std::erase_if(alarms, [&](sim::Time alarm) { return now - alarm > horizon_; }));
    }
    std::erase_if(open_, [](const auto& entry) { return entry.second.empty(); });
}

std::optional<double> AlarmTally::precision() const {
    if (right_ + wrong_ == 0) return std::nullopt;
    return static_cast<double>(right_) / static_cast<double>(right_ + wrong_);
}

std::optional<double> AlarmTally::recall() const {
    if (failures_ == 0) return std::nullopt;
    return static_cast<double>(foreseen_) / static_cast<double>(failures_);
}

std::optional<sim::Duration> AlarmTally::lead_time() const {
    if (foreseen_ == 0) return std::nullopt;
    return lead_ / foreseen_;
}

std::optional<std::string> PredictionService::call(rules::ExternalFunction function,
                                                   std::span<const std::string> arguments) {
    if (function != rules::ExternalFunction::MachineLearningPredict) return std::nullopt;
    return answer(arguments.back());
}

std::optional<std::string> PredictionService::answer(std::string_view text) const {
    if (!model_) return std::nullopt;
    const NamedNumbers record = NamedNumbers::of(text);
    if (record.names != names_) return std::nullopt;
    const double risk = model_->risk(record.numbers);
    const nlohmann::json answer = {
        {"predictedLabel", risk >= 0.5 ? "1" : "0"},
        {"predictedScores", {{"1", risk}}},
        {"details", {{"PredictiveModelType", "BINARY"}, {"Algorithm", "LR"}}}};
    return answer.dump();
}

}  // namespace fleetsim::cloud
