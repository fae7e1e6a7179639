// The menus of the main window, and the questions they ask.
#include <QAction>
#include <QApplication>
#include <QFileDialog>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>
#include <QToolBar>

#include "gui/editor/scenario_editor.hpp"
#include "gui/main_window.hpp"
#include "gui/recent_files.hpp"
#include "gui/views/table.hpp"
#include "gui/views/time_series_view.hpp"

namespace fleetsim::gui {

void MainWindow::make_actions() {
    QMenu* file = menuBar()->addMenu(tr("&File"));
    QAction* open = file->addAction(tr("&Open results ..."), QKeySequence::Open, this,
                                    &MainWindow::ask_results);
    QAction* edit = file->addAction(tr("Open &scenario ..."), QKeySequence("Ctrl+E"), this,
                                    &MainWindow::ask_scenario);
    recent_files_ = new RecentFiles(this);
    file->addMenu(recent_files_);
    connect(recent_files_, &RecentFiles::chosen, this, &MainWindow::open_file);
    save_action_ = file->addAction(tr("&Save scenario"), QKeySequence::Save, this, [this] {
        if (save_scenario()) check_scenario();
    });
    file->addSeparator();
    export_chart_action_ = file->addAction(tr("Export &chart ..."), QKeySequence("Ctrl+Shift+C"),
                                           this, &MainWindow::ask_export_chart);
    export_table_action_ = file->addAction(tr("Export &table ..."), QKeySequence("Ctrl+Shift+T"),
                                           this, &MainWindow::ask_export_table);
    file->addSeparator();
    file->addAction(tr("&Quit"), QKeySequence::Quit, this, &QWidget::close);

    QMenu* run = menuBar()->addMenu(tr("&Run"));
    run_action_ =
        run->addAction(tr("&Run scenario"), QKeySequence("Ctrl+R"), this, &MainWindow::run_again);
    run_into_action_ = run->addAction(tr("Run &into ..."), QKeySequence("Ctrl+Shift+R"), this,
                                      &MainWindow::ask_run);
    stop_action_ =
        run->addAction(tr("S&top"), QKeySequence("Ctrl+."), this, [this] { controller_->stop(); });

    QMenu* looks = menuBar()->addMenu(tr("&View"));
    looks->addAction(tr("&Light"), this, [this] { set_theme(Theme::Light); });
    looks->addAction(tr("&Dark"), this, [this] { set_theme(Theme::Dark); });
    looks->addAction(tr("&Full screen"), QKeySequence("F11"), this,
                     [this] { isFullScreen() ? showNormal() : showFullScreen(); });

    QToolBar* bar = addToolBar(tr("Main"));
    bar->setObjectName("main");
    bar->setMovable(false);
    bar->addActions({open, edit});
    bar->addSeparator();
    bar->addActions({run_action_, stop_action_});
    bar->addSeparator();
    bar->addActions({export_chart_action_, export_table_action_});
}

void MainWindow::update_actions() {
    const bool has_scenario = !editor_->file().isEmpty();
    for (QAction* run : {run_action_, run_into_action_})
        run->setEnabled(has_scenario && !editor_->has_mistakes() && !controller_->is_running());
    stop_action_->setEnabled(controller_->is_running());
    save_action_->setEnabled(has_scenario && editor_->is_modified());
    const View* shown = current_view();
    export_chart_action_->setEnabled(shown != nullptr && shown->plot() != nullptr);
    export_table_action_->setEnabled(shown != nullptr &&
                                     (shown == time_series_ || shown->table() != nullptr));
}

void MainWindow::ask_results() {
    const QString file = QFileDialog::getOpenFileName(
        this, tr("Open results"), {}, tr("Results (*.fleetsim *.db);;All files (*)"));
    if (!file.isEmpty()) open_results(file);
}

void MainWindow::ask_scenario() {
    const QString file = QFileDialog::getOpenFileName(this, tr("Open a scenario"), {},
                                                      tr("Scenarios (*.toml);;All files (*)"));
    if (!file.isEmpty()) open_scenario(file);
}

void MainWindow::run_again() { run_into_.isEmpty() ? ask_run() : run_scenario(run_into_); }

void MainWindow::ask_run() {
    const QFileInfo scenario(editor_->file());
    const QString proposed = results_.isEmpty() ? scenario.absolutePath() + "/" +
                                                      scenario.completeBaseName() + ".fleetsim"
                                                : results_;
    // An existing results file gets one more run, so there is nothing to confirm.
    const QString file = QFileDialog::getSaveFileName(
        this, tr("Where to put the results"), proposed,
        tr("Results (*.fleetsim *.db);;All files (*)"), nullptr, QFileDialog::DontConfirmOverwrite);
    if (!file.isEmpty()) run_scenario(file);
}

void MainWindow::ask_export_chart() {
    const QString file = QFileDialog::getSaveFileName(this, tr("Export the chart"), "chart.svg",
                                                      tr("Pictures (*.svg *.png)"));
    if (file.isEmpty()) return;
    const QString failure = export_chart(file);
    say(failure.isEmpty() ? tr("Wrote %1.").arg(file) : failure);
}

void MainWindow::ask_export_table() {
    const QString file = QFileDialog::getSaveFileName(this, tr("Export the table"), "table.csv",
                                                      tr("Tables (*.csv)"));
    if (file.isEmpty()) return;
    const QString failure = export_table(file);
    say(failure.isEmpty() ? tr("Wrote %1.").arg(file) : failure);
}

}  // namespace fleetsim::gui
