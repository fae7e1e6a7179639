// Drives the real windows, without a screen: open, follow, zoom, export. What it does with a
// scenario is in scenario_window_test.cpp.
#include "gui/main_window.hpp"

#include <QAbstractScrollArea>
#include <QAccessible>
#include <QApplication>
#include <QComboBox>
#include <QDateTime>
#include <QGraphicsTextItem>
#include <QGraphicsView>
#include <QImage>
#include <QLabel>
#include <QListWidget>
#include <QMouseEvent>
#include <QScrollBar>
#include <QStandardPaths>
#include <QTabBar>
#include <QTextBlock>
#include <QTextBrowser>
#include <QTimer>
#include <QtTest>
#include <filesystem>
#include <future>

#include "gui/charts/line_plot.hpp"
#include "gui/charts/section_plots.hpp"
#include "gui/editor/scenario_editor.hpp"
#include "gui/views/table.hpp"
#include "gui/views/time_series_view.hpp"
#include "tests/gui/files.hpp"
#include "tests/gui/windows.hpp"
#include "tests/results/synthetic_run.hpp"
#include "tests/results/synthetic_study.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::gui {
namespace {
using samples::SyntheticRun;
using samples::TemporaryFolder;

/// Titles, legends and labels, as they are drawn.
QStringList words_of_charts(const QWidget& view) {
    QStringList words;
    for (const QGraphicsView* chart : view.findChildren<QGraphicsView*>())
        for (const QGraphicsItem* item : chart->scene()->items())
            if (const auto* text = qgraphicsitem_cast<const QGraphicsTextItem*>(item))
                if (text->isVisible()) words << text->toPlainText();
    return words;
}

/// QTRY_COMPARE would compare the bits.
bool ends_at(const LinePlot& plot, double seconds) {
    return qFuzzyCompare(plot.span().to_seconds, seconds);
}

constexpr const char* kViews[] = {"Overview",   "Time series", "Latency",     "Bytes",  "Energy",
                                  "Costs",      "Quotas",      "Nodes",       "Claims", "Log",
                                  "Components", "Figures",     "Assumptions", "Study",  "Compare"};
}  // namespace

class MainWindowTest : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() {
        QStandardPaths::setTestModeEnabled(true);
        apply(Theme::Light);
    }

    void shows_every_view_of_a_results_file() {
        const TemporaryFolder folder;
        samples::write_synthetic_run(folder / "run.db");
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QVERIFY(opens(window, path(folder / "run.db")));
        QCOMPARE(window.run_count(), 1);
        for (const char* name : kViews) {
            window.show_view(name);
            QVERIFY2(window.view(name) != nullptr, name);
            QVERIFY(settles(window));
            QVERIFY(window.view(name)->isVisible());
            keep_picture(window, name);
        }
        const auto* page = window.view("Overview")->findChild<QTextBrowser*>();
        QVERIFY(page->toPlainText().contains("1 of 2 goals is missed"));
        QVERIFY(page->toPlainText().contains("143,990"));
    }

    void lays_series_over_one_another_and_reads_them_off() {
        const TemporaryFolder folder;
        samples::write_synthetic_run(folder / "run.db");
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QVERIFY(opens(window, path(folder / "run.db")));
        window.show_view("Time series");
        QVERIFY(settles(window));
        window.time_series()->choose("fleet/meter/connections", Qt::Checked);
        window.time_series()->choose("broker/messages_in_per_second", Qt::Checked);
        auto* plot = window.time_series()->findChild<LinePlot*>();
        QTRY_COMPARE_WITH_TIMEOUT(plot->lines().size(), std::size_t{3}, kPatienceMs);
        const QStringList noon = plot->values_at(12 * 3600 + 1);
        QCOMPARE(noon.at(0), "12:00:01");
        QVERIFY2(noon.contains("fleet/meter, connections: 1,000"), qPrintable(noon.join('|')));

        point_at(plot->findChild<QAbstractScrollArea*>()->viewport());
        keep_picture(window, "Time series, laid over one another");

        emit plot->span_wanted(TimeSpan{6 * 3600, 6.5 * 3600});
        QVERIFY(settles(window));
        QCOMPARE(plot->span(), (TimeSpan{6 * 3600, 6.5 * 3600}));
        QVERIFY(plot->values_at(6 * 3600 + 60).contains("fleet/meter, connections: 0"));
        keep_picture(window, "Time series, zoomed");
        emit plot->everything_wanted();
        QTRY_VERIFY_WITH_TIMEOUT(ends_at(*plot, 86'400.0), kPatienceMs);
    }

    void the_pointer_zooms_and_pans() {
        const TemporaryFolder folder;
        samples::write_synthetic_run(folder / "run.db");
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QVERIFY(opens(window, path(folder / "run.db")));
        window.show_view("Time series");
        auto* plot = window.time_series()->findChild<LinePlot*>();
        QTRY_VERIFY_WITH_TIMEOUT(ends_at(*plot, 86'400.0), kPatienceMs);
        QWidget* viewport = plot->findChild<QAbstractScrollArea*>()->viewport();
        const QPoint left(viewport->width() / 3, viewport->height() / 2);
        const QPoint right(viewport->width() / 2, viewport->height() / 2);
        drag(viewport, Qt::NoModifier, left, right);
        const TimeSpan zoomed = plot->span();
        QVERIFY(zoomed.from_seconds > 0 && zoomed.from_seconds < 86'400.0 / 2);
        QVERIFY(zoomed.width() > 86'400.0 / 10 && zoomed.width() < 86'400.0 / 3);

        drag(viewport, Qt::ShiftModifier, right, left);  // pulls later times in
        const TimeSpan panned = plot->span();
        QVERIFY(qFuzzyCompare(panned.width(), zoomed.width()));
        QVERIFY(panned.from_seconds > zoomed.from_seconds + zoomed.width() / 10);

        drag(viewport, Qt::NoModifier, right, left);  // to the left zooms as to the right does
        const TimeSpan closer = plot->span();
        QVERIFY(closer.from_seconds > panned.from_seconds);
        QVERIFY(closer.to_seconds < panned.to_seconds);
        QVERIFY(closer.width() > 0 && closer.width() < panned.width() / 3);
        QTest::mouseDClick(viewport, Qt::LeftButton, {}, left);
        QTRY_VERIFY_WITH_TIMEOUT(ends_at(*plot, 86'400.0), kPatienceMs);
    }

    void follows_a_file_that_is_being_written() {
        const TemporaryFolder folder;
        results::Recorder recorder(folder / "run.db", samples::synthetic_description());
        const auto series =
            recorder.add_series("broker", {"connections", "1", ""}, sim::Duration::seconds(60));
        recorder.sample(series, sim::Time::at(sim::Duration::minutes(1)), 5);
        recorder.commit(sim::Time::at(sim::Duration::minutes(1)));
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QVERIFY(opens(window, path(folder / "run.db")));
        window.show_view("Time series");
        auto* plot = window.time_series()->findChild<LinePlot*>();
        QTRY_VERIFY_WITH_TIMEOUT(ends_at(*plot, 60.0), kPatienceMs);
        QVERIFY2(window.sentence().startsWith("00:01:00 of 1 d 00:00:00"),
                 qPrintable(window.sentence()));
        recorder.sample(series, sim::Time::at(sim::Duration::minutes(2)), 7);
        recorder.commit(sim::Time::at(sim::Duration::minutes(2)));
        QTRY_VERIFY_WITH_TIMEOUT(ends_at(*plot, 120.0), kPatienceMs);
        QVERIFY(plot->values_at(120).contains("broker, connections: 7"));
    }

    void lives_while_a_view_is_read() {
        const TemporaryFolder folder;
        samples::write_synthetic_run(folder / "run.db");
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QVERIFY(opens(window, path(folder / "run.db")));
        std::promise<void> release;  // also by its end, where this test fails
        window.reader()->ask(&window, path(folder / "run.db"),
                             [end = release.get_future().share()](const results::Query&) {
                                 end.wait();
                                 return [] {};
                             });
        window.show_view("Bytes");
        const auto* words = window.view("Bytes")->findChild<QLabel*>();
        QCOMPARE(words->text(), "Reading ...");
        int turns = 0;
        QTimer timer;
        connect(&timer, &QTimer::timeout, this, [&turns] { ++turns; });
        timer.start(0);
        QTRY_VERIFY_WITH_TIMEOUT(turns > 1000, kPatienceMs);
        QVERIFY(window.reader()->is_reading());
        QCOMPARE(words->text(), "Reading ...");
        QVERIFY(window.view("Bytes")->table() == nullptr);
        window.show_view("Energy");  // nobody waits for the bytes any more
        release.set_value();
        QVERIFY(settles(window));
        QVERIFY(window.view("Energy")->table() != nullptr);
        QVERIFY(window.view("Bytes")->table() == nullptr);
        window.show_view("Bytes");
        QVERIFY(settles(window));
        QVERIFY(window.view("Bytes")->table() != nullptr);
    }

    void keeps_what_it_shows_where_another_file_cannot_be_opened() {
        const TemporaryFolder folder;
        samples::write_synthetic_run(folder / "run.db");
        MainWindow window(FLEETSIM_COMMAND);
        QVERIFY(opens(window, path(folder / "run.db")));
        window.open_results(path(folder / "missing.db"));
        QVERIFY(settles(window));
        QVERIFY(window.sentence().contains("no such file"));
        QCOMPARE(window.run_count(), 1);
    }

    void shows_the_file_that_took_the_place_of_another() {
        const TemporaryFolder folder;
        samples::write_synthetic_run(folder / "run.db");
        samples::write_synthetic_run(folder / "run.db");
        samples::write_synthetic_run(folder / "other.db");
        MainWindow window(FLEETSIM_COMMAND);
        QVERIFY(opens(window, path(folder / "run.db")));
        QCOMPARE(window.run_count(), 2);
        std::filesystem::rename(folder / "other.db", folder / "run.db");
        QTRY_COMPARE_WITH_TIMEOUT(window.run_count(), 1, kPatienceMs);
    }

    void says_in_a_sentence_why_a_file_cannot_be_opened() {
        const TemporaryFolder folder;
        MainWindow window(FLEETSIM_COMMAND);
        write(path(folder / "foreign.db"), "not a database");
        QVERIFY(!opens(window, path(folder / "foreign.db")));
        QVERIFY(window.sentence().contains("not a fleetsim results file"));
        write(path(folder / "empty.db"), "");
        QVERIFY(!opens(window, path(folder / "empty.db")));
        QVERIFY(window.sentence().contains("empty"));
        samples::write_synthetic_run(folder / "run.db");
        const QByteArray whole = read(path(folder / "run.db"));
        write(path(folder / "cut.db"), whole.left(whole.size() / 2));
        QVERIFY(!opens(window, path(folder / "cut.db")));
        QVERIFY(window.sentence().contains("damaged"));
        QByteArray newer = whole;
        newer[63] = 9;  // the last byte of PRAGMA user_version in the header of an SQLite file
        write(path(folder / "newer.db"), newer);
        QVERIFY(!opens(window, path(folder / "newer.db")));
        QVERIFY2(window.sentence().contains("newer fleetsim"), qPrintable(window.sentence()));
        QVERIFY(!opens(window, path(folder.path())));
        QVERIFY(window.sentence().contains("folder"));
        QVERIFY(!opens(window, path(folder / "missing.db")));
        QVERIFY(window.sentence().contains("no such file"));
    }

    void the_list_tells_runs_of_one_scenario_apart() {
        const TemporaryFolder folder;
        results::RunDescription description = samples::synthetic_description();
        for (const char* setting : {"fleet.meter.count=1000", "fleet.valve.count=1000"}) {
            description.overrides = {setting, "network.link[0].loss=\"5 %\""};
            samples::write_synthetic_run(folder / "run.db", description);
        }
        MainWindow window(FLEETSIM_COMMAND);
        QVERIFY(opens(window, path(folder / "run.db")));
        const auto* runs = window.findChild<QListWidget*>();
        const QStringList first = runs->item(0)->text().split('\n');
        QCOMPARE(first.at(1), "fleet.meter.count = 1000");
        QCOMPARE(first.at(2), "network.link[0].loss = 5 %");
        QVERIFY2(QDateTime::fromString(first.back(), "yyyy-MM-dd hh:mm:ss").isValid(),
                 qPrintable(first.back()));
        QCOMPARE(runs->item(1)->text().split('\n').at(1), "fleet.valve.count = 1000");
        const QString all = runs->item(1)->toolTip();
        for (const char* part : {"one &lt;city&gt;", "city-meters.toml", "1 d simulated",
                                 "fleet.valve.count = 1000", "--set fleet.meter.count=1000"})
            QVERIFY2(all.contains(part), qPrintable(all));
    }

    void sets_the_points_of_a_study_side_by_side() {
        const TemporaryFolder folder;
        samples::write_synthetic_study(folder / "study.db");
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QVERIFY(opens(window, path(folder / "study.db")));
        window.show_view("Study");
        QVERIFY(settles(window));
        QVERIFY(window.view("Study")->plot() != nullptr);
        QCOMPARE(window.view("Study")->table()->rowCount(), 4);
        const auto* runs = window.findChild<QListWidget*>();
        QVERIFY(runs->item(0)->text().contains("loss = 0 %, count = 1"));
        const QStringList words = words_of_charts(*window.view("Study"));
        QVERIFY2(words.contains("wanted: < 25"), qPrintable(words.join('|')));
        keep_picture(window, "Study, of four points");
    }

    void exports_charts_and_tables() {
        const TemporaryFolder folder;
        samples::write_synthetic_run(folder / "run.db");
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QVERIFY(opens(window, path(folder / "run.db")));
        window.show_view("Bytes");
        QVERIFY(settles(window));
        QCOMPARE(window.export_chart(path(folder / "bytes.png")), QString());
        QVERIFY(QImage(path(folder / "bytes.png")).width() > 600);
        QCOMPARE(window.export_chart(path(folder / "bytes.svg")), QString());
        QVERIFY(read(path(folder / "bytes.svg")).contains("<svg"));
        QCOMPARE(window.export_table(path(folder / "bytes.csv")), QString());
        const QByteArray csv = read(path(folder / "bytes.csv"));
        QVERIFY(csv.startsWith("layer,up,down\r\n"));
        QVERIFY2(csv.contains("payload,3000000,0\r\n"), csv.constData());
        QVERIFY(!window.export_chart(path(folder / "bytes.gif")).isEmpty());
        QVERIFY(!window.export_chart("/nowhere/bytes.png").isEmpty());

        window.show_view("Time series");
        auto* plot = window.time_series()->findChild<LinePlot*>();
        QTRY_COMPARE_WITH_TIMEOUT(plot->lines().size(), std::size_t{1}, kPatienceMs);
        QCOMPARE(window.export_table(path(folder / "series.csv")), QString());
        QVERIFY(read(path(folder / "series.csv")).contains("86400,1001\r\n"));
    }

    void is_dark_and_light() {
        const TemporaryFolder folder;
        samples::write_synthetic_run(folder / "run.db");
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QVERIFY(opens(window, path(folder / "run.db")));
        window.show_view("Latency");
        QVERIFY(settles(window));
        const auto lightness = [&] {
            return window.grab().toImage().pixelColor(1240, 60).lightness();
        };
        apply(Theme::Dark);
        QTRY_VERIFY_WITH_TIMEOUT(lightness() < 128, kPatienceMs);
        keep_picture(window, "Latency, dark");
        apply(Theme::Light);
        QTRY_VERIFY_WITH_TIMEOUT(lightness() > 128, kPatienceMs);
    }

    void no_word_of_a_chart_is_cut_off_in_a_small_window() {
        const TemporaryFolder folder;
        samples::write_synthetic_run(folder / "x.db");
        samples::write_synthetic_study(folder / "x.db");
        MainWindow window(FLEETSIM_COMMAND);
        window.resize(800, 600);
        window.show();
        QVERIFY(opens(window, path(folder / "x.db")));
        auto* runs = window.findChild<QListWidget*>();
        int words = 0;
        for (const int run : {0, runs->count() - 1}) {
            runs->setCurrentRow(run);
            for (const char* name : kViews) {
                window.show_view(name);
                QVERIFY(settles(window));
                QTest::qWait(0);  // for the layout
                for (const QString& word : words_of_charts(*window.view(name))) {
                    QVERIFY2(!word.endsWith("..."), qPrintable(QString(name) + ": " + word));
                    ++words;
                }
            }
        }
        QVERIFY(words > 50);
    }

    void a_chart_as_wide_as_its_words_cuts_none_of_them_off() {
        const TemporaryFolder folder;
        const auto run = samples::write_synthetic_run(folder / "x.db");
        const auto last = samples::write_synthetic_study(folder / "x.db");
        const results::Query query(folder / "x.db");
        int charts = 0;
        for (const results::RunId id : {run, last})
            for (const auto& section : results::report::content(query, id).sections)
                for (const auto& chart : section.charts) {
                    const std::unique_ptr<Plot> plot(make_plot(chart, nullptr));
                    plot->resize(plot->width_for_words(), 300);
                    plot->show();
                    QTest::qWait(0);  // for the layout
                    for (const QString& word : words_of_charts(*plot))
                        QVERIFY2(!word.endsWith("..."), qPrintable(word));
                    ++charts;
                }
        QVERIFY(charts > 5);
    }

    void a_chart_over_time_says_what_it_is_about() {
        const TemporaryFolder folder;
        samples::write_synthetic_run(folder / "run.db");
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QVERIFY(opens(window, path(folder / "run.db")));
        window.show_view("Nodes");
        QVERIFY(settles(window));
        const QStringList words = words_of_charts(*window.view("Nodes"));
        QVERIFY2(words.contains("connections"), qPrintable(words.join('|')));
        QVERIFY2(words.contains("broker/node/0"), qPrintable(words.join('|')));
    }

    void sets_a_run_beside_the_one_before_it_or_another_of_the_file() {
        const TemporaryFolder folder;
        samples::write_synthetic_study(folder / "study.db");
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QVERIFY(opens(window, path(folder / "study.db")));
        window.show_view("Compare");
        QVERIFY(settles(window));
        View* view = window.view("Compare");
        auto* against = view->findChild<QComboBox*>();
        QCOMPARE(against->count(), 11);
        QVERIFY2(against->currentText().startsWith("11 "), qPrintable(against->currentText()));
        QVERIFY(view->table() != nullptr);
        const QString before = view->table()->as_csv();
        QVERIFY2(before.startsWith("figure,run 11,run 12,change"), qPrintable(before));
        keep_picture(window, "Compare");
        against->setCurrentIndex(0);
        emit against->activated(0);
        QVERIFY(settles(window));
        QVERIFY(against->currentText().startsWith("1 "));
        QVERIFY2(view->table()->as_csv().startsWith("figure,run 1,run 12,change"),
                 qPrintable(view->table()->as_csv()));
        window.findChild<QListWidget*>()->setCurrentRow(0);
        QVERIFY(settles(window));
        QVERIFY2(against->currentText().startsWith("2 "), "never against itself");
    }

    void says_that_a_lonely_run_has_none_to_compare_with() {
        const TemporaryFolder folder;
        samples::write_synthetic_run(folder / "run.db");
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QVERIFY(opens(window, path(folder / "run.db")));
        window.show_view("Compare");
        QVERIFY(settles(window));
        QVERIFY(window.view("Compare")->table() == nullptr);
        QVERIFY(!window.view("Compare")->findChild<QComboBox*>()->isEnabled());
    }

    void everything_that_the_keyboard_reaches_has_a_name_for_a_screen_reader() {
        const TemporaryFolder folder;
        samples::write_synthetic_run(folder / "run.db");
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QVERIFY(opens(window, path(folder / "run.db")));
        QStringList nameless;
        for (const char* name : kViews) {
            window.show_view(name);
            QVERIFY(settles(window));
            for (QWidget* widget : window.findChildren<QWidget*>()) {
                if (!widget->isVisible() || !(widget->focusPolicy() & Qt::TabFocus) ||
                    widget->focusProxy() != nullptr)
                    continue;
                const auto* told = QAccessible::queryAccessibleInterface(widget);
                if (told == nullptr || told->text(QAccessible::Name).isEmpty())
                    nameless << QString("%1: %2").arg(name, widget->metaObject()->className());
            }
        }
        QVERIFY2(nameless.isEmpty(), qPrintable(nameless.join(", ")));
    }

    void breaks_no_number_in_a_narrow_window() {
        const TemporaryFolder folder;
        samples::write_synthetic_run(folder / "run.db");
        MainWindow window(FLEETSIM_COMMAND);
        window.resize(800, 600);
        window.show();
        QVERIFY(opens(window, path(folder / "run.db")));
        auto* page = window.view("Overview")->findChild<QTextBrowser*>();
        QVERIFY(!page->horizontalScrollBar()->isVisible());
        QTextCursor number = page->document()->find("143,990");
        QVERIFY(number.hasSelection());
        QCOMPARE(number.block().layout()->lineCount(), 1);
    }

    void has_room_for_every_tab_on_1280_pixels() {
        MainWindow window(FLEETSIM_COMMAND);
        window.resize(1280, 800);
        window.show();
        const auto* tabs = window.centralWidget()->findChild<QTabBar*>();
        QVERIFY(tabs != nullptr);
        QCOMPARE(tabs->tabText(1), "Scenario");  // where a smaller window has room for it, too
        const int needed = tabs->tabRect(tabs->count() - 1).right();
        QVERIFY2(needed <= window.centralWidget()->width(), qPrintable(QString::number(needed)));
    }

  private:
    static void point_at(QWidget* on) {
        const QPoint middle = on->rect().center();
        QMouseEvent move(QEvent::MouseMove, middle, on->mapToGlobal(middle), Qt::NoButton,
                         Qt::NoButton, Qt::NoModifier);
        QApplication::sendEvent(on, &move);
    }
    static void drag(QWidget* on, Qt::KeyboardModifiers keys, QPoint from, QPoint to) {
        QTest::mousePress(on, Qt::LeftButton, keys, from);
        // QTest::mouseMove would move the machine's pointer, and take what else is waiting.
        QMouseEvent move(QEvent::MouseMove, to, on->mapToGlobal(to), Qt::NoButton, Qt::LeftButton,
                         keys);
        QApplication::sendEvent(on, &move);
        QTest::mouseRelease(on, Qt::LeftButton, keys, to);
    }
};

}  // namespace fleetsim::gui

QTEST_MAIN(fleetsim::gui::MainWindowTest)
#include "main_window_test.moc"
