#include "gui/run_words.hpp"

#include <QDateTime>
#include <QRegularExpression>
#include <QStringList>

#include "gui/text.hpp"
#include "results/figure_text.hpp"

namespace fleetsim::gui {

namespace {
QString name_line(const results::Run& run) {
    return QString("%1  %2")
        .arg(static_cast<qint64>(run.id))
        .arg(text(run.description.scenario_name));
}

/// "loss = 5 %, keep_alive = 2 min" of the study's 'network.link[0].loss="5 %", ...': the list is
/// narrow.
QString short_words(const std::string& measurement) {
    QString words = text(measurement);
    words.replace(QRegularExpression("[^\\s,\"]*\\.(\\w+)="), "\\1 = ");
    return words.remove('"');
}

/// With their whole paths: two fleets may differ in nothing else.
QStringList settings_of(const results::RunDescription& description) {
    QStringList lines;
    for (const std::string& setting : description.overrides)
        lines << text(setting).replace(QRegularExpression("^([^=]*)="), "\\1 = ").remove('"');
    return lines;
}

QString state_line(const results::Run& run) {
    return QObject::tr("%1, seed %2").arg(text(to_text(run.status))).arg(run.description.seed);
}

QString local_time(const std::string& utc) {
    return QDateTime::fromString(text(utc), Qt::ISODate)
        .toLocalTime()
        .toString("yyyy-MM-dd hh:mm:ss");
}
}  // namespace

QString title_of(const results::Run& run) {
    QStringList lines{name_line(run)};
    if (!run.description.measurement.empty()) lines << short_words(run.description.measurement);
    lines << settings_of(run.description) << state_line(run) << local_time(run.started_utc);
    return lines.join('\n');
}

QString tool_tip_of(const results::Run& run) {
    QStringList lines{name_line(run), text(run.description.scenario_file)};
    if (!run.description.measurement.empty()) lines << text(run.description.measurement);
    lines << settings_of(run.description)
          << QObject::tr("%1, %2 simulated")
                 .arg(state_line(run), text(results::span_text(run.description.duration)))
          << QObject::tr("started %1").arg(local_time(run.started_utc));
    if (!run.ended_utc.empty()) lines << QObject::tr("ended %1").arg(local_time(run.ended_utc));
    lines << text(run.description.command);
    return "<p style='white-space: pre'>" + lines.join('\n').toHtmlEscaped() + "</p>";
}

}  // namespace fleetsim::gui
