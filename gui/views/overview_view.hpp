// OverviewView: the question, the answer, and the figures a planner looks for first.
#pragma once

#include "gui/views/view.hpp"

QT_FORWARD_DECLARE_CLASS(QTextBrowser)

namespace fleetsim::gui {

class OverviewView : public View {
    Q_OBJECT
  public:
    explicit OverviewView(QWidget* parent = nullptr);

    void show_run(const results::Query& query, results::RunId run) override;
    void show_nothing() override;

  protected:
    void changeEvent(QEvent* event) override;

  private:
    void show_page();

    QTextBrowser* page_;
    QString html_;
};

}  // namespace fleetsim::gui
