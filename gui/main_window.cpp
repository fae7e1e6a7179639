#include "gui/main_window.hpp"

#include <QApplication>
#include <QCloseEvent>
#include <QDateTime>
#include <QDockWidget>
#include <QFileInfo>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QMimeData>
#include <QProgressBar>
#include <QSaveFile>
#include <QSettings>
#include <QStatusBar>
#include <QTabWidget>
#include <algorithm>

#include "gui/charts/plot.hpp"
#include "gui/editor/scenario_editor.hpp"
#include "gui/recent_files.hpp"
#include "gui/run_words.hpp"
#include "gui/text.hpp"
#include "gui/views/compare_view.hpp"
#include "gui/views/overview_view.hpp"
#include "gui/views/section_view.hpp"
#include "gui/views/table.hpp"
#include "gui/views/time_series_view.hpp"
#include "results/figure_text.hpp"
#include "results/report/sections.hpp"

namespace fleetsim::gui {

namespace {
constexpr int kProgressSteps = 1000;
constexpr const char* kOverviewTab = "Overview";
constexpr const char* kScenarioTab = "Scenario";

QString write(const QString& file, const QByteArray& bytes) {
    QSaveFile out(file);
    if (!out.open(QIODevice::WriteOnly) || out.write(bytes) < 0 || !out.commit())
        return QObject::tr("Cannot write %1: %2").arg(file, out.errorString());
    return {};
}
}  // namespace

MainWindow::MainWindow(const QString& command, QWidget* parent)
    : QMainWindow(parent),
      theme_(desktop_theme()),
      controller_(new RunController(command, this)),
      watcher_(new ResultWatcher(this)),
      runs_(new QListWidget),
      tabs_(new QTabWidget),
      editor_(new ScenarioEditor),
      sentence_(new QLabel),
      progress_(new QProgressBar) {
    setAcceptDrops(true);
    resize(1280, 800);
    auto* dock = new QDockWidget(tr("Runs"));
    dock->setObjectName("runs");
    dock->setFeatures(QDockWidget::DockWidgetMovable | QDockWidget::DockWidgetClosable);
    runs_->setWordWrap(true);
    runs_->setAccessibleName(tr("Runs of the file"));
    runs_->setSpacing(2);
    dock->setWidget(runs_);
    addDockWidget(Qt::LeftDockWidgetArea, dock);
    resizeDocks({dock}, {210}, Qt::Horizontal);
    setCentralWidget(tabs_);
    tabs_->setDocumentMode(true);
    tabs_->setAccessibleName(tr("Views of the run"));
    make_views();
    make_actions();
    make_status();
    connect_controller();
    connect(runs_, &QListWidget::currentRowChanged, this, &MainWindow::show_chosen_run);
    connect(tabs_, &QTabWidget::currentChanged, this, [this] {
        show_view_of_run(current_view());
        update_actions();
    });
    connect(watcher_, &ResultWatcher::changed, this, &MainWindow::refresh);
    connect(&reader_, &Reader::failed, this, &MainWindow::show_failure);
    connect(&reader_, &Reader::answered, this, &MainWindow::update_actions);
    update_actions();
    update_title();
}

MainWindow::~MainWindow() {
    // Tabs and rows that go one by one are no choice of the reader's.
    tabs_->disconnect(this);
    runs_->disconnect(this);
}

void MainWindow::make_views() {
    namespace report = results::report;
    using Query = results::Query;
    using Run = results::RunId;
    add_view(tr(kOverviewTab), new OverviewView);
    tabs_->addTab(editor_, tr(kScenarioTab));  // before all that a narrow window has no room for
    time_series_ = new TimeSeriesView;
    add_view(tr("Time series"), time_series_);
    const auto of_overview = [](auto section) {
        return [section](const Query& q, Run run) { return section(q, results::overview(q, run)); };
    };
    const auto of_overview_alone = [](auto section) {
        return [section](const Query& q, Run run) { return section(results::overview(q, run)); };
    };
    add_view(tr("Study"), new SectionView(report::study_section, tr("The run is of no study.")));
    add_view(tr("Compare"), new CompareView);
    add_view(tr("Latency"), new SectionView(of_overview(report::latency_section),
                                            tr("The run stored no latencies.")));
    add_view(tr("Bytes"),
             new SectionView(of_overview(report::bytes_section), tr("The run counted no bytes.")));
    add_view(tr("Energy"), new SectionView(of_overview(report::energy_section),
                                           tr("The run measured no energy.")));
    add_view(tr("Costs"), new SectionView(of_overview_alone(report::costs_section),
                                          tr("The scenario names no price book.")));
    add_view(tr("Quotas"), new SectionView(of_overview_alone(report::quotas_section),
                                           tr("The scenario names no account with quotas.")));
    add_view(tr("Nodes"), new SectionView(report::broker_nodes_section,
                                          tr("The run tells no broker nodes apart.")));
    add_view(tr("Claims"),
             new SectionView(report::claims_section, tr("The run replayed no published claims.")));
    add_view(tr("Log"), new SectionView(report::log_section, tr("Nothing of note happened.")));
    add_view(tr("Components"), new SectionView(report::components_section,
                                               tr("The run stored no figures by component.")));
    add_view(tr("Figures"),
             new SectionView(report::figures_section, tr("The run stored no figures yet.")));
    add_view(tr("Assumptions"),
             new SectionView(report::assumptions_section, tr("The run stored no parameters.")));
}

void MainWindow::add_view(const QString& name, View* view) {
    tabs_->addTab(view, name);
    connect(view, &View::outdated, this, [this, view] {
        reader_.forget(view);
        show_view_of_run(view);
    });
}

void MainWindow::make_status() {
    progress_->setRange(0, kProgressSteps);
    progress_->setMaximumWidth(320);
    progress_->setAccessibleName(tr("How far the run is"));
    progress_->hide();
    sentence_->setTextInteractionFlags(Qt::TextSelectableByMouse);
    statusBar()->addWidget(sentence_, 1);
    statusBar()->addPermanentWidget(progress_);
}

void MainWindow::connect_controller() {
    connect(controller_, &RunController::checked, this,
            [this](const std::vector<Mistake>& mistakes) {
                if (editor_->revision() != checked_revision_) return;
                editor_->show_mistakes(mistakes);
                if (controller_->is_running()) return;  // the status bar is the run's
                say(mistakes.empty() ? tr("The scenario has no mistakes.")
                                     : tr("The scenario has %n mistake(s); see the list.", nullptr,
                                          static_cast<int>(mistakes.size())));
            });
    connect(controller_, &RunController::failed, this, [this](const QString& sentence) {
        progress_->setVisible(controller_->is_running());  // what failed may be a check
        say(sentence);
        refresh();
        update_actions();
    });
    connect(controller_, &RunController::started, this, [this] {
        progress_->setRange(0, 0);
        progress_->show();
        update_actions();
    });
    connect(controller_, &RunController::finished, this, [this](int code, const QString& words) {
        progress_->hide();
        // What is being read is of before the end.
        reader_.forget(runs_);
        reader_.forget(watcher_);
        refresh();
        say(words.isEmpty() || code == 0 ? exit_sentence(code)
                                         : exit_sentence(code) + " " + words.section('\n', 0, 0));
        if (code == 2) {
            show_view(tr(kScenarioTab));
            check_scenario();
        }
        update_actions();
    });
    connect(editor_, &ScenarioEditor::check_wanted, this, &MainWindow::check_scenario);
    connect(editor_, &ScenarioEditor::changed, this, [this] {
        setWindowModified(editor_->is_modified());
        update_actions();
    });
}

void MainWindow::open_results(const QString& file) {
    say(tr("Opening %1 ...").arg(QFileInfo(file).fileName()));
    open(this, file, [this] { say(QString()); });
}

void MainWindow::open(QObject* asker, const QString& name, const std::function<void()>& then) {
    const QString file = QFileInfo(name).absoluteFilePath();
    reader_.ask(asker, file, [this, file, then](const results::Query&) -> Reader::Show {
        return [this, file, then] {
            show_file(file);
            then();
        };
    });
}

void MainWindow::show_file(const QString& file) {
    close_results();
    results_ = file;
    awaited_.clear();
    recent_files_->remember(file);
    update_title();
    watcher_->watch(results_);
    refresh();  // only now, so that no change is missed
}

void MainWindow::show_failure(QObject* asker, const QString& sentence) {
    // A file that is just being made: its next change or the run's end tries again.
    if (asker == watcher_) return;
    if (asker == runs_) close_results();
    if (auto* view = qobject_cast<View*>(asker)) view->show_words(sentence);
    say(sentence);
}

void MainWindow::update_title() {
    QStringList names;
    if (!results_.isEmpty()) names << QFileInfo(results_).fileName();
    if (!editor_->file().isEmpty()) names << QFileInfo(editor_->file()).fileName() + "[*]";
    setWindowTitle((names << "fleetsim").join(" - "));
}

bool MainWindow::open_scenario(const QString& file) {
    if (!may_leave_text()) return false;
    const QString failure = editor_->open(file);
    say(failure);
    if (!failure.isEmpty()) return false;
    run_into_.clear();
    recent_files_->remember(file);
    show_view(tr(kScenarioTab));
    check_scenario();
    update_title();
    update_actions();
    return true;
}

void MainWindow::open_file(const QString& file) {
    file.endsWith(".toml") ? (void)open_scenario(file) : open_results(file);
}

void MainWindow::check_scenario() {
    checked_revision_ = editor_->revision();
    std::optional<QByteArray> unsaved;
    if (editor_->is_modified()) unsaved = editor_->text()->toPlainText().toUtf8();
    controller_->check(editor_->file(), unsaved);
}

/// Changes that are not saved stay; saving them asks.
void MainWindow::reread_scenario() {
    if (editor_->is_modified() || !editor_->is_changed_on_disk()) return;
    const QString failure = editor_->reread();
    say(failure.isEmpty() ? tr("Read %1 again: another program wrote it.").arg(editor_->file())
                          : failure);
    if (failure.isEmpty()) check_scenario();
}

bool MainWindow::may_overwrite() {
    return QMessageBox::warning(this, tr("The file has changed"),
                                tr("Another program wrote %1 after it was opened here. Save over "
                                   "it? Cancel keeps your changes in the window, not saved.")
                                    .arg(editor_->file()),
                                QMessageBox::Save | QMessageBox::Cancel,
                                QMessageBox::Cancel) == QMessageBox::Save;
}

bool MainWindow::save_scenario() {
    if (editor_->is_changed_on_disk() && !may_overwrite()) return false;
    const QString failure = editor_->save();
    say(failure.isEmpty() ? tr("Saved %1.").arg(editor_->file()) : failure);
    return failure.isEmpty();
}

bool MainWindow::may_leave_text() {
    if (!editor_->is_modified()) return true;
    const auto answer = QMessageBox::question(
        this, tr("Unsaved changes"), tr("%1 has changes that are not saved.").arg(editor_->file()),
        QMessageBox::Save | QMessageBox::Discard | QMessageBox::Cancel, QMessageBox::Save);
    if (answer == QMessageBox::Save) return save_scenario();
    return answer == QMessageBox::Discard;
}

void MainWindow::run_scenario(const QString& results) {
    reread_scenario();
    const bool has_changes = editor_->is_modified();
    if (has_changes && !save_scenario()) return;
    const auto run = [this, results, has_changes] {
        run_into_ = results;
        controller_->run(editor_->file(), results, {});
        show_view(tr(kOverviewTab));  // now, not at the end: who types by then is not disturbed
        const QString into = QFileInfo(results).fileName();
        say(has_changes ? tr("Saved %1; running it into %2 ...").arg(editor_->file(), into)
                        : tr("Running into %1 ...").arg(into));
    };
    if (QFileInfo(results).size() > 0) return open(this, results, run);
    close_results();
    awaited_ = results;
    watcher_->watch(results);
    run();
}

void MainWindow::refresh() {
    if (!awaited_.isEmpty()) {
        if (QFileInfo(awaited_).size() > 0) open(watcher_, awaited_, [] {});
        return;
    }
    if (results_.isEmpty()) return;
    reader_.ask(runs_, results_, [this](const results::Query& query) -> Reader::Show {
        return [this, runs = query.runs()] { show_runs(runs); };
    });
}

void MainWindow::show_runs(const std::vector<results::Run>& runs) {
    const bool has_new = static_cast<int>(runs.size()) != runs_->count();
    const int chosen = runs_->currentRow();
    {
        const QSignalBlocker quiet(runs_);
        while (runs_->count() < static_cast<int>(runs.size())) runs_->addItem(QString());
        while (runs_->count() > static_cast<int>(runs.size())) delete runs_->takeItem(0);
        for (int i = 0; i < runs_->count(); ++i) {
            const results::Run& run = runs[static_cast<std::size_t>(i)];
            runs_->item(i)->setText(title_of(run));
            runs_->item(i)->setToolTip(tool_tip_of(run));
            runs_->item(i)->setData(Qt::UserRole, static_cast<qint64>(run.id));
        }
        runs_->setCurrentRow(has_new ? runs_->count() - 1 : chosen);
    }
    if (!runs.empty()) show_progress(runs.back());
    show_chosen_run();
}

void MainWindow::show_progress(const results::Run& run) {
    const bool is_running = run.status == results::RunStatus::Running;
    progress_->setVisible(is_running || controller_->is_running());
    if (!is_running) return;
    const double share =
        run.description.duration.count() > 0
            ? run.simulated_until.to_seconds() / run.description.duration.to_seconds()
            : 0;
    progress_->setRange(0, kProgressSteps);
    progress_->setValue(static_cast<int>(share * kProgressSteps));
    const QDateTime started = QDateTime::fromString(text(run.started_utc), Qt::ISODate);
    const double spent =
        static_cast<double>(started.msecsTo(QDateTime::currentDateTimeUtc())) / 1000;
    QString words = tr("%1 of %2")
                        .arg(text(results::clock_text(run.simulated_until.since_start())),
                             text(results::clock_text(run.description.duration)));
    if (share > 0 && spent > 1)
        words += tr(", %1 left")
                     .arg(text(results::span_text(
                         sim::Duration::from_seconds(std::ceil(spent * (1 - share) / share)))));
    say(words);
}

std::optional<results::RunId> MainWindow::chosen_run() const {
    const QListWidgetItem* item = runs_->currentItem();
    if (item == nullptr) return std::nullopt;
    return results::RunId{item->data(Qt::UserRole).toLongLong()};
}

View* MainWindow::current_view() const { return qobject_cast<View*>(tabs_->currentWidget()); }

void MainWindow::show_chosen_run() {
    show_view_of_run(current_view());
    update_actions();
}

/// Only the view that is seen is filled; the others are when their tab is chosen.
void MainWindow::show_view_of_run(View* shown) {
    if (shown_ != nullptr && shown_ != shown) reader_.forget(shown_);
    shown_ = shown;
    if (shown == nullptr) return;
    const auto run = chosen_run();
    if (!run) return shown->clear();
    if (shown->run() != run) {
        reader_.forget(shown);
        shown->await(*run);
    }
    reader_.ask(shown, results_, shown->reading(*run));
}

void MainWindow::close_results() {
    results_.clear();
    awaited_.clear();
    watcher_->watch({});
    reader_.forget(runs_);
    reader_.forget(watcher_);
    {
        const QSignalBlocker quiet(runs_);
        runs_->clear();
    }
    for (int i = 0; i < tabs_->count(); ++i)
        if (auto* view = qobject_cast<View*>(tabs_->widget(i))) {
            reader_.forget(view);
            view->clear();
        }
    update_title();
}

View* MainWindow::view(const QString& name) const {
    for (int i = 0; i < tabs_->count(); ++i)
        if (tabs_->tabText(i) == name) return qobject_cast<View*>(tabs_->widget(i));
    return nullptr;
}

void MainWindow::show_view(const QString& name) {
    for (int i = 0; i < tabs_->count(); ++i)
        if (tabs_->tabText(i) == name) tabs_->setCurrentIndex(i);
}

QString MainWindow::export_chart(const QString& file) const {
    const View* shown = current_view();
    if (shown == nullptr || shown->plot() == nullptr) return tr("This view shows no chart.");
    return shown->plot()->export_picture(file);
}

QString MainWindow::export_table(const QString& file) const {
    const View* shown = current_view();
    if (shown == time_series_) return write(file, time_series_->as_csv().toUtf8());
    if (shown == nullptr || shown->table() == nullptr) return tr("This view shows no table.");
    return write(file, shown->table()->as_csv().toUtf8());
}

QString MainWindow::sentence() const { return sentence_->text(); }
int MainWindow::run_count() const { return runs_->count(); }

void MainWindow::say(const QString& sentence) {
    sentence_->setText(sentence);
    sentence_->setToolTip(sentence);
}

void MainWindow::closeEvent(QCloseEvent* event) {
    if (!may_leave_text()) return event->ignore();
    QSettings settings;
    settings.setValue("geometry", saveGeometry());
    settings.setValue("theme", theme_ == Theme::Dark ? "dark" : "light");
    event->accept();
}

void MainWindow::changeEvent(QEvent* event) {
    QMainWindow::changeEvent(event);
    if (event->type() == QEvent::ActivationChange && isActiveWindow()) reread_scenario();
}

void MainWindow::dragEnterEvent(QDragEnterEvent* event) {
    if (event->mimeData()->hasUrls()) event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent* event) {
    open_file(event->mimeData()->urls().value(0).toLocalFile());
}

void MainWindow::set_theme(Theme theme) {
    theme_ = theme;
    apply(theme);
}

}  // namespace fleetsim::gui
