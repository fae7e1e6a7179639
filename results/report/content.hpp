// Content: what a report says, before it looks like anything.
// Models     sections of sentences, charts and tables, drawn from a results file by Query alone;
//            html.hpp and markdown.hpp write the same content. A section whose figures the run did
//            not store is left out.
// Leaves out findings over several runs (results/compare.hpp).
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "results/figure_text.hpp"
#include "results/query.hpp"
#include "results/study.hpp"

namespace fleetsim::results::report {

/// A cell of a table. A number keeps its exact value and the figure it is, so that it can be traced
/// to the file: "broker.messages_in_total".
struct Cell {
    std::string text;
    std::optional<double> value;
    std::string figure;

    bool is_number() const { return !figure.empty(); }
};

enum class Fold { Open, Closed };

struct Table {
    std::string title;
    std::vector<std::string> columns;
    std::vector<std::vector<Cell>> rows;
    Fold fold = Fold::Open;
};
/// Its head stands over its numbers.
bool is_number_column(const Table& table, std::size_t column);

/// Values over time. Every line has the chart's unit.
struct LineChart {
    struct Line {
        std::string name;
        std::vector<Sample> samples;
    };
    std::string title;
    std::string unit;
    Metric::Interpolation interpolation = Metric::Interpolation::SampleHold;
    std::vector<Line> lines;
};

/// How a quantity is distributed, with some of its percentiles marked.
struct HistogramChart {
    enum class Scale { Linear, Logarithmic };
    std::string title;
    std::string unit;
    Scale scale = Scale::Linear;
    std::vector<Histogram::Bucket> buckets;
    std::vector<std::pair<std::string, double>> marks;  ///< "p99", its value
    std::int64_t count = 0;
};

/// Amounts side by side, each of parts.
struct BarChart {
    struct Bar {
        std::string name;
        std::vector<double> parts;  ///< one for each of the chart's
    };
    std::string title;
    std::string unit;
    std::vector<std::string> parts;
    std::vector<Bar> bars;
};

/// Means at the points of a study, with their confidence intervals: along the values of one key, a
/// line for each value of the others.
struct PointChart {
    struct Line {
        std::string name;                            ///< "" where there is but one
        std::vector<std::optional<Estimate>> means;  ///< one for each of the chart's values
    };
    /// What a goal wants the means to keep to.
    struct Wanted {
        std::string words;  ///< "wanted: < 200 ms"
        double threshold = 0;
    };
    std::string title;
    std::string unit;
    std::string key;
    std::vector<std::string> values;
    std::vector<Line> lines;
    std::optional<Scale> scale = {};  ///< of its axis: the unit that the table has
    std::optional<Wanted> wanted = {};

    /// From the least to the greatest end of an interval, zero and what is wanted; on the axis.
    std::pair<double, double> range() const;
    double on_axis(double value) const { return scale ? value / scale->factor : value; }
    std::string axis_title() const { return unit_name(scale ? scale->unit : unit); }
};

using Chart = std::variant<LineChart, HistogramChart, BarChart, PointChart>;

struct Section {
    std::string id;  ///< for links
    std::string title;
    std::vector<std::string> sentences;
    std::vector<Chart> charts;
    std::vector<Table> tables;
    std::string listing;                  ///< text shown as it is, such as the scenario
    std::vector<Chart> more_charts = {};  ///< for who looks closer; folded away
    std::vector<std::string> notes = {};  ///< sentences after all the rest
};

/// GoalsMetAtSomePoints is a study's. GoalsNotKnown: none is missed, and one was not measured.
enum class Verdict {
    NoGoals,
    GoalsMet,
    GoalsMetAtSomePoints,
    GoalsMissed,
    GoalsNotKnown,
    Unfinished,
    NotTrusted
};

struct Page {
    std::string title;
    std::string description;  ///< with what was changed for this run
    std::string question;
    std::vector<std::string> answer;
    std::vector<std::string> warnings;  ///< of a single run: what to know before trusting it
    Verdict verdict = Verdict::NoGoals;
    std::string figures_of;  ///< of a study: which of its runs has the key figures
    std::vector<std::pair<std::string, Cell>> key_figures;
    std::vector<Section> sections;
    std::string footer;
};

Page content(const Query& query, RunId run);
/// What somebody reads first: the answer, goals, load, latencies, messages and ledgers in tables.
/// Of all series it reads the broker's connections alone, for the answer.
Page first_look(const Query& query, RunId run);

}  // namespace fleetsim::results::report
