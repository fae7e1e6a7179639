// gui_large_file_bench [SAMPLES]: writes a results file of so many samples (ten million), opens it
// in the window, and prints for each view how long it took to be shown, and the longest time in
// which the window could not have answered a key.
#include <QApplication>
#include <QElapsedTimer>
#include <QStandardPaths>
#include <QTimer>
#include <QtTest>
#include <cstdio>

#include "gui/main_window.hpp"
#include "tests/results/synthetic_run.hpp"
#include "tests/results/temporary_folder.hpp"

namespace {
using namespace fleetsim;

constexpr int kSeries = 4;
constexpr int kPatienceMs = 600'000;

void write_file(const std::filesystem::path& file, int samples) {
    results::Recorder recorder(file, samples::synthetic_description());
    std::vector<results::SeriesId> series;
    const auto interval = sim::Duration::milliseconds(10);
    for (int i = 0; i < kSeries; ++i)
        series.push_back(
            recorder.add_series("broker/" + std::to_string(i), {"connections", "1", ""}, interval));
    for (int i = 1; i <= samples / kSeries; ++i) {
        const auto at = sim::Time::at(interval * i);
        for (const results::SeriesId one : series)
            recorder.sample(one, at, static_cast<double>(i * 7919LL % 100'000));
        if (i % 100'000 == 0) recorder.commit(at);
    }
    recorder.finish(samples::SyntheticRun::outcome());
}

/// How long the event loop ran, and the longest time between two of its turns.
class Turns {
  public:
    Turns() {
        QObject::connect(&timer_, &QTimer::timeout, &timer_,
                         [this] { longest_ms_ = std::max(longest_ms_, since_turn_.restart()); });
        timer_.start(0);
        whole_.start();
        since_turn_.start();
    }
    void print(const char* what) {
        longest_ms_ = std::max(longest_ms_, since_turn_.elapsed());
        std::printf("%-12s  %6lld ms  %6lld ms\n", what, whole_.elapsed(), longest_ms_);
    }

  private:
    QTimer timer_;
    QElapsedTimer whole_;
    QElapsedTimer since_turn_;
    qint64 longest_ms_ = 0;
};
}  // namespace

int main(int argc, char** argv) {
    QApplication application(argc, argv);
    QStandardPaths::setTestModeEnabled(true);
    const samples::TemporaryFolder folder;
    write_file(folder / "large.db", argc > 1 ? std::atoi(argv[1]) : 10'000'000);
    gui::MainWindow window("fleetsim");
    window.show();
    std::printf("view           shown in  longest gap\n");
    const auto measure = [&](const char* what, const auto& act) {
        Turns turns;
        act();
        (void)QTest::qWaitFor([&] { return !window.reader()->is_reading(); }, kPatienceMs);
        turns.print(what);
    };
    measure("Overview",
            [&] { window.open_results(QString::fromStdString((folder / "large.db").string())); });
    for (const char* view : {"Time series", "Latency", "Log", "Figures", "Overview"})
        measure(view, [&] { window.show_view(view); });
    return 0;
}
