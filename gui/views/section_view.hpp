// SectionView: a section of the report as a page of the window: its charts two in a row where they
// fit, its tables in tabs below. Latency, bytes, energy, claims, log and figures are such views.
#pragma once

#include <functional>
#include <vector>

#include "gui/views/view.hpp"
#include "results/report/content.hpp"

QT_FORWARD_DECLARE_CLASS(QGridLayout)
QT_FORWARD_DECLARE_CLASS(QLabel)
QT_FORWARD_DECLARE_CLASS(QSplitter)
QT_FORWARD_DECLARE_CLASS(QTabWidget)

namespace fleetsim::gui {

class SectionView : public View {
    Q_OBJECT
  public:
    using Source = std::function<results::report::Section(const results::Query&, results::RunId)>;
    /// `nothing` is what the page says where the run stored none of it.
    SectionView(Source source, QString nothing, QWidget* parent = nullptr);

    Reader::Read reading(results::RunId run) override;
    void show_words(const QString& words) override;
    Plot* plot() const override;
    Table* table() const override;

  protected:
    void show_nothing() override;
    void resizeEvent(QResizeEvent* event) override;
    void show_section(const results::report::Section& section);

  private:
    void show_charts(const std::vector<results::report::Chart>& charts);
    void arrange_charts();
    void show_tables(const std::vector<results::report::Table>& tables);

    Source source_;
    QString nothing_;
    QLabel* words_;
    QWidget* charts_;
    QGridLayout* chart_grid_;
    QTabWidget* tables_;
    std::vector<Plot*> plots_;
};

}  // namespace fleetsim::gui
