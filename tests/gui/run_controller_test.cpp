// The fleetsim command as a child: whose answer counts where it starts late, fails or is killed.
#include "gui/run_controller.hpp"

#include <QSignalSpy>
#include <QtTest>

#include "tests/gui/files.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::gui {
namespace {
using samples::TemporaryFolder;
}  // namespace

class RunControllerTest : public QObject {
    Q_OBJECT

  private slots:
    void what_waited_for_a_check_that_cannot_start_is_never_checked() {
        const TemporaryFolder folder;
        RunController controller(path(folder / "command"));
        QSignalSpy failed(&controller, &RunController::failed);
        QSignalSpy checked(&controller, &RunController::checked);
        controller.check("first");
        controller.check("waiting");
        QTRY_COMPARE_WITH_TIMEOUT(failed.count(), 1, kPatienceMs);
        write_script(folder / "command", "echo $3 >> " + path(folder / "log").toUtf8());
        controller.check("later");
        QTRY_COMPARE_WITH_TIMEOUT(checked.count(), 1, kPatienceMs);
        QCOMPARE(read(path(folder / "log")), "later\n");
    }

    void a_text_that_is_not_saved_is_checked_beside_its_file() {
        const TemporaryFolder folder;
        const QString scenarios = path(folder / "scenarios");
        QVERIFY(QDir().mkdir(scenarios));
        write(scenarios + "/x.toml", "saved");
        const QString log = path(folder / "log");
        RunController controller(
            write_script(folder / "command", "(dirname $3; cat $3) > " + log.toUtf8()));
        QSignalSpy checked(&controller, &RunController::checked);
        controller.check(scenarios + "/x.toml", "typed");
        QTRY_COMPARE_WITH_TIMEOUT(checked.count(), 1, kPatienceMs);
        QCOMPARE(read(log), scenarios.toUtf8() + "\ntyped");
        QCOMPARE(QDir(scenarios).entryList(QDir::Files | QDir::Hidden), QStringList{"x.toml"});
        QCOMPARE(read(scenarios + "/x.toml"), "saved");
    }
};

}  // namespace fleetsim::gui

QTEST_GUILESS_MAIN(fleetsim::gui::RunControllerTest)
#include "run_controller_test.moc"
