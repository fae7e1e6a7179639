// View: one page of the window about the chosen run.
#pragma once

#include <QWidget>

#include "results/query.hpp"

namespace fleetsim::gui {

class Plot;
class Table;

class View : public QWidget {
    Q_OBJECT
  public:
    using QWidget::QWidget;
    /// Shows the run as the file has it now; called again when the file has grown.
    virtual void show_run(const results::Query& query, results::RunId run) = 0;
    virtual void show_nothing() = 0;
    /// What "Export" takes: nothing where the view has none.
    virtual Plot* plot() const { return nullptr; }
    virtual Table* table() const { return nullptr; }
};

}  // namespace fleetsim::gui
