// TimeSeriesView: the series of a run in a tree with a filter; the ticked ones over one another in
// a plot that zooms and pans together with what it reads.
// Models     only what the plot's width can show is read, in another thread, so the window never
//            waits for a file of any size.
#pragma once

#include <QFutureWatcher>
#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
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
    ~TimeSeriesView() override;

    void show_run(const results::Query& query, results::RunId run) override;
    void show_nothing() override;
    Plot* plot() const override { return plot_; }

    /// Ticks or unticks the series of that name, "broker/connections".
    void choose(const QString& name, Qt::CheckState state);
    /// The samples the plot shows, as CSV: series, seconds, value.
    QString as_csv() const;
    bool is_loading() const { return loader_.isRunning() || is_outdated_; }

  signals:
    void failed(const QString& sentence);

  private:
    struct Request {
        std::filesystem::path file;
        std::vector<results::Series> series;
        std::optional<TimeSpan> span;  ///< nothing: all there is
        std::size_t columns = 1;
        std::shared_ptr<std::atomic<bool>> is_cancelled;
    };
    struct Loaded {
        std::vector<PlotLine> lines;
        TimeSpan span;
        QString failure;
    };
    static Loaded load(const Request& request);

    void fill_tree(const std::vector<results::Series>& series);
    void filter(const QString& words);
    /// What the reader asks for now stops the reading of what was asked for before; a file that
    /// has grown waits its turn, or a fast run would never be drawn.
    enum class Because { FileChanged, ReaderAsked };
    void reload(Because because);
    void show_loaded();
    std::vector<results::Series> chosen() const;

    QLineEdit* filter_;
    QTreeWidget* tree_;
    QLabel* hint_;
    LinePlot* plot_;
    std::filesystem::path file_;
    results::RunId run_{};
    std::map<QString, results::Series> series_;
    std::set<QString> ticked_;
    std::optional<TimeSpan> span_;
    QFutureWatcher<Loaded> loader_;
    std::shared_ptr<std::atomic<bool>> is_cancelled_;
    bool is_outdated_ = false;  ///< what is being loaded is no longer what is wanted
};

}  // namespace fleetsim::gui
