#include "scenarios/language/distribution.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <sstream>
#include <utility>

#include "sim/check.hpp"
#include "sim/whole_file.hpp"

namespace fleetsim::language {

namespace {

enum class Shape { Constant, Uniform, Exponential, Normal, Lognormal, Weibull, Empirical };

/// The figures as read, in base units.
struct Figures {
    double location = 0;
    double spread = 0;
    std::optional<double> least;
    std::optional<double> most;
    std::vector<double> values;
};

sim::Distribution build(Shape shape, Figures figures) {
    const auto whole = [&]() -> sim::Distribution {
        switch (shape) {
            case Shape::Constant:
                break;
            case Shape::Uniform:
                return sim::Distribution::uniform(*figures.least, *figures.most);
            case Shape::Exponential:
                return sim::Distribution::exponential(figures.location);
            case Shape::Normal:
                return sim::Distribution::normal(figures.location, figures.spread);
            case Shape::Lognormal:
                return sim::Distribution::lognormal(figures.location, figures.spread);
            case Shape::Weibull:
                return sim::Distribution::weibull(figures.location, figures.spread);
            case Shape::Empirical:
                return sim::Distribution::empirical(std::move(figures.values));
        }
        return sim::Distribution::constant(figures.location);
    };
    const bool is_cut = figures.least.has_value() || figures.most.has_value();
    if (shape == Shape::Uniform || !is_cut) return whole();
    return whole().cut_off(figures.least, figures.most);
}

/// What each shape needs, beside the optional cut-offs min and max.
struct ShapeKeys {
    std::string_view name;
    Shape shape;
    std::string_view location;
    std::string_view spread;
};
constexpr auto kShapes = std::to_array<ShapeKeys>({
    {"constant", Shape::Constant, "value", ""},
    {"uniform", Shape::Uniform, "", ""},
    {"exponential", Shape::Exponential, "mean", ""},
    {"normal", Shape::Normal, "mean", "deviation"},
    {"lognormal", Shape::Lognormal, "median", "sigma"},
    {"weibull", Shape::Weibull, "scale", "shape"},
    {"empirical", Shape::Empirical, "", ""},
});

const ShapeKeys& keys_of(std::string_view name) {
    const auto found = std::find_if(kShapes.begin(), kShapes.end(),
                                    [&](const ShapeKeys& keys) { return keys.name == name; });
    FLEET_CHECK(found != kShapes.end(), "a shape of the option table is not read");
    return *found;
}

class Reader {
  public:
    Reader(const Settings& settings, sim::Dimension dimension, CheckContext& context)
        : settings_(settings),
          dimension_(dimension),
          context_(context),
          keys_(keys_of(settings.text("distribution"))) {}

    DistributionReading read() {
        Figures value;
        if (!keys_.location.empty()) value.location = required(keys_.location);
        if (!keys_.spread.empty()) value.spread = required(keys_.spread);
        read_ends(value);
        if (keys_.shape == Shape::Empirical) read_file(value);
        refuse_other_keys();
        if (is_sound_) check_meaning(value);
        if (!is_sound_) return {{}, false};
        return {build(keys_.shape, std::move(value)), true};
    }

  private:
    void refuse(const sim::Place& place, std::string code, std::string text,
                std::string hint = "") {
        is_sound_ = false;
        context_.diagnostics.add(place, std::move(code), std::move(text), std::move(hint));
    }

    double quantity(std::string_view key) {
        if (settings_.section().find(key)->type != Type::Figure) {
            is_sound_ = is_sound_ && settings_.is_sound(key);
            return settings_.number(key);
        }
        const Node& node = settings_.node(key);
        const std::string* text = node.text();
        if (text == nullptr) {
            refuse(node.place, "wrong-type",
                   std::string(key) + ": this is " + std::string(describe_type(node)) + ", not " +
                       std::string(sim::describe(dimension_)) + " such as \"" +
                       std::string(sim::example_of(dimension_)) + '"');
            return 0;
        }
        const sim::Parsed<double> parsed = sim::parse_quantity(*text, dimension_);
        if (!parsed) {
            refuse(node.place, parsed.code, std::string(key) + ": " + parsed.reason);
            return 0;
        }
        if (*parsed < 0) {
            refuse(node.place, "out-of-range", std::string(key) + ": " + *text + " is negative");
        }
        return *parsed;
    }

    double required(std::string_view key) {
        if (settings_.is_given(key)) return quantity(key);
        refuse(settings_.place(), "missing-key",
               "a " + std::string(keys_.name) + " distribution needs the key \"" +
                   std::string(key) + '"',
               std::string(settings_.section().find(key)->help));
        return 0;
    }

    void read_ends(Figures& value) {
        if (keys_.shape == Shape::Constant || keys_.shape == Shape::Empirical) return;
        const bool both = keys_.shape == Shape::Uniform;
        if (both || settings_.is_given("min")) value.least = required("min");
        // No quantity of the language can be negative.
        if (keys_.shape == Shape::Normal && !value.least) value.least = 0;
        if (both || settings_.is_given("max")) value.most = required("max");
    }

    /// Every key the shape has no use for.
    void refuse_other_keys() {
        const bool has_ends = keys_.shape != Shape::Constant && keys_.shape != Shape::Empirical;
        for (const auto& [key, setting] : settings_.all()) {
            const bool is_end = key == "min" || key == "max";
            const bool is_file = key == "file" || key == "unit";
            const bool fits = key == "distribution" || key == keys_.location ||
                              key == keys_.spread || (is_end && has_ends) ||
                              (is_file && keys_.shape == Shape::Empirical);
            if (fits) continue;
            refuse(
                setting.node.place, "contradiction",
                "a " + std::string(keys_.name) + " distribution has no \"" + std::string(key) + '"',
                "\"" + std::string(key) + "\" is for " +
                    std::string(settings_.section().find(key)->help));
        }
    }

    void check_meaning(const Figures& value) {
        if (value.least && value.most && *value.least > *value.most) {
            refuse(settings_.place("min"), "contradiction", "min is larger than max");
        }
        const bool needs_location = keys_.shape == Shape::Exponential ||
                                    keys_.shape == Shape::Lognormal ||
                                    keys_.shape == Shape::Weibull;
        if (needs_location && value.location <= 0) {
            refuse(settings_.place(keys_.location), "out-of-range",
                   std::string(keys_.location) + " must be above zero");
        }
    }

    void read_file(Figures& value) {
        if (!settings_.is_given("file") || !settings_.is_given("unit")) {
            required(settings_.is_given("file") ? "unit" : "file");
            return;
        }
        if (!settings_.is_sound("file") || !settings_.is_sound("unit")) {
            is_sound_ = false;
            return;
        }
        const auto scale = sim::unit_scale(settings_.text("unit"), dimension_);
        if (!scale) {
            refuse(settings_.place("unit"), "wrong-unit",
                   "unit: \"" + settings_.text("unit") + "\" is not a unit of " +
                       std::string(sim::describe(dimension_)),
                   "units: " + sim::unit_names(dimension_));
            return;
        }
        read_values(*scale, value);
    }

    void read_values(double scale, Figures& value) {
        const std::string path =
            (std::filesystem::path(context_.folder) / settings_.text("file")).string();
        sim::WholeFile file = sim::read_whole_file(path);
        if (!file.text) {
            refuse(settings_.place("file"), sim::unread_code(path),
                   "cannot read \"" + path + "\": " + file.reason,
                   "a file's name is relative to the folder of the scenario");
            return;
        }
        std::istringstream lines(std::move(*file.text));
        std::string line;
        for (int number = 1; std::getline(lines, line) && is_sound_; ++number) {
            add_value(line, number, scale, value);
        }
        if (is_sound_ && value.values.empty()) {
            refuse(settings_.place("file"), "empty-file", '"' + path + "\" holds no value");
        }
        std::sort(value.values.begin(), value.values.end());
    }

    /// The first column of a line; a first line that is no number is the heading.
    void add_value(std::string line, int number, double scale, Figures& value) {
        line = line.substr(0, line.find_first_of(",;\r"));
        if (line.empty() || line.front() == '#') return;
        const sim::Parsed<double> parsed = sim::parse_quantity(line, sim::Dimension::Pure);
        if (!parsed && number == 1) return;
        if (!parsed || *parsed < 0) {
            refuse(settings_.place("file"), "no-number",
                   settings_.text("file") + ", line " + std::to_string(number) + ": \"" + line +
                       "\" is not a number of zero or more");
            return;
        }
        value.values.push_back(*parsed * scale);
    }

    const Settings& settings_;
    sim::Dimension dimension_;
    CheckContext& context_;
    const ShapeKeys& keys_;
    bool is_sound_ = true;
};

}  // namespace

DistributionReading read_distribution(const Settings& settings, sim::Dimension dimension,
                                      CheckContext& context) {
    const bool has_shape = settings.is_given("distribution") && settings.is_sound("distribution");
    if (!has_shape) return {{}, false};
    return Reader(settings, dimension, context).read();
}

}  // namespace fleetsim::language
