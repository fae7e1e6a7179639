// RunController: runs the fleetsim command as a child: check for a scenario's mistakes, run for its
// results. The window stays alive whatever the child does, and a child never outlives it.
#pragma once

#include <QObject>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryFile>
#include <memory>
#include <optional>
#include <vector>

namespace fleetsim::gui {

/// One mistake of a scenario, as `fleetsim check --json` tells it.
struct Mistake {
    int line = 0;  ///< from 1; 0: the file as a whole
    int column = 0;
    QString code;
    QString text;
    QString hint;
};

class RunController : public QObject {
    Q_OBJECT
  public:
    /// `command` is the path of the fleetsim program.
    explicit RunController(QString command, QObject* parent = nullptr);
    ~RunController() override;

    /// `unsaved`: the text to check in place of what the file holds.
    void check(const QString& scenario, const std::optional<QByteArray>& unsaved = {});
    /// Adds a run to `results`; `options` such as {"--set", "fleet.meter.count=1000"}.
    void run(const QString& scenario, const QString& results, const QStringList& options);
    /// As Ctrl+C in a terminal: the results so far are kept.
    void stop();
    bool is_running() const { return run_.state() != QProcess::NotRunning; }

  signals:
    void checked(const std::vector<fleetsim::gui::Mistake>& mistakes);
    void started();
    /// `code` as the command's exit codes; `words` is what it said on standard error.
    void finished(int code, const QString& words);
    void failed(const QString& sentence);

  private:
    struct Check {
        QString scenario;
        std::optional<QByteArray> unsaved;
    };
    void start_check(const Check& check);
    void read_check();

    QString command_;
    QProcess check_;
    QProcess run_;
    std::optional<Check> next_check_;
    std::unique_ptr<QTemporaryFile> draft_;  ///< the unsaved text that is being checked
};

/// What an exit code of `fleetsim run` means, in a sentence.
QString exit_sentence(int code);

}  // namespace fleetsim::gui
