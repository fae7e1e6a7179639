#include "gui/views/table.hpp"

#include <QApplication>
#include <QClipboard>
#include <QHeaderView>
#include <QKeyEvent>
#include <algorithm>

#include "gui/text.hpp"
#include "results/export_csv.hpp"

namespace fleetsim::gui {

namespace {
constexpr int kExactRole = Qt::UserRole;
constexpr int kWidestColumn = 420;

class Item : public QTableWidgetItem {
  public:
    explicit Item(const results::report::Cell& cell) : QTableWidgetItem(gui::text(cell.text)) {
        setFlags(flags() & ~Qt::ItemIsEditable);
        if (!cell.is_number()) return;
        setTextAlignment(Qt::AlignRight | Qt::AlignVCenter);
        if (!cell.value) return;
        setData(kExactRole, *cell.value);
        setToolTip(gui::text(cell.figure + " = " + results::exact_text(*cell.value)));
    }
    bool operator<(const QTableWidgetItem& other) const override {
        const QVariant a = data(kExactRole);
        const QVariant b = other.data(kExactRole);
        if (a.isValid() && b.isValid()) return a.toDouble() < b.toDouble();
        return QTableWidgetItem::operator<(other);
    }
};

std::string exact(const QTableWidgetItem* item) {
    if (item == nullptr) return {};
    const QVariant value = item->data(kExactRole);
    return value.isValid() ? results::exact_text(value.toDouble())
                           : results::csv_field(item->text().toStdString());
}
}  // namespace

Table::Table(QWidget* parent) : QTableWidget(parent) {
    setAlternatingRowColors(true);
    setSelectionMode(QAbstractItemView::ContiguousSelection);
    setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
    verticalHeader()->hide();
    horizontalHeader()->setDefaultAlignment(Qt::AlignLeft);
}

void Table::show_table(const results::report::Table& table) {
    setSortingEnabled(false);
    clear();
    setColumnCount(static_cast<int>(table.columns.size()));
    setRowCount(static_cast<int>(table.rows.size()));
    QStringList columns;
    for (const std::string& column : table.columns) columns << text(column);
    setHorizontalHeaderLabels(columns);
    for (int row = 0; row < rowCount(); ++row) {
        const auto& cells = table.rows[static_cast<std::size_t>(row)];
        for (int column = 0; column < columnCount(); ++column)
            setItem(row, column, new Item(cells[static_cast<std::size_t>(column)]));
    }
    resizeColumnsToContents();
    for (int column = 0; column < columnCount(); ++column)
        setColumnWidth(column, std::min(columnWidth(column), kWidestColumn));
    resizeRowsToContents();
    horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    setSortingEnabled(true);
}

QString Table::as_csv() const {
    std::string csv;
    for (int column = 0; column < columnCount(); ++column)
        csv += (column > 0 ? "," : "") +
               results::csv_field(horizontalHeaderItem(column)->text().toStdString());
    csv += "\r\n";
    for (int row = 0; row < rowCount(); ++row) {
        for (int column = 0; column < columnCount(); ++column)
            csv += (column > 0 ? "," : "") + exact(item(row, column));
        csv += "\r\n";
    }
    return text(csv);
}

void Table::keyPressEvent(QKeyEvent* event) {
    if (!event->matches(QKeySequence::Copy) || selectedRanges().isEmpty()) {
        QTableWidget::keyPressEvent(event);
        return;
    }
    const QTableWidgetSelectionRange range = selectedRanges().first();
    QString copied;
    for (int row = range.topRow(); row <= range.bottomRow(); ++row) {
        QStringList cells;
        for (int column = range.leftColumn(); column <= range.rightColumn(); ++column)
            cells << (item(row, column) != nullptr ? item(row, column)->text() : QString());
        copied += cells.join('\t') + '\n';
    }
    QApplication::clipboard()->setText(copied);
}

}  // namespace fleetsim::gui
