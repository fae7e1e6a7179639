// FigureList: figures of one component after another, as observers write them down.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "scenarios/compose/figures.hpp"
#include "sim/time.hpp"

namespace fleetsim::scenarios::compose {

inline constexpr double kNanosecond = 1e-9;

class FigureList {
  public:
    void in(std::string component) { component_ = std::move(component); }
    void counter(std::string metric, std::string unit, std::int64_t value) {
        add(std::move(metric), std::move(unit), FigureKind::Counter, static_cast<double>(value));
    }
    void gauge(std::string metric, std::string unit, std::int64_t value) {
        add(std::move(metric), std::move(unit), FigureKind::Gauge, static_cast<double>(value));
    }
    void joules(std::string metric, sim::WideSum nanojoules) {
        add(std::move(metric), "J", FigureKind::Counter,
            static_cast<double>(nanojoules) * kNanosecond);
    }
    void ratio(std::string metric, double value) {
        add(std::move(metric), "1", FigureKind::Gauge, value);
    }
    void seconds(std::string metric, sim::Duration value) {
        add(std::move(metric), "s", FigureKind::Gauge, value.to_seconds());
    }
    /// Time in use, as a part of the time there is; its rate is a ratio from 0 to 1.
    void share_of_time(std::string metric, sim::Duration used) {
        add(std::move(metric), "1", FigureKind::Share, used.to_seconds());
    }
    std::vector<Figure> take() { return std::move(figures_); }

  private:
    void add(std::string metric, std::string unit, FigureKind kind, double value) {
        figures_.push_back({component_, std::move(metric), std::move(unit), kind, value});
    }
    std::string component_;
    std::vector<Figure> figures_;
};

}  // namespace fleetsim::scenarios::compose
