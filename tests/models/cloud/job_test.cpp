#include "models/cloud/job.hpp"

#include <gtest/gtest.h>

#include "tests/models/cloud/instants.hpp"

namespace fleetsim::cloud {
namespace {

using sim::Duration;
using sim::Time;

TEST(Job, ReleasesAtItsRate) {
    Job job({.per_minute = 60}, 100, at(0));
    EXPECT_EQ(job.release(at(0)), 1);
    EXPECT_EQ(job.next_release(), at(1));
    EXPECT_EQ(job.release(at(59)), 59);
    EXPECT_EQ(job.release(at(1000)), 40);
    EXPECT_EQ(job.next_release(), Time::never());
}

TEST(Job, ARisingRateDoublesAsDevicesSucceedUpToItsMost) {
    Job job({.per_minute = 60,
             .most_per_minute = 150,
             .rise = JobRules::Rise{.factor = 2, .of = JobRules::Rise::Of::Succeeded, .each = 10}},
            1000, at(0));
    EXPECT_EQ(job.release(at(9)), 10);
    for (std::int64_t i = 0; i < 10; ++i) job.report(i, ExecutionOutcome::Succeeded);
    job.release(at(10));
    EXPECT_EQ(job.next_release(), Time::at(Duration::milliseconds(10'500))) << "120 a minute";
    // Two a second from 10 s on: the twentieth goes at 14.5 s.
    EXPECT_EQ(job.release(Time::at(Duration::milliseconds(14'500))), 9);
    for (std::int64_t i = 10; i < 20; ++i) job.report(i, ExecutionOutcome::Succeeded);
    job.release(at(15));
    EXPECT_EQ(job.next_release(), Time::at(Duration::milliseconds(15'400))) << "150, not 240";
}

TEST(Job, IsCanceledWhenTooManyFail) {
    Job job({.aborts = {{.on = ExecutionOutcome::Failed, .threshold = 0.2, .after_at_least = 10}}},
            1000, at(0));
    job.release(at(60));
    for (std::int64_t i = 0; i < 8; ++i) job.report(i, ExecutionOutcome::Succeeded);
    job.report(8, ExecutionOutcome::Failed);
    EXPECT_EQ(job.status(), Job::Status::InProgress) << "only nine have ended";
    job.report(9, ExecutionOutcome::Failed);
    EXPECT_EQ(job.status(), Job::Status::Canceled);
    EXPECT_EQ(job.next_release(), Time::never());
}

TEST(Job, IsCompletedWhenAllHaveEnded) {
    Job job({}, 3, at(0));
    job.release(at(60));
    job.report(0, ExecutionOutcome::Succeeded);
    job.report(1, ExecutionOutcome::Rejected);
    job.report(1, ExecutionOutcome::Succeeded);
    EXPECT_EQ(job.count(ExecutionOutcome::Succeeded), 1) << "an end is final";
    job.report(2, ExecutionOutcome::Succeeded);
    EXPECT_EQ(job.status(), Job::Status::Completed);
}

}  // namespace
}  // namespace fleetsim::cloud
