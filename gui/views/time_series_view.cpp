#include "gui/views/time_series_view.hpp"

#include <QLabel>
#include <QLineEdit>
#include <QSplitter>
#include <QTreeWidget>
#include <QVBoxLayout>
#include <algorithm>
#include <map>

#include "gui/text.hpp"
#include "results/decimate.hpp"
#include "results/export_csv.hpp"
#include "results/figure_text.hpp"

namespace fleetsim::gui {

namespace {
/// What is ticked the first time a run is shown.
constexpr const char* kFirstChoice = "broker/connections";

QString name_of(const results::Series& s) { return text(s.component + "/" + s.metric.name); }

/// The end of the longest of the series.
sim::Time end_of(const results::Query& query, const std::vector<results::Series>& series) {
    sim::Time end;
    for (const results::Series& s : series)
        if (const auto span = results::span_of(query, s.id)) end = std::max(end, span->to);
    return end;
}

bool are_same(const std::vector<results::Series>& some,
              const std::vector<results::Series>& others) {
    return std::equal(
        some.begin(), some.end(), others.begin(), others.end(),
        [](const results::Series& a, const results::Series& b) { return a.id == b.id; });
}

/// A run that has none of what is ticked still shows something.
std::set<QString> with_first_choice(std::set<QString> ticked,
                                    const std::vector<results::Series>& series) {
    std::set<QString> names;
    for (const results::Series& s : series) names.insert(name_of(s));
    const bool has_choice = std::any_of(ticked.begin(), ticked.end(),
                                        [&](const QString& n) { return names.count(n) > 0; });
    if (!has_choice && !names.empty())
        ticked.insert(names.count(kFirstChoice) > 0 ? kFirstChoice : *names.begin());
    return ticked;
}

sim::Time time_at(double seconds) {
    return sim::Time::at(sim::Duration::from_seconds(std::clamp(seconds, 0.0, 9e9)));
}
}  // namespace

TimeSeriesView::TimeSeriesView(QWidget* parent)
    : View(parent),
      filter_(new QLineEdit),
      tree_(new QTreeWidget),
      hint_(new QLabel(tr("Drag: zoom. Wheel: zoom about the pointer. Shift and drag: pan. "
                          "Double-click: all."))),
      plot_(new LinePlot) {
    filter_->setPlaceholderText(tr("Filter series"));
    filter_->setAccessibleName(tr("Filter series"));
    filter_->setClearButtonEnabled(true);
    tree_->setHeaderHidden(true);
    tree_->setAccessibleName(tr("Series to draw"));
    tree_->setRootIsDecorated(true);
    auto* left = new QWidget;
    auto* column = new QVBoxLayout(left);
    column->setContentsMargins(0, 0, 0, 0);
    column->addWidget(filter_);
    column->addWidget(tree_, 1);
    auto* right = new QWidget;
    auto* drawing = new QVBoxLayout(right);
    drawing->setContentsMargins(0, 0, 0, 0);
    drawing->addWidget(plot_, 1);
    drawing->addWidget(hint_);
    auto* split = new QSplitter;
    split->addWidget(left);
    split->addWidget(right);
    split->setStretchFactor(0, 0);
    split->setStretchFactor(1, 1);
    split->setSizes({290, 800});
    auto* layout = new QVBoxLayout(this);
    layout->addWidget(split);

    connect(filter_, &QLineEdit::textChanged, this, &TimeSeriesView::filter);
    connect(tree_, &QTreeWidget::itemChanged, this, [this](QTreeWidgetItem* item) {
        const QString name = item->data(0, Qt::UserRole).toString();
        if (name.isEmpty()) return;
        item->checkState(0) == Qt::Checked ? (void)ticked_.insert(name) : (void)ticked_.erase(name);
        emit outdated();
    });
    connect(plot_, &LinePlot::span_wanted, this, [this](TimeSpan span) {
        span_ = TimeSpan{std::max(0.0, span.from_seconds), span.to_seconds};
        plot_->show_lines(plot_->lines(), *span_);  // at once; the finer samples follow
        emit outdated();
    });
    connect(plot_, &LinePlot::everything_wanted, this, [this] {
        span_.reset();
        emit outdated();
    });
}

Reader::Read TimeSeriesView::reading(results::RunId run) {
    const auto columns = static_cast<std::size_t>(std::max(200, plot_->width()));
    return [this, run, wanted = Wanted{series_, ticked_, span_, columns}](
               const results::Query& query) -> Reader::Show {
        return [this, loaded = load(query, run, wanted)] { show_loaded(loaded); };
    };
}

void TimeSeriesView::show_words(const QString& words) {
    span_.reset();
    plot_->show_words(words);
}

void TimeSeriesView::show_nothing() {
    span_.reset();
    fill_tree({});
    plot_->show_lines({}, {});
}

void TimeSeriesView::show_loaded(const Loaded& loaded) {
    ticked_ = loaded.ticked;
    if (!are_same(series_, loaded.series)) fill_tree(loaded.series);
    plot_->show_lines(loaded.lines, loaded.span);
}

void TimeSeriesView::fill_tree(const std::vector<results::Series>& series) {
    const QSignalBlocker quiet(tree_);
    tree_->clear();
    series_ = series;
    std::map<std::string, QTreeWidgetItem*> components;
    for (const results::Series& s : series) {
        QTreeWidgetItem*& component = components[s.component];
        if (component == nullptr) {
            component = new QTreeWidgetItem(tree_, {text(s.component)});
            component->setExpanded(true);
        }
        auto* item = new QTreeWidgetItem(component, {text(results::metric_title(s.metric.name)),
                                                     text(results::unit_name(s.metric.unit))});
        item->setData(0, Qt::UserRole, name_of(s));
        item->setToolTip(
            0, tr("%1, %2\n%3")
                   .arg(name_of(s), text(results::unit_name(s.metric.unit)), text(s.metric.help))
                   .trimmed());
        item->setCheckState(0, ticked_.count(name_of(s)) > 0 ? Qt::Checked : Qt::Unchecked);
    }
    filter(filter_->text());
}

void TimeSeriesView::filter(const QString& words) {
    for (int i = 0; i < tree_->topLevelItemCount(); ++i) {
        QTreeWidgetItem* component = tree_->topLevelItem(i);
        bool is_any_shown = false;
        for (int k = 0; k < component->childCount(); ++k) {
            QTreeWidgetItem* item = component->child(k);
            const bool is_shown =
                item->data(0, Qt::UserRole).toString().contains(words, Qt::CaseInsensitive) ||
                item->text(0).contains(words, Qt::CaseInsensitive);
            item->setHidden(!is_shown);
            is_any_shown = is_any_shown || is_shown;
        }
        component->setHidden(!is_any_shown);
    }
}

void TimeSeriesView::choose(const QString& name, Qt::CheckState state) {
    for (int i = 0; i < tree_->topLevelItemCount(); ++i)
        for (int k = 0; k < tree_->topLevelItem(i)->childCount(); ++k) {
            QTreeWidgetItem* item = tree_->topLevelItem(i)->child(k);
            if (item->data(0, Qt::UserRole).toString() == name) item->setCheckState(0, state);
        }
}

/// Runs in the reading thread.
TimeSeriesView::Loaded TimeSeriesView::load(const results::Query& query, results::RunId run,
                                            Wanted wanted) {
    Loaded loaded;
    loaded.series = query.series(run);
    loaded.ticked = are_same(wanted.known, loaded.series)
                        ? std::move(wanted.ticked)
                        : with_first_choice(std::move(wanted.ticked), loaded.series);
    std::vector<results::Series> chosen;
    for (const results::Series& s : loaded.series)
        if (loaded.ticked.count(name_of(s)) > 0) chosen.push_back(s);
    const double end = end_of(query, chosen).to_seconds();
    loaded.span = wanted.span.value_or(TimeSpan{0, end > 0 ? end : 1});
    for (const results::Series& s : chosen) {
        // One column more on either side, so that lines leave the plot where they should.
        const double margin =
            loaded.span.width() / static_cast<double>(wanted.columns) + s.interval.to_seconds();
        const auto columns =
            results::decimate(query, s.id, time_at(loaded.span.from_seconds - margin),
                              time_at(loaded.span.to_seconds + margin), wanted.columns);
        loaded.lines.push_back({text(s.component + ", " + results::metric_title(s.metric.name)),
                                text(s.metric.unit), s.metric.interpolation,
                                results::outline(columns)});
    }
    return loaded;
}

QString TimeSeriesView::as_csv() const {
    std::string csv = "series,time_seconds,value\r\n";
    for (const PlotLine& line : plot_->lines())
        for (const results::Sample& sample : line.samples)
            csv += results::csv_field(line.name.toStdString()) + "," +
                   results::exact_text(sample.at.to_seconds()) + "," +
                   results::exact_text(sample.value) + "\r\n";
    return text(csv);
}

}  // namespace fleetsim::gui
