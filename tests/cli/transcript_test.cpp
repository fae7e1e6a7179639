// Runs tests/transcripts/*.transcript: commands and the whole of what they print. The format is in
// tests/transcripts/README.md.
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <gtest/gtest.h>
#include <sstream>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <vector>

namespace fleetsim::cli {
namespace {
namespace fs = std::filesystem;

struct Step {
    std::vector<std::string> comments;  ///< the lines before the command
    std::string command;
    std::vector<std::string> lines;  ///< what it prints, in the transcript's marks
};

std::vector<std::string> lines_of(std::istream& text) {
    std::vector<std::string> lines;
    for (std::string line; std::getline(text, line);) lines.push_back(line);
    return lines;
}

std::vector<Step> read_transcript(std::istream& text) {
    std::vector<Step> steps;
    std::vector<std::string> comments;
    for (std::string& line : lines_of(text)) {
        if (line.starts_with("$ ")) {
            steps.push_back(
                {.comments = std::move(comments), .command = line.substr(2), .lines = {}});
            comments.clear();
        } else if (line.starts_with('#') || (line.empty() && !comments.empty())) {
            comments.push_back(line);
        } else if (!steps.empty() && comments.empty()) {
            steps.back().lines.push_back(line);
        } else {
            ADD_FAILURE() << "a line that belongs to no command: " << line;
        }
    }
    // An empty line before the next command is air, not output.
    for (Step& step : steps)
        while (!step.lines.empty() && step.lines.back().empty()) step.lines.pop_back();
    return steps;
}

/// `pattern` with each {*} standing for any text.
bool matches(std::string_view pattern, std::string_view text) {
    const std::size_t wild = pattern.find("{*}");
    if (wild == std::string_view::npos) return pattern == text;
    if (text.substr(0, wild) != pattern.substr(0, wild)) return false;
    const std::string_view rest = pattern.substr(wild + 3);
    for (std::size_t from = wild; from <= text.size(); ++from)
        if (matches(rest, text.substr(from))) return true;
    return false;
}

bool all_match(const std::vector<std::string>& patterns, const std::vector<std::string>& lines) {
    if (patterns.size() != lines.size()) return false;
    for (std::size_t i = 0; i < lines.size(); ++i)
        if (!matches(patterns[i], lines[i])) return false;
    return true;
}

/// `line` with the transcript's own folder written as commands write it.
std::string with_tmp(std::string line, const fs::path& folder) {
    const std::string path = (folder / "tmp").string();
    for (std::size_t at = line.find(path); at != std::string::npos; at = line.find(path, at))
        line.replace(at, path.size(), "$tmp");
    return line;
}

/// What commands of transcripts may use besides fleetsim (tests/transcripts/README.md).
constexpr std::string_view kShellWords = R"(
catches_term() {  # the process $pid
    mask=$(sed -n 's/^SigCgt:[[:space:]]*//p' "/proc/$pid/status" 2> /dev/null)
    [ $((0x${mask:-0} >> 14 & 1)) = 1 ]
}
# signalled NAME CONDITION COMMAND...
signalled() {
    signal=$1 condition=$2
    shift 2
    "$@" & pid=$!
    until eval "$condition"; do
        kill -0 $pid 2> /dev/null || { echo "ended before: $condition" >&2; return 99; }
        sleep 0.05
    done
    kill -s "$signal" $pid || { echo "ended before SIG$signal" >&2; return 99; }
    wait $pid
}
)";

/// Runs `command` and gives what it printed, in the transcript's marks.
std::vector<std::string> run(const std::string& command, const fs::path& folder) {
    const fs::path out = folder / ".standard-output";
    const fs::path err = folder / ".standard-error";
    std::ofstream(folder / ".command")
        << "export tmp='" << (folder / "tmp").string() << "'\n"
        << "PATH='" << fs::path(FLEETSIM_BINARY).parent_path().string() << "':\"$PATH\"\n"
        << kShellWords << command << '\n';
    const std::string shell = "cd '" FLEETSIM_SOURCE_DIR "' && sh '" +
                              (folder / ".command").string() + "' >'" + out.string() + "' 2>'" +
                              err.string() + "' </dev/null";
    const int status = std::system(shell.c_str());
    std::ifstream words(err);
    std::vector<std::string> lines;
    for (const std::string& line : lines_of(words)) lines.push_back("! " + with_tmp(line, folder));
    std::ifstream answers(out);
    for (const std::string& line : lines_of(answers)) lines.push_back(with_tmp(line, folder));
    while (!lines.empty() && lines.back().empty()) lines.pop_back();
    const int code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    if (code != 0) lines.push_back("? " + std::to_string(code));
    return lines;
}

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) text += line + '\n';
    return text;
}

std::vector<fs::path> transcripts() {
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(FLEETSIM_SOURCE_DIR "/tests/transcripts"))
        if (entry.path().extension() == ".transcript") files.push_back(entry.path());
    std::sort(files.begin(), files.end());
    return files;
}

class Transcript : public testing::TestWithParam<fs::path> {};

TEST_P(Transcript, IsWhatTheCommandsPrint) {
    const char* mode = std::getenv("FLEETSIM_TRANSCRIPTS");
    const bool is_writing = mode != nullptr && std::string_view(mode) == "write";
    const fs::path folder =
        fs::path(testing::TempDir()) /
        ("fleetsim_" + GetParam().stem().string() + '_' + std::to_string(getpid()));
    fs::remove_all(folder);
    fs::create_directories(folder / "tmp");

    std::ifstream file(GetParam());
    std::string written;
    for (const Step& step : read_transcript(file)) {
        const std::vector<std::string> printed = run(step.command, folder);
        const bool is_same = all_match(step.lines, printed);
        EXPECT_TRUE(is_same || is_writing) << "$ " << step.command << "\nexpected:\n"
                                           << joined(step.lines) << "printed:\n"
                                           << joined(printed);
        written += (written.empty() ? "" : "\n") + joined(step.comments) + "$ " + step.command +
                   '\n' + joined(is_same ? step.lines : printed);
    }
    EXPECT_FALSE(written.empty()) << "a transcript without a command";
    if (is_writing) std::ofstream(GetParam()) << written;
    fs::remove_all(folder);
}

INSTANTIATE_TEST_SUITE_P(All, Transcript, testing::ValuesIn(transcripts()),
                         [](const testing::TestParamInfo<fs::path>& file) {
                             std::string name = file.param.stem().string();
                             std::replace(name.begin(), name.end(), '-', '_');
                             return name;
                         });

// The runner must be able to fail.
TEST(TranscriptRunner, SeesOutputErrorsAndExitCode) {
    const fs::path folder =
        fs::path(testing::TempDir()) / ("fleetsim_runner_" + std::to_string(getpid()));
    fs::create_directories(folder / "tmp");
    const auto printed = run("echo answer; echo words >&2; exit 7", folder);
    EXPECT_EQ(printed, (std::vector<std::string>{"! words", "answer", "? 7"}));
    fs::remove_all(folder);
}

TEST(TranscriptRunner, SignalsACommandOnceTheConditionHoldsAndSaysWhereItNeverDoes) {
    const fs::path folder =
        fs::path(testing::TempDir()) / ("fleetsim_signalled_" + std::to_string(getpid()));
    fs::create_directories(folder / "tmp");
    const std::string waiting =
        " sh -c 'trap \"echo told; exit 5\" TERM; echo > \"$tmp/ready\"; "
        "while :; do sleep 0.01; done'";
    EXPECT_EQ(run("signalled TERM '[ -e \"$tmp/ready\" ]'" + waiting, folder),
              (std::vector<std::string>{"told", "? 5"}));
    EXPECT_EQ(run("signalled TERM '[ -e \"$tmp/never\" ]' true", folder),
              (std::vector<std::string>{"! ended before: [ -e \"$tmp/never\" ]", "? 99"}));
    fs::remove_all(folder);
}

TEST(TranscriptRunner, AWildPartMatchesWithinALineOnly) {
    EXPECT_TRUE(matches("fleetsim {*} ({*})", "fleetsim 0.1.0 (abc)"));
    EXPECT_FALSE(matches("fleetsim {*} (x)", "fleetsim 0.1.0 (abc)"));
    EXPECT_TRUE(matches("{*}", ""));
    EXPECT_FALSE(all_match({"{*}"}, {"one", "two"}));
    EXPECT_FALSE(all_match({"one", "two"}, {"one"}));
}

TEST(TranscriptRunner, ReadsCommandsWithTheirCommentsAndOutput) {
    std::istringstream text("# why\n$ first\nout\n! err\n? 2\n\n# more\n$ second\n");
    const auto steps = read_transcript(text);
    ASSERT_EQ(steps.size(), 2u);
    EXPECT_EQ(steps[0].comments, std::vector<std::string>{"# why"});
    EXPECT_EQ(steps[0].command, "first");
    EXPECT_EQ(steps[0].lines, (std::vector<std::string>{"out", "! err", "? 2"}));
    EXPECT_EQ(steps[1].comments, std::vector<std::string>{"# more"});
    EXPECT_TRUE(steps[1].lines.empty());
}

}  // namespace
}  // namespace fleetsim::cli
