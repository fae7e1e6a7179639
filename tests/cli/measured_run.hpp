// A scenario's text, run into a results file of its own, for tests of what a reader is told.
#pragma once

#include <csignal>
#include <string>
#include <vector>

#include "cli/interrupt.hpp"
#include "cli/simulation.hpp"
#include "results/answer.hpp"
#include "results/overview.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::cli {

class MeasuredRun {
  public:
    enum class End { Reached, Interrupted };
    explicit MeasuredRun(const std::string& text, const std::vector<std::string>& set = {},
                         End end = End::Reached, unsigned threads = 1) {
        RunSettings settings;
        settings.scenario = "test.toml";
        settings.out = file();
        settings.overrides.set = set;
        settings.is_quiet = true;
        settings.threads = threads;
        const language::Loaded loaded =
            language::load_text(text, "test.toml", settings.overrides, {});
        const Interrupt interrupt;
        if (end == End::Interrupted) std::raise(SIGINT);
        ended_ = simulate(settings, loaded, {}, interrupt);
    }

    std::filesystem::path file() const { return folder_ / "results.fleetsim"; }
    results::RunId run() const { return ended_.run; }
    ExitCode code() const { return ended_.code; }
    results::Overview overview() const { return results::overview(results::Query(file()), run()); }
    std::optional<double> scalar(const std::string& component, const std::string& metric) const {
        return results::Query(file()).scalar(run(), component, metric);
    }
    std::string answer() const {
        std::string text;
        for (const std::string& sentence : results::answer(results::Query(file()), overview()))
            text += sentence + "\n";
        return text;
    }

  private:
    samples::TemporaryFolder folder_;
    Ended ended_;
};

}  // namespace fleetsim::cli
