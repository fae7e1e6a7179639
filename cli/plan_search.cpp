#include "cli/plan_search.hpp"

#include <algorithm>
#include <cmath>

namespace fleetsim::cli {

namespace {
using Verdict = PlanSearch::Verdict;
constexpr double kFarthest = 65'536;  ///< times the present value, and part of it
constexpr std::size_t kPlateau = 8;   ///< doublings
constexpr double kFlat = 0.01;        ///< of the threshold, or of a figure far from it

bool is_judged(const PlanSearch::Trial& trial) {
    return trial.verdict == Verdict::Met || trial.verdict == Verdict::Missed;
}
}  // namespace

PlanSearch::PlanSearch(std::vector<double> first, const Limits& limits)
    : limits_(limits), waiting_(std::move(first)) {}

PlanSearch PlanSearch::between(const Limits& limits) {
    PlanSearch search({limits.least, limits.most}, limits);
    if (limits.least == limits.most) search.waiting_.pop_back();
    return search;
}

PlanSearch PlanSearch::around(double present, const Limits& limits) {
    PlanSearch search({present}, limits);
    search.start_ = present;
    search.looks_outwards_ = true;
    return search;
}

bool PlanSearch::was_tried(double value) const {
    return std::any_of(trials_.begin(), trials_.end(),
                       [&](const Trial& trial) { return trial.value == value; });
}

std::optional<double> PlanSearch::next() {
    if (!waiting_.empty()) {
        const double value = waiting_.front();
        waiting_.erase(waiting_.begin());
        return value;
    }
    if (met() && missed()) return halfway();
    return looks_outwards_ ? outwards() : std::nullopt;
}

void PlanSearch::note(double value, Verdict verdict, std::optional<double> margin) {
    trials_.push_back({value, verdict, margin});
}

std::optional<double> PlanSearch::halfway() const {
    const double low = std::min(*met(), *missed());
    const double high = std::max(*met(), *missed());
    if (high - low <= limits_.precision * std::abs(low)) return std::nullopt;
    const bool spans_magnitudes = low > 0 && high / low > 2;
    const double middle = limits_.snap(spans_magnitudes ? std::sqrt(low * high) : (low + high) / 2);
    if (middle <= low || middle >= high || was_tried(middle)) return std::nullopt;
    return middle;
}

const PlanSearch::Trial* PlanSearch::outermost(Side side) const {
    const auto less = [](const Trial& a, const Trial& b) { return a.value < b.value; };
    return side == Side::Above ? &*std::max_element(trials_.begin(), trials_.end(), less)
                               : &*std::min_element(trials_.begin(), trials_.end(), less);
}

/// A server may carry many doublings before it says so; but not every figure hangs on every value.
bool PlanSearch::is_flat(Side side) const {
    std::vector<Trial> outwards;
    for (const Trial& trial : trials_)
        if (side == Side::Above ? trial.value >= start_ : trial.value <= start_)
            outwards.push_back(trial);
    if (outwards.size() <= kPlateau) return false;
    std::sort(outwards.begin(), outwards.end(), [&](const Trial& a, const Trial& b) {
        return side == Side::Above ? a.value > b.value : a.value < b.value;
    });
    outwards.resize(kPlateau + 1);
    double least = INFINITY;
    double most = -INFINITY;
    for (const Trial& trial : outwards) {
        if (!trial.margin) return false;
        least = std::min(least, *trial.margin);
        most = std::max(most, *trial.margin);
    }
    return most - least < kFlat * std::max({1.0, std::abs(least), std::abs(most)});
}

std::optional<double> PlanSearch::beyond(Side side) {
    const Trial& last = *outermost(side);
    if (!is_judged(last)) return std::nullopt;
    if (is_flat(side)) {
        ran_into_plateau_ = true;
        return std::nullopt;
    }
    const double farther = side == Side::Above ? last.value * 2 : last.value / 2;
    const double value = std::clamp(limits_.snap(farther), limits_.least, limits_.most);
    const bool is_far =
        side == Side::Above ? value > start_ * kFarthest : value < start_ / kFarthest;
    if (is_far || was_tried(value)) return std::nullopt;
    return value;
}

/// Where the margin shrinks if the goals are met, grows if they are missed.
PlanSearch::Side PlanSearch::promising_side() const {
    const Trial& low = *outermost(Side::Below);
    const Trial& high = *outermost(Side::Above);
    if (!low.margin || !high.margin || *low.margin == *high.margin) return Side::Above;
    const bool grows_upwards = *high.margin > *low.margin;
    const bool is_met = trials_.front().verdict == Verdict::Met;
    return grows_upwards == is_met ? Side::Below : Side::Above;
}

std::optional<double> PlanSearch::outwards() {
    const Side side = promising_side();
    if (const std::optional<double> value = beyond(side)) return value;
    return beyond(side == Side::Above ? Side::Below : Side::Above);
}

std::optional<double> PlanSearch::met() const {
    // The nearest to the turn: of those that met, the one with the fewest others between it and
    // one that missed.
    std::optional<double> best;
    double nearest = INFINITY;
    for (const Trial& good : trials_) {
        if (good.verdict != Verdict::Met) continue;
        double distance = INFINITY;
        for (const Trial& bad : trials_)
            if (bad.verdict == Verdict::Missed)
                distance = std::min(distance, std::abs(bad.value - good.value));
        if (best && distance >= nearest) continue;
        best = good.value;
        nearest = distance;
    }
    return best;
}

std::optional<double> PlanSearch::missed() const {
    const std::optional<double> good = met();
    std::optional<double> best;
    for (const Trial& bad : trials_) {
        if (bad.verdict != Verdict::Missed) continue;
        if (best && good && std::abs(bad.value - *good) >= std::abs(*best - *good)) continue;
        best = bad.value;
    }
    return best;
}

std::optional<double> PlanSearch::unknown() const {
    const auto found = std::find_if(trials_.begin(), trials_.end(), [](const Trial& trial) {
        return trial.verdict == Verdict::NotKnown;
    });
    return found == trials_.end() ? std::nullopt : std::optional(found->value);
}

bool PlanSearch::hardly_reacts() const {
    constexpr double kFar = 4;
    constexpr double kHardly = 0.1;
    if (met() && missed()) return false;
    const Trial* first = nullptr;
    const Trial* last = nullptr;
    double widest = 0;
    double least = INFINITY;
    double most = -INFINITY;
    for (const Trial& trial : trials_) {
        if (!trial.margin) continue;
        if (first == nullptr || trial.value < first->value) first = &trial;
        if (last == nullptr || trial.value > last->value) last = &trial;
        widest = std::max(widest, std::abs(*trial.margin));
        least = std::min(least, *trial.margin);
        most = std::max(most, *trial.margin);
    }
    return first != last && first->value > 0 && last->value >= kFar * first->value &&
           most - least < kHardly * widest;
}

bool PlanSearch::is_consistent() const {
    double least[2] = {INFINITY, INFINITY};
    double most[2] = {-INFINITY, -INFINITY};
    for (const Trial& trial : trials_) {
        if (!is_judged(trial)) continue;
        const int group = trial.verdict == Verdict::Met ? 0 : 1;
        least[group] = std::min(least[group], trial.value);
        most[group] = std::max(most[group], trial.value);
    }
    return most[0] < least[1] || most[1] < least[0];
}

}  // namespace fleetsim::cli
