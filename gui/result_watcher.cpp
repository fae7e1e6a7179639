#include "gui/result_watcher.hpp"

#include <QDateTime>
#include <QFileInfo>

namespace fleetsim::gui {

namespace {
constexpr int kLookEveryMs = 500;

/// Sizes and times of the file and of the log that commits go to first.
QString state_of(const QString& file) {
    QString state;
    for (const char* suffix : {"", "-wal"}) {
        const QFileInfo info(file + suffix);
        state += QString("%1 %2;").arg(info.size()).arg(info.lastModified().toMSecsSinceEpoch());
    }
    return state;
}
}  // namespace

ResultWatcher::ResultWatcher(QObject* parent) : QObject(parent) {
    timer_.setInterval(kLookEveryMs);
    connect(&timer_, &QTimer::timeout, this, &ResultWatcher::look);
}

void ResultWatcher::watch(const QString& file) {
    file_ = file;
    if (file.isEmpty()) {
        timer_.stop();
        return;
    }
    seen_ = state_of(file);
    timer_.start();
}

void ResultWatcher::look() {
    const QString state = state_of(file_);
    if (state == seen_) return;
    seen_ = state;
    emit changed();
}

}  // namespace fleetsim::gui
