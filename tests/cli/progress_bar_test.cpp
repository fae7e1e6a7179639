#include "cli/progress_bar.hpp"

#include <array>
#include <cstdlib>
#include <fcntl.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <string>
#include <unistd.h>

namespace fleetsim::cli {
namespace {
using namespace sim::literals;

Progress half_a_day() {
    return {.now = sim::Time::at(12_h),
            .end = sim::Time::at(24_h),
            .events_per_second = 61'234'567,
            .seconds_left = 41.2};
}

TEST(ProgressLine, SaysShareVirtualTimeRateAndTimeLeft) {
    EXPECT_EQ(
        progress_line(half_a_day(), 110),
        "[===============>              ]   50 %   12:00:00 of 1 d 00:00:00   61.2 M events/s   "
        "0:42 left");
}

TEST(ProgressLine, NeverFillsTheLastColumn) {
    for (int columns = 0; columns < 140; ++columns) {
        const std::string line = progress_line(half_a_day(), columns);
        EXPECT_LT(static_cast<int>(line.size()), std::max(columns, 1)) << columns;
    }
}

TEST(ProgressLine, DropsTheBarFirstAndThenTheWordsFromTheRight) {
    EXPECT_EQ(progress_line(half_a_day(), 75),
              " 50 %   12:00:00 of 1 d 00:00:00   61.2 M events/s   0:42 left");
    EXPECT_EQ(progress_line(half_a_day(), 40), " 50 %   12:00:00 of 1 d 00:00:00");
    EXPECT_EQ(progress_line(half_a_day(), 8), " 50 %");
}

TEST(ProgressLine, IsFullOnlyAtTheEnd) {
    Progress progress = half_a_day();
    progress.now = progress.end - 1_ns;
    EXPECT_NE(progress_line(progress, 110).find(" 99 %"), std::string::npos);
    progress.now = progress.end;
    EXPECT_NE(progress_line(progress, 110).find("100 %"), std::string::npos);
    EXPECT_NE(progress_line(progress, 110).find("[==============================]"),
              std::string::npos);
}

TEST(ProgressLine, ARunOfNoLengthIsDone) {
    EXPECT_NE(progress_line(Progress{}, 80).find("100 %"), std::string::npos);
}

/// Standard error on a pseudo-terminal while one lives; read() gives what arrived there.
class TerminalOnStandardError {
  public:
    TerminalOnStandardError() : controller_(posix_openpt(O_RDWR | O_NOCTTY)), saved_(dup(2)) {
        grantpt(controller_);
        unlockpt(controller_);
        const int terminal = open(ptsname(controller_), O_RDWR | O_NOCTTY);
        dup2(terminal, 2);
        close(terminal);
    }
    ~TerminalOnStandardError() {
        dup2(saved_, 2);
        close(saved_);
        close(controller_);
    }
    /// What came so far. The system passes it on in pieces, so silence is the end.
    std::string read() const {
        constexpr int kSilenceMilliseconds = 200;
        std::string text;
        pollfd waiting{.fd = controller_, .events = POLLIN, .revents = 0};
        while (poll(&waiting, 1, kSilenceMilliseconds) == 1) {
            std::array<char, 4096> piece;
            const ssize_t size = ::read(controller_, piece.data(), piece.size());
            if (size <= 0) break;
            text.append(piece.data(), static_cast<std::size_t>(size));
        }
        return text;
    }

  private:
    int controller_;
    int saved_;
};

constexpr std::chrono::milliseconds kAlways{0};

TEST(ProgressBar, DrawsOnATerminalAndTakesItsLineAway) {
    const TerminalOnStandardError terminal;
    {
        ProgressBar bar(sim::Time::at(10_s), ProgressBar::Show::OnTerminal, kAlways);
        bar.update(sim::Time::at(5_s), 1'000);
    }
    const std::string seen = terminal.read();
    EXPECT_NE(seen.find(" 50 %   00:00:05 of 00:00:10"), std::string::npos) << seen;
    EXPECT_TRUE(seen.ends_with("\r\033[K")) << seen;
}

TEST(ProgressBar, IsQuietWhereItIsAskedToBe) {
    const TerminalOnStandardError terminal;
    {
        ProgressBar bar(sim::Time::at(10_s), ProgressBar::Show::Never, kAlways);
        bar.update(sim::Time::at(5_s), 1'000);
    }
    EXPECT_EQ(terminal.read(), "");
}

TEST(ProgressBar, IsQuietOnAPipe) {
    testing::internal::CaptureStderr();
    {
        ProgressBar bar(sim::Time::at(10_s), ProgressBar::Show::OnTerminal, kAlways);
        bar.update(sim::Time::at(5_s), 1'000);
    }
    EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
}

}  // namespace
}  // namespace fleetsim::cli
