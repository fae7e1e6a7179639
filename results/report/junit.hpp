// Runs as a JUnit test report, the XML that continuous integration shows as tests: a suite for each
// run, in it a test for its end, one for each goal and one for each ledger.
// Models     the elements that Jenkins, GitLab and their like agree on: testsuites, testsuite,
//            testcase, failure, error. A missed goal is a failure; a run that did not end, and a
//            ledger that does not close, are errors.
// Source     JUnit has no standard; it is valid by junit-10.xsd of Jenkins' xUnit plugin.
#pragma once

#include <span>
#include <string>

#include "results/query.hpp"

namespace fleetsim::results::report {

std::string junit(const Query& query, std::span<const Run> runs);

}  // namespace fleetsim::results::report
