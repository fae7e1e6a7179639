// View: one page of the window about the chosen run.
#pragma once

#include <QWidget>
#include <optional>

#include "gui/reader.hpp"

namespace fleetsim::gui {

class Plot;
class Table;

class View : public QWidget {
    Q_OBJECT
  public:
    using QWidget::QWidget;

    /// What the page shows of the run, to be read as the file has it then.
    virtual Reader::Read reading(results::RunId run) = 0;
    /// The run that the page shows, or will as soon as it is read.
    std::optional<results::RunId> run() const { return run_; }
    void await(results::RunId run) {
        run_ = run;
        show_words(tr("Reading ..."));
    }
    void clear() {
        run_.reset();
        show_nothing();
    }
    /// In place of what the page showed: why it has nothing to show.
    virtual void show_words(const QString& words) = 0;

    /// What "Export" takes: nothing where the view has none.
    virtual Plot* plot() const { return nullptr; }
    virtual Table* table() const { return nullptr; }

  signals:
    /// What is being read for the page is no longer what its reader wants.
    void outdated();

  protected:
    virtual void show_nothing() = 0;

  private:
    std::optional<results::RunId> run_;
};

}  // namespace fleetsim::gui
