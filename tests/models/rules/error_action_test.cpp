#include "models/rules/error_action.hpp"

#include <gtest/gtest.h>

#include "models/rules/uuid.hpp"

namespace fleetsim::rules {
namespace {

TEST(ErrorAction, OneMessageNamesEveryFailure) {
    Message message{.topic = "a/b", .payload = "hello"};
    message.client_id = "m1";
    message.trace_key = 1;
    const ActionFailure failures[] = {{"KinesisAction", "alerts", "throttled"},
                                      {"S3Action", "archive", "access \"denied\""}};
    EXPECT_EQ(error_action_message("storm", message, failures),
              R"({"ruleName":"storm","topic":"a/b","cloudwatchTraceId":")" + trace_id_of(1) +
                  R"(","clientId":"m1",)"
                  R"("base64OriginalPayload":"aGVsbG8=","failures":[)"
                  R"({"failedAction":"KinesisAction","failedResource":"alerts",)"
                  R"("errorMessage":"throttled"},)"
                  R"({"failedAction":"S3Action","failedResource":"archive",)"
                  R"("errorMessage":"access \"denied\""}]})");
}

}  // namespace
}  // namespace fleetsim::rules
