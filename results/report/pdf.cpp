#include "results/report/pdf.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <fcntl.h>
#include <optional>
#include <spawn.h>
#include <sstream>
#include <string_view>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "results/text_file.hpp"
#include "sim/error.hpp"
#include "sim/whole_file.hpp"

namespace fleetsim::results::report {

namespace {
namespace fs = std::filesystem;

constexpr const char* kOperation = "print the report";
/// Longer than the largest page takes on a slow machine.
constexpr const char* kPatienceSeconds = "180";

/// A folder of its own for what the printing program reads and leaves.
class Workshop {
  public:
    Workshop() {
        std::string name = (fs::temp_directory_path() / "fleetsim-print-XXXXXX").string();
        if (mkdtemp(name.data()) == nullptr)
            throw sim::SystemError(kOperation, name, std::generic_category().message(errno),
                                   "name another folder for temporary files with TMPDIR");
        path_ = name;
    }
    ~Workshop() {
        std::error_code ignored;
        fs::remove_all(path_, ignored);
    }
    Workshop(const Workshop&) = delete;
    Workshop& operator=(const Workshop&) = delete;

    fs::path operator/(std::string_view name) const { return path_ / name; }

  private:
    fs::path path_;
};

std::optional<fs::path> find_program(std::string_view name) {
    const char* path = std::getenv("PATH");
    std::istringstream folders(path == nullptr ? "" : path);
    for (std::string folder; std::getline(folders, folder, ':');) {
        const fs::path program = fs::path(folder) / name;
        if (!folder.empty() && access(program.c_str(), X_OK) == 0) return program;
    }
    return std::nullopt;
}

std::vector<std::string> browser_command(const std::string& program, const Workshop& workshop) {
    std::vector<std::string> command = {program,
                                        "--headless",
                                        "--disable-gpu",
                                        "--no-pdf-header-footer",
                                        "--user-data-dir=" + (workshop / "profile").string(),
                                        "--print-to-pdf=" + (workshop / "page.pdf").string()};
    if (geteuid() == 0) command.emplace_back("--no-sandbox");  // it refuses to start otherwise
    command.push_back("file://" + (workshop / "page.html").string());
    return command;
}

std::vector<std::string> printing_command(const Workshop& workshop) {
    for (const std::string_view name : {"chromium", "chromium-browser", "google-chrome"})
        if (const auto program = find_program(name))
            return browser_command(program->string(), workshop);
    if (const auto program = find_program("weasyprint"))
        return {program->string(), (workshop / "page.html").string(),
                (workshop / "page.pdf").string()};
    throw sim::SystemError(kOperation, "", "no program that prints a page to PDF is installed",
                           "install one with `apt-get install chromium` or `apt-get install "
                           "weasyprint`, or write .html and print it from a browser");
}

/// Runs the command with its words in `log`; its exit status, or -1 where it did not start.
int run(std::vector<std::string> command, const fs::path& log) {
    if (find_program("timeout")) command.insert(command.begin(), {"timeout", kPatienceSeconds});
    std::vector<char*> words;
    for (std::string& word : command) words.push_back(word.data());
    words.push_back(nullptr);
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, log.c_str(),
                                     O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
    pid_t child = 0;
    const int error = posix_spawnp(&child, words.front(), &actions, nullptr, words.data(), environ);
    posix_spawn_file_actions_destroy(&actions);
    if (error != 0) return -1;
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return -1;
    return status;
}

/// Empty where there is no such file.
std::string read(const fs::path& file) {
    return sim::read_whole_file(file.string()).text.value_or("");
}

std::string last_line(const std::string& text) {
    std::istringstream lines(text);
    std::string last;
    for (std::string line; std::getline(lines, line);)
        if (!line.empty()) last = line;
    return last.empty() ? "it said nothing" : "it said: " + last;
}
}  // namespace

void write_pdf(const std::string& html, const fs::path& file) {
    const Workshop workshop;
    const std::vector<std::string> command = printing_command(workshop);
    write_text_file(workshop / "page.html", html);
    const int status = run(command, workshop / "log");
    const std::string pdf = read(workshop / "page.pdf");
    if (status != 0 || !pdf.starts_with("%PDF"))
        throw sim::SystemError(
            kOperation, file.string(),
            command.front() + " wrote no PDF; " + last_line(read(workshop / "log")),
            "write .html and print it from a browser");
    write_text_file(file, pdf);
}

}  // namespace fleetsim::results::report
