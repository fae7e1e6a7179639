#include "scenarios/language/study_trial.hpp"

#include <algorithm>
#include <set>

#include "scenarios/language/study.hpp"

namespace fleetsim::language {

using scenarios::Axis;
using scenarios::Study;

namespace {

class StudyTrial {
  public:
    StudyTrial(const Overrides& overrides, const LoadAgain& load_again, Diagnostics& diagnostics)
        : overrides_(overrides),
          load_again_(load_again),
          diagnostics_(diagnostics),
          base_(diagnostics.list()) {}

    void try_all(const Study& study, const std::vector<sim::Place>& places) {
        for (std::size_t i = 0; i < study.axes.size(); ++i) {
            for (std::size_t point = 0; point < study.axes[i].points.size(); ++point)
                try_values(values_of(study.axes[i], point), places[i], Contradictions::Ignored);
        }
        if (diagnostics_.list().empty() && !study.axes.empty()) try_points(study, places[0]);
    }

  private:
    using Values = std::vector<std::string>;  ///< "path=value"
    /// A value alone may contradict one of the file that another axis replaces.
    enum class Contradictions { Ignored, Noted };

    static Values values_of(const Axis& axis, std::size_t point) {
        Values values;
        for (std::size_t column = 0; column < axis.paths.size(); ++column)
            values.push_back(axis.paths[column] + '=' + axis.points[point][column]);
        return values;
    }

    /// As many as take a moment; a later contradiction ends its own run only.
    void try_points(const Study& study, const sim::Place& place) {
        constexpr std::uint64_t kMostTried = 500;
        const std::uint64_t last =
            std::min(run_count(study), kMostTried * std::uint64_t{study.replications});
        for (std::uint64_t run = 0; run < last; run += study.replications) {
            try_values(study_run(study, 0, run).overrides, place, Contradictions::Noted);
        }
    }

    /// Notes the first mistake that comes with the values, once for all that have the same.
    void try_values(const Values& set, const sim::Place& place, Contradictions contradictions) {
        Diagnostics with_values;
        try {
            Overrides with = overrides_;
            with.set.insert(with.set.end(), set.begin(), set.end());
            load_again_(with, with_values);
        } catch (const sim::InputError& error) {
            note(error.diagnostics().front(), set, place);
        }
        const auto found = std::find_if(
            with_values.list().begin(), with_values.list().end(), [&](const sim::Diagnostic& one) {
                const bool counts =
                    contradictions == Contradictions::Noted || one.code != "contradiction";
                return counts && !is_known(one);
            });
        if (found != with_values.list().end()) note(*found, set, place);
    }

    /// The scenario has it without the values, too.
    bool is_known(const sim::Diagnostic& one) const {
        return std::any_of(base_.begin(), base_.end(), [&](const sim::Diagnostic& known) {
            return known.code == one.code && known.text == one.text;
        });
    }

    void note(const sim::Diagnostic& first, const Values& set, const sim::Place& place) {
        if (!said_.insert(first.text).second) return;
        std::string words;
        for (const std::string& one : set) {
            const std::size_t equals = one.find('=');
            words += (words.empty() ? "" : ", ") + one.substr(0, equals) + " = " +
                     one.substr(equals + 1);
        }
        diagnostics_.add(place, first.code, "with " + words + ": " + first.text, first.hint);
    }

    const Overrides& overrides_;
    const LoadAgain& load_again_;
    Diagnostics& diagnostics_;
    std::vector<sim::Diagnostic> base_;
    std::set<std::string> said_;
};

}  // namespace

void try_study(const Study& study, const std::vector<sim::Place>& places,
               const Overrides& overrides, const LoadAgain& load_again, Diagnostics& diagnostics) {
    StudyTrial(overrides, load_again, diagnostics).try_all(study, places);
}

}  // namespace fleetsim::language
