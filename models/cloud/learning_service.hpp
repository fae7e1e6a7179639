// LearningService: a failure model at work - fed by rules, trained anew from time to time, asked by
// rules, and judged by what then fails.
// Models     examples with the time they came; labels that only time can give: an example is of a
//            device that fails soon if it failed within the horizon, and healthy if the horizon has
//            passed without; a training at fixed times on what is decided by then; alarms counted
//            against failures for each training separately.
// Leaves out the time a training takes: the new model is in service at once.
// Source     models/cloud/learning.hpp has the model.
// Error      of more than `most_examples` decided ones every n-th is used.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "models/cloud/learning.hpp"
#include "sim/time.hpp"

namespace fleetsim::cloud {

struct LearningSpec {
    std::string name;
    sim::Duration horizon;  ///< "soon"
    sim::Time first;        ///< the first training
    sim::Duration every;    ///< from one to the next
    std::size_t most_examples = 20'000;
};

/// A training and what became of its alarms while its model was in service.
struct Training {
    sim::Time at;
    bool is_deployed = false;  ///< false: too few examples, the model before stays
    std::int64_t healthy = 0;  ///< examples it was trained on
    std::int64_t failing = 0;
    AlarmTally tally;
};

class LearningService {
  public:
    explicit LearningService(LearningSpec spec) : spec_(std::move(spec)), next_(spec_.first) {}

    /// Trains what is due by `now`. The calls below come after it, in the order of time.
    void advance(sim::Time now);

    /// The numbers of a JSON object, in the order of their names; others are left out.
    void example(std::uint32_t device, std::string_view record, sim::Time now);
    void alarm(std::uint32_t device, sim::Time now);
    void failure(std::uint32_t device, sim::Time now);
    /// What the model in service says of a record; nullopt before there is one, and of a record
    /// whose numbers are not named like those of its examples.
    std::optional<std::string> predict(std::string_view record);
    /// The end: alarms whose horizon has passed are decided.
    void close(sim::Time now);

    const LearningSpec& spec() const { return spec_; }
    const std::vector<Training>& trainings() const { return trainings_; }
    std::int64_t examples() const { return static_cast<std::int64_t>(examples_.size()); }
    std::int64_t malformed() const { return malformed_; }
    /// Answers given.
    std::int64_t predictions() const { return predictions_; }
    /// Questions that a model in service did not answer: a record of other numbers than it learnt.
    std::int64_t unlike_examples() const { return unlike_examples_; }
    const std::vector<std::string>& feature_names() const { return names_; }

  private:
    struct Seen {
        std::uint32_t device;
        sim::Time at;
        std::size_t first_feature;
    };
    void train(sim::Time now);
    /// nullopt: it is too early to say.
    std::optional<Example::Label> label_of(const Seen& seen, sim::Time now) const;
    Example example_of(const Seen& seen, Example::Label label) const;
    Training* in_service();

    LearningSpec spec_;
    sim::Time next_;
    std::vector<Seen> examples_;
    std::vector<double> features_;
    std::vector<std::string> names_;  ///< of the features: those of the first example
    std::map<std::uint32_t, std::vector<sim::Time>> failures_;
    std::vector<Training> trainings_;
    PredictionService model_;
    std::int64_t malformed_ = 0;
    std::int64_t predictions_ = 0;
    std::int64_t unlike_examples_ = 0;
};

}  // namespace fleetsim::cloud
