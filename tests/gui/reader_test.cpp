// The thread that reads for the window: whom it answers, and that nothing outlives it.
#include "gui/reader.hpp"

#include <QSignalSpy>
#include <QtTest>
#include <SQLiteCpp/Statement.h>
#include <future>

#include "tests/results/synthetic_run.hpp"
#include "tests/results/temporary_folder.hpp"

namespace fleetsim::gui {
namespace {
/// For a machine that does something else as well; reached only where a test fails.
constexpr int kPatienceMs = 120'000;

bool settles(const Reader& reader) {
    return QTest::qWaitFor([&] { return !reader.is_reading(); }, kPatienceMs);
}

/// Says that it has begun, and reads until it is interrupted.
Reader::Read endless(std::promise<void>& has_begun) {
    return [&has_begun](const results::Query& query) -> Reader::Show {
        has_begun.set_value();
        SQLite::Statement statement(query.database(),
                                    "WITH RECURSIVE number(n) AS (SELECT 1 UNION ALL "
                                    "SELECT n + 1 FROM number) SELECT count(*) FROM number");
        statement.executeStep();
        return [] {};
    };
}
}  // namespace

class ReaderTest : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() { samples::write_synthetic_run(folder_ / "run.db"); }

    void reads_in_another_thread_and_shows_in_this_one() {
        Reader reader;
        const std::thread::id here = std::this_thread::get_id();
        std::thread::id read_by;
        std::thread::id shown_by;
        reader.ask(this, file(), [&](const results::Query&) -> Reader::Show {
            read_by = std::this_thread::get_id();
            return [&] { shown_by = std::this_thread::get_id(); };
        });
        QVERIFY(settles(reader));
        QVERIFY(read_by != here);
        QVERIFY(shown_by == here);
    }

    void of_what_waits_the_newest_question_of_an_asker_wins() {
        Reader reader;
        QObject other;
        QStringList shown;
        std::promise<void> has_begun;
        std::promise<void> release;
        const auto say = [&shown](const char* word) {
            return
                [&shown, word](const results::Query&) { return [&shown, word] { shown << word; }; };
        };
        reader.ask(&other, file(),
                   [&, end = release.get_future().share()](const results::Query&) -> Reader::Show {
                       has_begun.set_value();
                       end.wait();
                       return [&shown] { shown << "first"; };
                   });
        has_begun.get_future().wait();
        reader.ask(this, file(), say("old"));
        reader.ask(&other, file(), say("second"));
        reader.ask(this, file(), say("new"));
        release.set_value();
        QVERIFY(settles(reader));
        QCOMPARE(shown, (QStringList{"first", "second", "new"}));
    }

    void what_is_forgotten_is_interrupted_and_never_shown() {
        Reader reader;
        QObject other;
        QSignalSpy failed(&reader, &Reader::failed);
        std::promise<void> has_begun;
        bool is_shown = false;
        reader.ask(&other, file(), endless(has_begun));
        has_begun.get_future().wait();
        reader.forget(&other);
        reader.ask(this, file(), [&](const results::Query& query) -> Reader::Show {
            return [&is_shown, runs = query.runs().size()] { is_shown = runs == 1; };
        });
        QVERIFY(settles(reader));
        QVERIFY(is_shown);
        QCOMPARE(failed.count(), 0);
    }

    void its_end_interrupts_what_is_read() {
        std::promise<void> has_begun;
        Reader reader;
        reader.ask(this, file(), endless(has_begun));
        reader.ask(&reader, file(), [](const results::Query&) { return [] {}; });
        has_begun.get_future().wait();
    }

    void a_file_that_cannot_be_read_is_a_sentence() {
        Reader reader;
        QSignalSpy failed(&reader, &Reader::failed);
        reader.ask(this, "/nowhere/run.db", [](const results::Query&) { return [] {}; });
        QVERIFY(settles(reader));
        QCOMPARE(failed.count(), 1);
        QVERIFY(failed.first().at(1).toString().contains("no such file"));
    }

  private:
    QString file() const { return QString::fromStdString((folder_ / "run.db").string()); }

    const samples::TemporaryFolder folder_;
};

}  // namespace fleetsim::gui

QTEST_GUILESS_MAIN(fleetsim::gui::ReaderTest)
#include "reader_test.moc"
