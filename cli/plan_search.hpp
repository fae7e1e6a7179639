// PlanSearch: which values of one variable to try, to find where a goal begins to be missed.
// Models     first outwards from the present value by doubling and halving, in the direction in
//            which the first two trials say that the verdict turns, and no farther than a plateau
//            that goes on for eight doublings; then halving of the interval
//            between the nearest value that meets and the nearest that misses.
// Leaves out goals that turn more than once between the ends: it finds one of the turns, and
//            is_consistent() says if trials contradict a single one.
#pragma once

#include <functional>
#include <optional>
#include <vector>

namespace fleetsim::cli {

class PlanSearch {
  public:
    struct Limits {
        double least = 0;
        double most = 0;
        double precision = 0.02;  ///< the interval may stay this wide, of its lower end
        /// The value nearest to a number that the variable can take.
        std::function<double(double)> snap = [](double number) { return number; };
    };
    /// NotKnown: the runs did not measure what a goal speaks of. Beyond it nothing is tried.
    enum class Verdict { Met, Missed, NotKnown, NotSimulated };
    struct Trial {
        double value = 0;
        Verdict verdict = Verdict::Missed;
        /// How far the goals are from being missed (or met, below zero), of their thresholds.
        std::optional<double> margin;
    };

    /// Starts from both ends of the limits.
    static PlanSearch between(const Limits& limits);
    /// Starts from `present` and looks to both sides.
    static PlanSearch around(double present, const Limits& limits);

    /// The next value to try; nothing when the search is over. Each is asked for once.
    std::optional<double> next();
    void note(double value, Verdict verdict, std::optional<double> margin = std::nullopt);

    /// In the order they were tried.
    const std::vector<Trial>& trials() const { return trials_; }
    /// The value that meets the goals next to the turn, and the one that misses them; nothing where
    /// no trial did.
    std::optional<double> met() const;
    std::optional<double> missed() const;
    /// The first that was not known.
    std::optional<double> unknown() const;
    /// It ended where doubling (or halving) had changed no figure for long.
    bool ran_into_plateau() const { return ran_into_plateau_; }
    /// Nothing turned, and from one end of the trials to the other, four times as far, the margin
    /// hardly moved: what decides lies elsewhere.
    bool hardly_reacts() const;
    /// All that met lie on one side of all that missed.
    bool is_consistent() const;

  private:
    enum class Side { Below, Above };
    PlanSearch(std::vector<double> first, const Limits& limits);

    std::optional<double> halfway() const;
    std::optional<double> outwards();
    std::optional<double> beyond(Side side);
    bool is_flat(Side side) const;
    Side promising_side() const;
    bool was_tried(double value) const;
    const Trial* outermost(Side side) const;

    Limits limits_;
    std::vector<double> waiting_;
    std::vector<Trial> trials_;
    double start_ = 0;
    bool looks_outwards_ = false;
    bool ran_into_plateau_ = false;
};

}  // namespace fleetsim::cli
