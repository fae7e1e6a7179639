// Table: a report's table in a window: sortable by its numbers, copied with Ctrl+C, written as CSV.
#pragma once

#include <QTableWidget>

#include "results/report/content.hpp"

namespace fleetsim::gui {

class Table : public QTableWidget {
    Q_OBJECT
  public:
    explicit Table(QWidget* parent = nullptr);

    void show_table(const results::report::Table& table);
    /// As the file has it: numbers exactly, with a header line.
    QString as_csv() const;

  protected:
    void keyPressEvent(QKeyEvent* event) override;
};

}  // namespace fleetsim::gui
