#include "gui/run_controller.hpp"

#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <csignal>
#include <sys/types.h>

namespace fleetsim::gui {

namespace {
constexpr int kStopTimeoutMs = 3'000;

Mistake read_mistake(const QJsonObject& json) {
    return {json["line"].toInt(), json["column"].toInt(), json["code"].toString(),
            json["text"].toString(), json["hint"].toString()};
}

/// Hidden beside the scenario, so that paths in the text are relative to the same folder.
QString draft_name(const QString& scenario) {
    const QFileInfo file(scenario);
    return file.path() + "/." + file.fileName() + ".XXXXXX";
}
}  // namespace

RunController::RunController(QString command, QObject* parent)
    : QObject(parent), command_(std::move(command)) {
    connect(&check_, &QProcess::finished, this, &RunController::read_check);
    connect(&run_, &QProcess::started, this, &RunController::started);
    connect(&run_, &QProcess::finished, this, [this](int code, QProcess::ExitStatus status) {
        const QString words = QString::fromUtf8(run_.readAllStandardError()).trimmed();
        status == QProcess::NormalExit
            ? emit finished(code, words)
            : emit failed(tr("The run was killed; what it had stored until then is kept."));
    });
    for (QProcess* process : {&check_, &run_})
        connect(process, &QProcess::errorOccurred, this,
                [this, process](QProcess::ProcessError error) {
                    if (error != QProcess::FailedToStart) return;
                    if (process == &check_) {
                        draft_.reset();
                        next_check_.reset();  // nor would that one start
                    }
                    emit failed(tr("Cannot start %1: it is not where it was built.").arg(command_));
                });
    run_.setStandardOutputFile(QProcess::nullDevice());  // its answer is in the results file
}

RunController::~RunController() {
    for (QProcess* process : {&check_, &run_}) {
        process->disconnect(this);
        if (process->state() == QProcess::NotRunning) continue;
        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        if (!process->waitForFinished(kStopTimeoutMs)) process->kill();
        process->waitForFinished();
    }
}

void RunController::check(const QString& scenario, const std::optional<QByteArray>& unsaved) {
    if (check_.state() == QProcess::NotRunning)
        start_check({scenario, unsaved});
    else
        next_check_ = {scenario, unsaved};
}

void RunController::start_check(const Check& check) {
    QString file = check.scenario;
    if (check.unsaved) {
        draft_ = std::make_unique<QTemporaryFile>(draft_name(check.scenario));
        if (!draft_->open() || draft_->write(*check.unsaved) < 0 || !draft_->flush()) {
            emit failed(tr("The changes are not checked before they are saved: cannot write in %1: "
                           "%2")
                            .arg(QFileInfo(check.scenario).path(), draft_->errorString()));
            return;
        }
        file = draft_->fileName();
    }
    check_.start(command_, {"check", "--json", file});
}

void RunController::read_check() {
    const QJsonObject json = QJsonDocument::fromJson(check_.readAllStandardOutput()).object();
    draft_.reset();
    if (next_check_) return start_check(*std::exchange(next_check_, {}));
    std::vector<Mistake> mistakes;
    for (const QJsonValue& diagnostic : json["diagnostics"].toArray())
        mistakes.push_back(read_mistake(diagnostic.toObject()));
    // A check that fails for another reason than the scenario's text says so in words.
    if (mistakes.empty() && check_.exitCode() != 0)
        mistakes.push_back(
            {0, 0, "check", QString::fromUtf8(check_.readAllStandardError()).trimmed(), {}});
    emit checked(mistakes);
}

void RunController::run(const QString& scenario, const QString& results,
                        const QStringList& options) {
    if (is_running()) return;
    run_.start(command_, QStringList{"run", scenario, "--out", results, "--quiet"} + options);
}

void RunController::stop() {
    if (is_running()) ::kill(static_cast<pid_t>(run_.processId()), SIGINT);
}

QString exit_sentence(int code) {
    switch (code) {
        case 0:
            return QObject::tr("The run is done.");
        case 1:
            return QObject::tr("The run is done; a goal is missed.");
        case 2:
            return QObject::tr("The scenario has mistakes; nothing was run.");
        case 4:
            return QObject::tr("A ledger does not close: do not trust this run.");
        case 130:
            return QObject::tr("The run was stopped; its results so far are kept.");
        default:
            return QObject::tr("The run failed (exit code %1).").arg(code);
    }
}

}  // namespace fleetsim::gui
