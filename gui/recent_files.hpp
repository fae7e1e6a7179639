// RecentFiles: the menu of the files that were opened last, results and scenarios. It is remembered
// from session to session, and leaves out what is no longer there.
#pragma once

#include <QMenu>

namespace fleetsim::gui {

class RecentFiles : public QMenu {
    Q_OBJECT
  public:
    explicit RecentFiles(QWidget* parent = nullptr);

    /// The file stands first from now on.
    void remember(const QString& file);

  signals:
    void chosen(const QString& file);

  private:
    void fill();
};

}  // namespace fleetsim::gui
