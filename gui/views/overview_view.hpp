// OverviewView: the question, the answer, and the figures a planner looks for first.
#pragma once

#include "gui/views/view.hpp"

QT_FORWARD_DECLARE_CLASS(QTextBrowser)

namespace fleetsim::gui {

class OverviewView : public View {
    Q_OBJECT
  public:
    explicit OverviewView(QWidget* parent = nullptr);

    Reader::Read reading(results::RunId run) override;
    void show_words(const QString& words) override;

  protected:
    void show_nothing() override;
    void changeEvent(QEvent* event) override;

  private:
    void show_html(const QString& html);
    void show_page();

    QTextBrowser* page_;
    QString html_;
};

}  // namespace fleetsim::gui
