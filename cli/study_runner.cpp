#include "cli/study_runner.hpp"

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstring>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/guard.hpp"
#include "results/query.hpp"
#include "results/study.hpp"
#include "sim/error.hpp"

namespace fleetsim::cli {

namespace {

/// What the process of a run tells the one that waits for it.
struct Message {
    std::int64_t run = 0;
    std::int32_t code = 0;
};

bool may_hold_runs(const std::filesystem::path& file) {
    std::error_code ignored;
    return std::filesystem::exists(file, ignored) &&
           (!std::filesystem::is_regular_file(file, ignored) ||
            std::filesystem::file_size(file, ignored) > 0);
}

[[noreturn]] void refuse_process() {
    throw sim::SystemError("start a process for a run", "fork", std::strerror(errno),
                           "end other programs, or run the points one by one");
}

/// Waits until the pipe has something to say or has closed; passes an interrupt on to the child.
void wait_for_word(int pipe, int child, const Interrupt& interrupt) {
    constexpr int kLookEveryMs = 200;
    bool was_told = false;
    pollfd watched{.fd = pipe, .events = POLLIN, .revents = 0};
    while (poll(&watched, 1, kLookEveryMs) <= 0) {
        if (!interrupt.came() || was_told) continue;
        was_told = true;
        kill(child, SIGTERM);
    }
}

}  // namespace

std::string point_text(const language::StudyRun& point) {
    return fmt::format("{}", fmt::join(point.overrides, ", "));
}

StudyRunner::StudyRunner(RunSettings settings, language::KnownNames names, std::string study,
                         const language::Loaded& base, const Interrupt& interrupt, Adapt adapt)
    : settings_(std::move(settings)),
      names_(std::move(names)),
      study_(std::move(study)),
      interrupt_(interrupt),
      adapt_(std::move(adapt)) {
    if (!may_hold_runs(settings_.out)) return;
    const results::Query query(settings_.out);
    const results::RunDescription like =
        describe(settings_, base, {.study = study_, .point = {}, .replication = 0});
    for (const results::Run& run : results::runs_of_study(query, like)) {
        const auto code = static_cast<ExitCode>(run.exit_code.value_or(0));
        finished_[{run.description.measurement, run.description.seed}] = {run.id, code};
    }
}

StudyRunner::End StudyRunner::carry_out(const language::StudyRun& point) {
    const std::string words = point_text(point);
    const auto found = finished_.find({words, point.seed});
    if (found != finished_.end()) {
        return {found->second.first, found->second.second, End::How::WasThere};
    }
    const End end = simulate_apart(point, words);
    failures_in_a_row_ = end.run || end.code == ExitCode::Interrupted ? 0 : failures_in_a_row_ + 1;
    return end;
}

StudyRunner::End StudyRunner::simulate_here(const language::StudyRun& point,
                                            const std::string& words) {
    language::Overrides overrides = settings_.overrides;
    overrides.set.insert(overrides.set.end(), point.overrides.begin(), point.overrides.end());
    overrides.seed = std::to_string(point.seed);
    overrides.study_values = language::Overrides::StudyValues::Trust;
    language::Loaded loaded = language::load(settings_.scenario, overrides, names_);
    for (language::Parameter& parameter : loaded.parameters) {
        for (const std::string& set : point.overrides)
            if (set.starts_with(parameter.path + '=')) parameter.origin = "sweep";
    }
    const StudyPlace place{
        .study = study_, .point = words, .replication = point.replication, .alone = overrides};
    if (adapt_) adapt_(loaded);
    const Ended ended = simulate(settings_, loaded, place, interrupt_);
    return {ended.run, ended.code, End::How::Simulated};
}

StudyRunner::End StudyRunner::simulate_apart(const language::StudyRun& point,
                                             const std::string& words) {
    int ends[2];
    if (pipe(ends) != 0) refuse_process();
    std::fflush(nullptr);
    const pid_t child = fork();
    if (child < 0) refuse_process();
    if (child != 0) {
        close(ends[1]);
        const End end = wait_for(child, ends[0], words);
        close(ends[0]);
        return end;
    }
    close(ends[0]);
    setpgid(0, 0);  // a terminal's Ctrl-C comes once, through the process that waits
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    Message message;
    message.code = static_cast<std::int32_t>(guarded([&] {
        const End end = simulate_here(point, words);
        message.run = static_cast<std::int64_t>(*end.run);
        return end.code;
    }));
    const bool was_told = write(ends[1], &message, sizeof message) == sizeof message;
    std::fflush(stderr);
    // No destructors, no buffers: they are the other process's.
    _exit(was_told ? 0 : static_cast<int>(ExitCode::SystemError));
}

StudyRunner::End StudyRunner::wait_for(int child, int pipe, const std::string& words) {
    wait_for_word(pipe, child, interrupt_);
    Message message;
    const bool has_word = read(pipe, &message, sizeof message) == sizeof message;
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    if (!has_word) {
        const std::string how = WIFSIGNALED(status)
                                    ? fmt::format("was ended by signal {} ({})", WTERMSIG(status),
                                                  strsignal(WTERMSIG(status)))
                                    : "ended without a word";
        complain(
            fmt::format("fleetsim: the run with {} {}", words.empty() ? "no changes" : words, how));
        return {std::nullopt, interrupt_.came() ? ExitCode::Interrupted : ExitCode::SystemError,
                End::How::Simulated};
    }
    const auto code = static_cast<ExitCode>(message.code);
    if (message.run != 0) return {results::RunId{message.run}, code, End::How::Simulated};
    complain("   in the run with " + words);
    return {std::nullopt, code, End::How::Simulated};
}

}  // namespace fleetsim::cli
