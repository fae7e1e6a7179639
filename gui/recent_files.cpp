#include "gui/recent_files.hpp"

#include <QFileInfo>
#include <QSettings>

namespace fleetsim::gui {

namespace {
constexpr int kMost = 9;  ///< one for each digit, which is its key in the menu
constexpr const char* kSetting = "recent_files";
}  // namespace

RecentFiles::RecentFiles(QWidget* parent) : QMenu(tr("Open &recent"), parent) {
    setToolTipsVisible(true);
    connect(this, &QMenu::aboutToShow, this, &RecentFiles::fill);
}

void RecentFiles::remember(const QString& file) {
    const QString path = QFileInfo(file).absoluteFilePath();
    QSettings settings;
    QStringList files = settings.value(kSetting).toStringList();
    files.removeAll(path);
    files.prepend(path);
    settings.setValue(kSetting, files.mid(0, kMost));
}

void RecentFiles::fill() {
    clear();
    for (const QString& file : QSettings().value(kSetting).toStringList()) {
        if (!QFileInfo(file).isFile()) continue;
        const QString name = QFileInfo(file).fileName().replace('&', "&&");
        QAction* open = addAction(QString("&%1 %2").arg(actions().size() + 1).arg(name));
        open->setToolTip(file);
        connect(open, &QAction::triggered, this, [this, file] { emit chosen(file); });
    }
    if (isEmpty()) addAction(tr("Nothing was opened yet"))->setEnabled(false);
}

}  // namespace fleetsim::gui
