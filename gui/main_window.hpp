// MainWindow: the runs of a results file on the left, views of the chosen one in tabs, a scenario
// to edit and run in another; progress and sentences in the status bar.
#pragma once

#include <QMainWindow>
#include <functional>
#include <vector>

#include "gui/reader.hpp"
#include "gui/result_watcher.hpp"
#include "gui/run_controller.hpp"
#include "gui/style.hpp"
#include "gui/views/view.hpp"

QT_FORWARD_DECLARE_CLASS(QLabel)
QT_FORWARD_DECLARE_CLASS(QListWidget)
QT_FORWARD_DECLARE_CLASS(QProgressBar)
QT_FORWARD_DECLARE_CLASS(QTabWidget)

namespace fleetsim::gui {

class RecentFiles;
class ScenarioEditor;
class TimeSeriesView;

class MainWindow : public QMainWindow {
    Q_OBJECT
  public:
    /// `command` is the path of the fleetsim program, which checks and runs scenarios.
    explicit MainWindow(const QString& command, QWidget* parent = nullptr);
    ~MainWindow() override;

    /// Shows the file as soon as it is read. Where it cannot be opened, the status bar says why,
    /// and what was shown stays.
    void open_results(const QString& file);
    /// Asks first where the open one has changes.
    bool open_scenario(const QString& file);
    /// Whichever of the two it is.
    void open_file(const QString& file);
    /// Saves the open scenario's changes, adds a run of it to `results`, and follows it.
    void run_scenario(const QString& results);

    /// By the name on its tab: "Overview", "Time series".
    View* view(const QString& name) const;
    void show_view(const QString& name);
    TimeSeriesView* time_series() const { return time_series_; }
    ScenarioEditor* editor() const { return editor_; }
    RunController* controller() const { return controller_; }
    Reader* reader() { return &reader_; }
    QString sentence() const;
    int run_count() const;

    /// What was wrong, or an empty text.
    QString export_chart(const QString& file) const;
    QString export_table(const QString& file) const;

  protected:
    void changeEvent(QEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void dragEnterEvent(QDragEnterEvent* event) override;
    void dropEvent(QDropEvent* event) override;

  private:
    void make_views();
    void add_view(const QString& name, View* view);
    void make_actions();
    void make_status();
    void connect_controller();

    /// Failures of `asker` are said or not. `then` is called when the file is open.
    void open(QObject* asker, const QString& name, const std::function<void()>& then);
    void refresh();
    void show_runs(const std::vector<results::Run>& runs);
    void show_chosen_run();
    void show_view_of_run(View* view);
    void show_failure(QObject* asker, const QString& sentence);
    void show_progress(const results::Run& run);
    void say(const QString& sentence);
    void check_scenario();
    /// What another program wrote in the meantime is shown, unless there are changes here.
    void reread_scenario();
    bool may_overwrite();
    bool save_scenario();
    /// Asks where the text has changes: they are saved, given up, or false.
    bool may_leave_text();
    void update_title();
    void show_file(const QString& file);
    void close_results();
    std::optional<results::RunId> chosen_run() const;
    View* current_view() const;

    void ask_results();
    void ask_scenario();
    void ask_run();
    /// Into the file of the last time; the first time asks.
    void run_again();
    void ask_export_chart();
    void ask_export_table();
    void set_theme(Theme theme);
    void update_actions();

    QString results_;           ///< the file that is shown
    QString awaited_;           ///< the file of a run that has been started but has not made it yet
    QString run_into_;          ///< where the open scenario's runs go, once it was run
    int checked_revision_ = 0;  ///< of the text that the last check is about
    Theme theme_ = Theme::Light;
    RunController* controller_;
    ResultWatcher* watcher_;
    QListWidget* runs_;
    QTabWidget* tabs_;
    View* shown_ = nullptr;
    TimeSeriesView* time_series_ = nullptr;
    ScenarioEditor* editor_;
    QLabel* sentence_;
    QProgressBar* progress_;
    RecentFiles* recent_files_ = nullptr;
    QAction* run_action_ = nullptr;
    QAction* run_into_action_ = nullptr;
    QAction* stop_action_ = nullptr;
    QAction* save_action_ = nullptr;
    QAction* export_chart_action_ = nullptr;
    QAction* export_table_action_ = nullptr;
    Reader reader_;  ///< last, so that it ends before what it knows does
};

}  // namespace fleetsim::gui
