// TimeSeriesView: the series of a run in a tree with a filter; the ticked ones over one another in
// a plot that zooms and pans together with what it reads.
// Models     only what the plot's width can show is read.
#pragma once

#include <optional>
#include <set>
#include <vector>

#include "gui/charts/line_plot.hpp"
#include "gui/views/view.hpp"

QT_FORWARD_DECLARE_CLASS(QLabel)
QT_FORWARD_DECLARE_CLASS(QLineEdit)
QT_FORWARD_DECLARE_CLASS(QTreeWidget)
QT_FORWARD_DECLARE_CLASS(QTreeWidgetItem)

namespace fleetsim::gui {

class TimeSeriesView : public View {
    Q_OBJECT
  public:
    explicit TimeSeriesView(QWidget* parent = nullptr);

    Reader::Read reading(results::RunId run) override;
    void show_words(const QString& words) override;
    Plot* plot() const override { return plot_; }

    /// Ticks or unticks the series of that name, "broker/connections".
    void choose(const QString& name, Qt::CheckState state);
    /// The samples the plot shows, as CSV: series, seconds, value.
    QString as_csv() const;

  protected:
    void show_nothing() override;

  private:
    struct Wanted {
        std::vector<results::Series> known;
        std::set<QString> ticked;
        std::optional<TimeSpan> span;  ///< nothing: all there is
        std::size_t columns = 1;
    };
    struct Loaded {
        std::vector<results::Series> series;  ///< of the run, ticked or not
        std::set<QString> ticked;
        std::vector<PlotLine> lines;
        TimeSpan span;
    };
    static Loaded load(const results::Query& query, results::RunId run, Wanted wanted);

    void show_loaded(const Loaded& loaded);
    void fill_tree(const std::vector<results::Series>& series);
    void filter(const QString& words);

    QLineEdit* filter_;
    QTreeWidget* tree_;
    QLabel* hint_;
    LinePlot* plot_;
    std::vector<results::Series> series_;
    std::set<QString> ticked_;
    std::optional<TimeSpan> span_;
};

}  // namespace fleetsim::gui
