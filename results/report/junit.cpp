#include "results/report/junit.hpp"

#include <fmt/core.h>
#include <vector>

#include "results/figure_text.hpp"
#include "results/goals.hpp"
#include "results/report/chart_svg.hpp"

namespace fleetsim::results::report {

namespace {
enum class Kind { Failure, Error };

/// What did not pass, and why; empty for what did.
struct Complaint {
    Kind kind = Kind::Failure;
    std::string text;
};

struct TestCase {
    std::string name;
    std::string about;  ///< what was wanted
    Complaint complaint;
    bool passed() const { return complaint.text.empty(); }
};

TestCase end_of(const Run& run) {
    TestCase end{"the run ends", "", {}};
    if (run.status == RunStatus::Running || run.status == RunStatus::Interrupted ||
        run.status == RunStatus::Failed)
        end.complaint = {Kind::Error, "the run is " + to_text(run.status)};
    return end;
}

TestCase test_of(const Goal& goal) {
    TestCase test{"goal: " + goal.name, goal.that, {}};
    if (!goal.is_met) test.complaint = {Kind::Failure, "simulated: " + value_text(goal)};
    return test;
}

TestCase test_of(const Ledger& ledger) {
    TestCase test{"ledger: " + ledger.name, "what came in equals what went out", {}};
    if (!ledger.is_closed)
        test.complaint = {Kind::Error, "what came in minus what went out is " +
                                           figure_text(ledger.difference, ledger.unit)};
    return test;
}

std::vector<TestCase> tests_of(const Query& query, const Run& run) {
    std::vector<TestCase> tests = {end_of(run)};
    for (const Goal& goal : query.goals(run.id)) tests.push_back(test_of(goal));
    for (const Ledger& ledger : query.ledgers(run.id)) tests.push_back(test_of(ledger));
    return tests;
}

std::string suite_name(const Run& run) {
    std::string name =
        fmt::format("{}, run {}", run.description.scenario_name, static_cast<std::int64_t>(run.id));
    if (!run.description.measurement.empty()) name += ": " + run.description.measurement;
    if (!run.description.study.empty())
        name += fmt::format(", replication {}", run.description.replication + 1);
    return name;
}

std::string element(const TestCase& test, const Run& run) {
    std::string text =
        fmt::format(R"(    <testcase classname="{}" name="{}")",
                    escape_xml(run.description.scenario_name), escape_xml(test.name));
    if (test.passed()) return text + "/>\n";
    const std::string_view tag = test.complaint.kind == Kind::Failure ? "failure" : "error";
    return text + fmt::format(
                      ">\n      <{0} message=\"{1}\">{2}\nto repeat it: {3}</{0}>\n"
                      "    </testcase>\n",
                      tag, escape_xml(test.complaint.text), escape_xml(test.about),
                      escape_xml(run.description.command));
}

std::size_t count(const std::vector<TestCase>& tests, Kind kind) {
    std::size_t n = 0;
    for (const TestCase& test : tests)
        if (!test.passed() && test.complaint.kind == kind) ++n;
    return n;
}
}  // namespace

std::string junit(const Query& query, std::span<const Run> runs) {
    std::string xml =
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"fleetsim\">\n";
    for (const Run& run : runs) {
        const std::vector<TestCase> tests = tests_of(query, run);
        xml += fmt::format(R"(  <testsuite name="{}" tests="{}" failures="{}" errors="{}" )"
                           R"(time="{:.3f}" timestamp="{}">)",
                           escape_xml(suite_name(run)), tests.size(), count(tests, Kind::Failure),
                           count(tests, Kind::Error), run.wall_seconds.value_or(0),
                           escape_xml(run.started_utc.substr(0, 19)));
        xml += '\n';
        for (const TestCase& test : tests) xml += element(test, run);
        xml += "  </testsuite>\n";
    }
    return xml + "</testsuites>\n";
}

}  // namespace fleetsim::results::report
