#include "gui/run_controller.hpp"

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
                    if (process == &check_) next_check_.clear();  // nor would that one start
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

void RunController::check(const QString& scenario) {
    if (check_.state() != QProcess::NotRunning) {
        next_check_ = scenario;
        return;
    }
    check_.start(command_, {"check", "--json", scenario});
}

void RunController::read_check() {
    const QJsonObject json = QJsonDocument::fromJson(check_.readAllStandardOutput()).object();
    std::vector<Mistake> mistakes;
    for (const QJsonValue& diagnostic : json["diagnostics"].toArray())
        mistakes.push_back(read_mistake(diagnostic.toObject()));
    // A check that fails for another reason than the scenario's text says so in words.
    if (mistakes.empty() && check_.exitCode() != 0)
        mistakes.push_back(
            {0, 0, "check", QString::fromUtf8(check_.readAllStandardError()).trimmed(), {}});
    if (next_check_.isEmpty()) {
        emit checked(mistakes);
        return;
    }
    check(std::exchange(next_check_, {}));
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
