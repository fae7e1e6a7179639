// FailureModel: from what a device reports to the risk that it fails soon. AlarmTally: what such
// alarms are worth.
// Models     logistic regression over normalised features; trained anew on all examples gathered.
// Leaves out feature extraction: the caller gives numbers, a rule makes them.
// Source     LIBLINEAR, solver L2R_LR (Fan et al., JMLR 9, 2008).
// Error      none; a model cannot be trained before both kinds of example have been seen.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "models/rules/message.hpp"
#include "sim/time.hpp"

namespace fleetsim::cloud {

struct Example {
    enum class Label : std::uint8_t { Healthy, FailsSoon };
    std::vector<double> features;  ///< the same number in every example
    Label label = Label::Healthy;
};

/// The numbers of a JSON object, in the order of their names; others are left out. Nothing of what
/// is no object.
struct NamedNumbers {
    std::vector<std::string> names;
    std::vector<double> numbers;

    static NamedNumbers of(std::string_view json);
};

class FailureModel {
  public:
    /// nullopt unless there are at least kFewest examples of either label.
    static std::optional<FailureModel> train(std::span<const Example> examples);
    static constexpr std::size_t kFewest = 3;

    /// 0 to 1; one half where the model cannot tell.
    double risk(std::span<const double> features) const;
    std::size_t feature_count() const;

  private:
    struct Trained;
    std::shared_ptr<const Trained> trained_;
};

/// Counts alarms against the failures that came. An alarm is right if its device fails within the
/// horizon; a failure was foreseen if such an alarm went before it.
class AlarmTally {
  public:
    explicit AlarmTally(sim::Duration horizon) : horizon_(horizon) {}

    void alarm(std::uint32_t device, sim::Time now);
    void failure(std::uint32_t device, sim::Time now);
    /// One that another model was to foresee: it only decides whether earlier alarms were right.
    void late_failure(std::uint32_t device, sim::Time now);
    /// Alarms whose horizon has passed without a failure were wrong.
    void close(sim::Time now);

    /// Right alarms of all that have been decided; nullopt before the first.
    std::optional<double> precision() const;
    /// Foreseen failures of all failures; nullopt before the first.
    std::optional<double> recall() const;
    /// From the first right alarm to the failure, on average.
    std::optional<sim::Duration> lead_time() const;
    std::int64_t right() const { return right_; }
    std::int64_t wrong() const { return wrong_; }
    std::int64_t foreseen() const { return foreseen_; }
    std::int64_t failures() const { return failures_; }

  private:
    /// Decides the device's open alarms; gives the first right one.
    std::optional<sim::Time> decide(std::uint32_t device, sim::Time now);

    sim::Duration horizon_;
    std::map<std::uint32_t, std::vector<sim::Time>> open_;  ///< alarms not yet decided
    std::int64_t right_ = 0;
    std::int64_t wrong_ = 0;
    std::int64_t foreseen_ = 0;
    std::int64_t failures_ = 0;
    sim::Duration lead_;
};

/// machinelearning_predict() for rules: answers from the current model. The record's numbers are
/// the features, in the order of their names.
class PredictionService : public rules::ExternalFunctions {
  public:
    /// `names` of the features that it was trained on.
    void deploy(FailureModel model, std::vector<std::string> names) {
        model_ = std::move(model);
        names_ = std::move(names);
    }
    std::optional<std::string> call(rules::ExternalFunction function,
                                    std::span<const std::string> arguments) override;
    /// The same for the record alone; nullopt if its numbers have other names than the model's.
    std::optional<std::string> answer(std::string_view record) const;

  private:
    std::optional<FailureModel> model_;
    std::vector<std::string> names_;
};

}  // namespace fleetsim::cloud
