// ResultWatcher: says when a results file has changed, be it that a run commits to it, that a run
// is added, or that the file is replaced.
#pragma once

#include <QObject>
#include <QString>
#include <QTimer>

namespace fleetsim::gui {

class ResultWatcher : public QObject {
    Q_OBJECT
  public:
    explicit ResultWatcher(QObject* parent = nullptr);

    /// An empty name: watches nothing.
    void watch(const QString& file);

  signals:
    void changed();

  private:
    void look();

    QString file_;
    QString seen_;
    QTimer timer_;
};

}  // namespace fleetsim::gui
