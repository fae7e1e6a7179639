#include "gui/views/compare_view.hpp"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QSignalBlocker>
#include <QVBoxLayout>
#include <algorithm>

#include "gui/run_words.hpp"
#include "results/compare.hpp"
#include "results/report/sections.hpp"

namespace fleetsim::gui {

namespace {
using results::Run;
using results::RunId;

/// The wanted one, if it is there; else the last before the run; else the first after it.
std::optional<RunId> choose(const std::vector<Run>& others, RunId run,
                            std::optional<RunId> wanted) {
    if (others.empty()) return std::nullopt;
    RunId chosen = others.front().id;
    for (const Run& other : others) {
        if (other.id == wanted) return wanted;
        if (other.id < run) chosen = other.id;
    }
    return chosen;
}
}  // namespace

CompareView::CompareView(QWidget* parent)
    : SectionView({}, tr("The file has no other run to compare with."), parent),
      others_(new QComboBox) {
    auto* words = new QLabel(tr("&Against"));
    words->setBuddy(others_);
    others_->setAccessibleName(tr("Run to compare with"));
    others_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    auto* row = new QHBoxLayout;
    row->addWidget(words);
    row->addWidget(others_, 1);
    static_cast<QVBoxLayout*>(layout())->insertLayout(0, row);
    connect(others_, &QComboBox::activated, this, [this](int index) {
        wanted_ = RunId{others_->itemData(index).toLongLong()};
        emit outdated();
    });
}

Reader::Read CompareView::reading(RunId run) {
    return [this, run, wanted = wanted_](const results::Query& query) -> Reader::Show {
        std::vector<Run> others = query.runs();
        std::erase_if(others, [run](const Run& other) { return other.id == run; });
        const std::optional<RunId> other = choose(others, run, wanted);
        results::report::Section section;
        if (other) section = results::report::compare_section(results::compare(query, *other, run));
        return [this, others, other, section] {
            list(others, other);
            show_section(section);
        };
    };
}

void CompareView::list(const std::vector<Run>& others, std::optional<RunId> chosen) {
    const QSignalBlocker quiet(others_);
    others_->clear();
    for (const Run& other : others) {
        others_->addItem(title_of(other).replace('\n', ", "), static_cast<qint64>(other.id));
        if (other.id == chosen) others_->setCurrentIndex(others_->count() - 1);
    }
    others_->setEnabled(!others.empty());
}

void CompareView::show_nothing() {
    wanted_.reset();
    list({}, std::nullopt);
    SectionView::show_nothing();
}

}  // namespace fleetsim::gui
