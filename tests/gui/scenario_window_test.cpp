// Drives the main window with a scenario, without a screen: edit, check, save, run, stop.
#include <QAction>
#include <QApplication>
#include <QFile>
#include <QMessageBox>
#include <QPlainTextEdit>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTextBrowser>
#include <QTimer>
#include <QTreeWidget>
#include <QtTest>
#include <functional>

#include "gui/editor/scenario_editor.hpp"
#include "gui/main_window.hpp"
#include "gui/recent_files.hpp"
#include "tests/gui/files.hpp"
#include "tests/gui/windows.hpp"
#include "tests/results/synthetic_run.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::gui {
namespace {
using samples::SyntheticRun;
using samples::TemporaryFolder;

QString copy_of_lesson(const TemporaryFolder& folder) {
    const QString file = path(folder / "lesson.toml");
    write(file, read(FLEETSIM_SOURCE_DIR "/scenarios/device-to-device.toml"));
    return file;
}

/// The first line of the list of mistakes.
QString verdict(const MainWindow& window) {
    const QTreeWidgetItem* first = window.editor()->mistakes()->topLevelItem(0);
    return first != nullptr ? first->text(1) : QString();
}

bool can_run(const MainWindow& window) {
    for (const QAction* action : window.findChildren<QAction*>())
        if (action->shortcut() == QKeySequence("Ctrl+R")) return action->isEnabled();
    return false;
}

/// The action that has the short cut.
void press(const MainWindow& window, const QKeySequence& keys) {
    for (QAction* action : window.findChildren<QAction*>())
        if (action->shortcut() == keys) action->trigger();
}

/// Presses `button` of the question that `act` asks; false: it asked none.
bool asks(QMessageBox::StandardButton button, const std::function<void()>& act) {
    bool was_asked = false;
    QTimer timer;
    timer.setSingleShot(true);
    QObject::connect(&timer, &QTimer::timeout, [&was_asked, button] {
        const auto* box = qobject_cast<QMessageBox*>(QApplication::activeModalWidget());
        was_asked = box != nullptr;
        if (was_asked) box->button(button)->click();
    });
    timer.start(0);
    act();
    return was_asked;
}
}  // namespace

class ScenarioWindowTest : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() { QStandardPaths::setTestModeEnabled(true); }

    void shows_a_scenarios_mistakes_at_their_lines() {
        const TemporaryFolder folder;
        const QString file = path(folder / "wrong.toml");
        write(file, "[scenario]\nname = \"x\"\ndurations = \"1 h\"\n");
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QSignalSpy checked(window.controller(), &RunController::checked);
        QVERIFY(window.open_scenario(file));
        QTRY_COMPARE_WITH_TIMEOUT(checked.count(), 1, kPatienceMs);
        QTreeWidget* mistakes = window.editor()->mistakes();
        bool is_at_its_line = false;
        for (int i = 0; i < mistakes->topLevelItemCount(); ++i)
            is_at_its_line =
                is_at_its_line || (mistakes->topLevelItem(i)->text(0) == "3" &&
                                   mistakes->topLevelItem(i)->text(1).contains("durations"));
        QVERIFY(is_at_its_line);
        QVERIFY(!window.editor()->text()->extraSelections().isEmpty());
        for (int i = 0; i < mistakes->topLevelItemCount(); ++i)
            if (mistakes->topLevelItem(i)->text(0) == "3")
                emit mistakes->itemActivated(mistakes->topLevelItem(i), 0);
        QCOMPARE(window.editor()->text()->textCursor().blockNumber(), 2);
        keep_picture(window, "Scenario");
    }

    void a_verdict_holds_until_the_text_changes_and_returns_after_a_pause() {
        const TemporaryFolder folder;
        const QString file = copy_of_lesson(folder);
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QVERIFY(window.open_scenario(file));
        QTRY_COMPARE_WITH_TIMEOUT(verdict(window), "no mistakes", kPatienceMs);
        window.editor()->text()->insertPlainText("nonsense\n");
        QCOMPARE(verdict(window), "not checked since the last change");
        QVERIFY(can_run(window));
        QTRY_VERIFY_WITH_TIMEOUT(window.editor()->has_mistakes(), kPatienceMs);
        QCOMPARE(window.editor()->mistakes()->topLevelItem(0)->text(0), "1");
        QVERIFY(!can_run(window));
        QVERIFY(!read(file).contains("nonsense"));
        window.editor()->text()->undo();
        QCOMPARE(verdict(window), "not checked since the last change");
        QVERIFY(window.editor()->text()->extraSelections().isEmpty());
        QVERIFY(can_run(window));
        QTRY_COMPARE_WITH_TIMEOUT(verdict(window), "no mistakes", kPatienceMs);
    }

    void a_check_of_an_older_text_says_nothing_of_the_present_one() {
        const TemporaryFolder folder;
        write(path(folder / "x.toml"), "a");
        const QByteArray may_answer = path(folder / "may_answer").toUtf8();
        MainWindow window(
            write_script(folder / "command",
                         "case $3 in */x.toml) until [ -e " + may_answer +
                             " ]; do sleep 0.01; done;\n"
                             "echo '{\"diagnostics\": [{\"line\": 1, \"text\": \"older\"}]}';;\n"
                             "*) echo '{\"diagnostics\": []}';; esac"));
        window.show();
        bool is_older_shown = false;
        connect(window.controller(), &RunController::checked, &window,
                [&] { is_older_shown = is_older_shown || verdict(window) == "older"; });
        QVERIFY(window.open_scenario(path(folder / "x.toml")));
        window.editor()->text()->insertPlainText("b");
        write(may_answer, "");
        QTRY_COMPARE_WITH_TIMEOUT(verdict(window), "no mistakes", kPatienceMs);
        QVERIFY(!is_older_shown);
    }

    void quitting_asks_where_the_text_has_changes() {
        const TemporaryFolder folder;
        const QString file = path(folder / "x.toml");
        write(file, "a");
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QVERIFY(window.open_scenario(file));
        QVERIFY(!window.isWindowModified());
        window.editor()->text()->insertPlainText("b");
        QVERIFY(window.isWindowModified());
        QVERIFY2(window.windowTitle().contains("x.toml[*]"), qPrintable(window.windowTitle()));
        QVERIFY(asks(QMessageBox::Cancel, [&] { window.close(); }));
        QVERIFY(window.isVisible());
        QVERIFY(asks(QMessageBox::Discard, [&] { window.close(); }));
        QVERIFY(!window.isVisible());
        QCOMPARE(read(file), "a");
        window.show();
        QVERIFY(asks(QMessageBox::Save, [&] { window.close(); }));
        QVERIFY(!window.isVisible());
        QCOMPARE(read(file), "ba");
        window.show();
        QVERIFY(!asks(QMessageBox::Cancel, [&] { window.close(); }));
    }

    void what_another_program_wrote_is_read_again_and_not_saved_over_unasked() {
        const TemporaryFolder folder;
        const QString file = path(folder / "x.toml");
        write(file, "a");
        const QByteArray log = path(folder / "ran").toUtf8();
        MainWindow window(write_script(
            folder / "command", "[ $1 = run ] && cp $2 " + log + "\necho '{\"diagnostics\": []}'"));
        window.show();
        QVERIFY(window.open_scenario(file));
        const QPlainTextEdit& text = *window.editor()->text();
        write(file, "theirs");
        window.run_scenario(path(folder / "x.fleetsim"));
        QCOMPARE(text.toPlainText(), "theirs");
        QTRY_COMPARE_WITH_TIMEOUT(read(log), "theirs", kPatienceMs);
        QVERIFY(!window.isWindowModified());

        window.editor()->text()->insertPlainText("my ");
        write(file, "theirs again");
        QVERIFY(asks(QMessageBox::Cancel, [&] { press(window, QKeySequence::Save); }));
        QCOMPARE(read(file), "theirs again");
        QCOMPARE(text.toPlainText(), "my theirs");
        QVERIFY(asks(QMessageBox::Save, [&] { press(window, QKeySequence::Save); }));
        QCOMPARE(read(file), "my theirs");
        window.editor()->text()->insertPlainText("own ");
        QVERIFY2(!asks(QMessageBox::Cancel, [&] { press(window, QKeySequence::Save); }),
                 "what was saved here is known");
    }

    void runs_again_into_the_same_file_unasked() {
        const TemporaryFolder folder;
        const QString file = path(folder / "x.toml");
        write(file, "a");
        const QByteArray log = path(folder / "ran").toUtf8();
        MainWindow window(write_script(folder / "command", "[ $1 = run ] && echo \"$@\" >> " + log +
                                                               "\necho '{\"diagnostics\": []}'"));
        window.show();
        QVERIFY(window.open_scenario(file));
        window.run_scenario(path(folder / "mine.fleetsim"));
        QTRY_COMPARE_WITH_TIMEOUT(read(log).count("mine.fleetsim"), 1, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(!window.controller()->is_running(), kPatienceMs);
        press(window, QKeySequence("Ctrl+R"));
        QTRY_COMPARE_WITH_TIMEOUT(read(log).count("mine.fleetsim"), 2, kPatienceMs);
        QCOMPARE(read(log).count("\n"), 2);
    }

    void remembers_what_was_opened_from_session_to_session() {
        const TemporaryFolder folder;
        const QString scenario = copy_of_lesson(folder);
        const QString gone = path(folder / "gone.toml");
        write(gone, "a");
        {
            MainWindow window(FLEETSIM_COMMAND);
            QVERIFY(window.open_scenario(scenario));
            QVERIFY(window.open_scenario(gone));
        }
        samples::write_synthetic_run(folder / "results.fleetsim");
        {
            MainWindow window(FLEETSIM_COMMAND);
            QVERIFY(opens(window, path(folder / "results.fleetsim")));
        }
        QFile::remove(gone);
        MainWindow window(FLEETSIM_COMMAND);
        auto* menu = window.findChild<RecentFiles*>();
        emit menu->aboutToShow();
        QVERIFY(menu->actions().size() >= 2);
        QCOMPARE(menu->actions()[0]->text(), "&1 results.fleetsim");
        QCOMPARE(menu->actions()[1]->text(), "&2 lesson.toml");
        menu->actions()[0]->trigger();
        QVERIFY(settles(window));
        QCOMPARE(window.run_count(), 1);
        menu->actions()[1]->trigger();
        QCOMPARE(window.editor()->file(), scenario);
    }

    void saving_keeps_the_ends_of_the_lines() {
        const TemporaryFolder folder;
        const QString file = path(folder / "x.toml");
        write(file, "a\r\nb\r\n");
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QVERIFY(window.open_scenario(file));
        window.editor()->text()->insertPlainText("c");
        press(window, QKeySequence::Save);
        QCOMPARE(read(file), "ca\r\nb\r\n");
    }

    void a_scenario_that_is_not_utf8_is_not_opened() {
        const TemporaryFolder folder;
        const QString file = path(folder / "latin1.toml");
        QFile out(file);
        QVERIFY(out.open(QIODevice::WriteOnly));
        out.write("name = \"Z\xFCrich\"\n");
        out.close();
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QVERIFY(!window.open_scenario(file));
        QCOMPARE(window.editor()->text()->toPlainText(), "");
        write(file, "name = \"Zürich\"\n");
        QVERIFY(window.open_scenario(file));
        QCOMPARE(window.editor()->text()->toPlainText(), "name = \"Zürich\"\n");
    }

    void opening_another_scenario_asks_where_the_text_has_changes() {
        const TemporaryFolder folder;
        write(path(folder / "one.toml"), "one");
        write(path(folder / "two.toml"), "two");
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QVERIFY(window.open_scenario(path(folder / "one.toml")));
        window.editor()->text()->insertPlainText("changed ");
        QVERIFY(
            asks(QMessageBox::Cancel, [&] { window.open_scenario(path(folder / "two.toml")); }));
        QCOMPARE(window.editor()->text()->toPlainText(), "changed one");
        QVERIFY(asks(QMessageBox::Save, [&] { window.open_scenario(path(folder / "two.toml")); }));
        QCOMPARE(window.editor()->text()->toPlainText(), "two");
        QCOMPARE(read(path(folder / "one.toml")), "changed one");
        QVERIFY(!asks(QMessageBox::Save, [&] { window.open_scenario(path(folder / "one.toml")); }));
        QVERIFY(!window.isWindowModified());
    }

    void a_run_saves_the_changes_and_says_so() {
        const TemporaryFolder folder;
        write(path(folder / "x.toml"), "a");
        MainWindow window(write_script(folder / "command", "exec sleep 60"));
        window.show();
        QVERIFY(window.open_scenario(path(folder / "x.toml")));
        window.editor()->text()->insertPlainText("b");
        QSignalSpy started(window.controller(), &RunController::started);
        window.run_scenario(path(folder / "x.fleetsim"));
        QTRY_COMPARE_WITH_TIMEOUT(started.count(), 1, kPatienceMs);
        QCOMPARE(read(path(folder / "x.toml")), "ba");
        QVERIFY2(window.sentence().contains("x.toml; running it into"),
                 qPrintable(window.sentence()));
        window.controller()->stop();
    }

    void runs_a_scenario_and_shows_the_overview_of_the_new_run() {
        const TemporaryFolder folder;
        const QString file = copy_of_lesson(folder);
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QVERIFY(window.open_scenario(file));
        QSignalSpy finished(window.controller(), &RunController::finished);
        window.run_scenario(path(folder / "lesson.fleetsim"));
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kPatienceMs);
        QVERIFY2(finished.first().at(0).toInt() <= 1, qPrintable(window.sentence()));
        QVERIFY(settles(window));
        QCOMPARE(window.run_count(), 1);
        const View* overview = window.view("Overview");
        QVERIFY(overview->isVisible());
        QVERIFY(overview->run() == results::RunId{1});
        window.show_view("Scenario");
        window.run_scenario(path(folder / "lesson.fleetsim"));
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 2, kPatienceMs);
        QVERIFY(settles(window));
        QCOMPARE(window.run_count(), 2);
        QVERIFY(overview->isVisible());
        QVERIFY(overview->run() == results::RunId{2});
        const auto* page = overview->findChild<QTextBrowser*>();
        QVERIFY2(page->toPlainText().contains("run 2"), qPrintable(page->toPlainText()));
    }

    void a_run_refused_for_mistakes_shows_the_scenario() {
        const TemporaryFolder folder;
        write(path(folder / "x.toml"), "");
        MainWindow window(
            write_script(folder / "command", "[ $1 = run ] && exit 2\nexec sleep 60"));
        window.show();
        QVERIFY(window.open_scenario(path(folder / "x.toml")));
        QSignalSpy finished(window.controller(), &RunController::finished);
        window.run_scenario(path(folder / "x.fleetsim"));
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kPatienceMs);
        QVERIFY(window.editor()->isVisible());
        QVERIFY2(window.sentence().contains("mistakes"), qPrintable(window.sentence()));
    }

    void stops_a_run_and_keeps_its_results() {
        const TemporaryFolder folder;
        const QString file = path(folder / "long.toml");
        QVERIFY(QFile::copy(FLEETSIM_SOURCE_DIR "/scenarios/city-meters.toml", file));
        MainWindow window(FLEETSIM_COMMAND);
        window.show();
        QVERIFY(window.open_scenario(file));
        QSignalSpy started(window.controller(), &RunController::started);
        QSignalSpy finished(window.controller(), &RunController::finished);
        window.run_scenario(path(folder / "long.fleetsim"));
        QTRY_COMPARE_WITH_TIMEOUT(started.count(), 1, kPatienceMs);
        QTRY_COMPARE_WITH_TIMEOUT(window.run_count(), 1, kPatienceMs);
        QTRY_VERIFY_WITH_TIMEOUT(window.sentence().contains(" of "), kPatienceMs);
        keep_picture(window, "Run");
        window.controller()->stop();
        QTRY_COMPARE_WITH_TIMEOUT(finished.count(), 1, kPatienceMs);
        QCOMPARE(finished.first().at(0).toInt(), 130);
        QVERIFY(settles(window));
        QVERIFY(window.sentence().contains("kept"));
        QCOMPARE(window.run_count(), 1);
    }

    void a_run_that_dies_before_its_file_exists_ends_the_progress() {
        const TemporaryFolder folder;
        const QString command = write_script(
            folder / "command", "[ $1 = run ] && kill -9 $$\necho '{\"diagnostics\": []}'");
        write(path(folder / "x.toml"), "[scenario]\n");
        MainWindow window(command);
        window.show();
        QVERIFY(window.open_scenario(path(folder / "x.toml")));
        QSignalSpy started(window.controller(), &RunController::started);
        QSignalSpy failed(window.controller(), &RunController::failed);
        window.run_scenario(path(folder / "x.fleetsim"));
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatienceMs);
        QCOMPARE(started.count(), 1);
        QVERIFY(window.sentence().contains("killed"));
        QVERIFY(!window.findChild<QProgressBar*>()->isVisible());
    }
};

}  // namespace fleetsim::gui

QTEST_MAIN(fleetsim::gui::ScenarioWindowTest)
#include "scenario_window_test.moc"
