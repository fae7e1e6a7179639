// Rules of a file over what is published in the broker of a real port.
#include "models/broker/net/rule_file.hpp"
#include "models/broker/net/rule_runner.hpp"
#include "sim/error.hpp"
#include "tests/models/broker/core_fixture.hpp"
#include "tests/models/broker/net_fixture.hpp"

namespace fleetsim::broker::net {

namespace {

std::vector<sim::Diagnostic> mistakes_of_rules(const std::string& text) {
    try {
        parse_rules(text, "rules.toml");
    } catch (const sim::InputError& error) {
        return error.diagnostics();
    }
    return {};
}

constexpr const char* kHot = R"(
[[rule]]
name = "hot"
sql = "SELECT celsius, topic(2) AS room FROM 'room/+/temperature' WHERE celsius > 30"
actions = [{ republish = { topic = "alert/${topic(2)}", qos = 1 } }, { stream = "archive" }]
)";

TEST(RuleFile, ReadsStatementActionsAndErrorAction) {
    const auto rules = parse_rules(std::string(kHot) + R"(
error_action = { republish = "errors" }
[[rule]]
sql = "SELECT * FROM 'a'"
actions = []
)",
                                   "rules.toml");
    ASSERT_EQ(rules.size(), 2u);
    EXPECT_EQ(rules[0].name, "hot");
    ASSERT_EQ(rules[0].actions.size(), 2u);
    EXPECT_EQ(rules[0].actions[0].kind, "republish");
    EXPECT_EQ(rules[0].actions[0].target, "alert/${topic(2)}");
    EXPECT_EQ(rules[0].actions[0].qos, mqtt::Qos::AtLeastOnce);
    EXPECT_EQ(rules[0].actions[1].kind, "stream");
    EXPECT_EQ(rules[0].actions[1].target, "archive");
    ASSERT_TRUE(rules[0].error_action);
    EXPECT_EQ(rules[0].error_action->target, "errors");
    EXPECT_EQ(rules[1].name, "rule-2");
}

TEST(RuleFile, SaysEveryMistakeWithItsPlace) {
    const auto mistakes = mistakes_of_rules(R"([[rule]]
sqll = "SELECT * FROM 'a'"
sql = "SELECT * FORM 'a'"
actions = [{ republisch = "x" }, { republish = { topic = "b", qos = 2 } }]
[[rule]]
sql = "SELECT * FROM 'a'"
)");
    std::map<std::uint32_t, std::string> by_line;
    for (const auto& mistake : mistakes) by_line[mistake.place.line] += mistake.code + ' ';
    EXPECT_EQ(by_line[2], "unknown-key ");
    EXPECT_EQ(by_line[3], "bad-sql ");
    EXPECT_EQ(by_line[4], "unknown-key bad-value ");
    EXPECT_EQ(by_line[5], "missing-key ");
}

TEST(RuleFile, SaysWhatIsNoTomlOrNoFile) {
    ASSERT_EQ(mistakes_of_rules("[[rule]").size(), 1u);
    EXPECT_EQ(mistakes_of_rules("[[rule]").front().code, "bad-toml");
    EXPECT_EQ(mistakes_of_rules("").front().code, "missing-key");
    EXPECT_THROW(read_rules("/none"), sim::InputError);
}

/// "line:column code" of each mistake in the actions of a rule, which stand on line 3.
std::string mistakes_of_actions(const std::string& actions) {
    std::string found;
    for (const sim::Diagnostic& one :
         mistakes_of_rules("[[rule]]\nsql = \"SELECT * FROM 'a'\"\nactions = [" + actions + "]\n"))
        found += (found.empty() ? "" : ", ") + std::to_string(one.place.line) + ':' +
                 std::to_string(one.place.column) + ' ' + one.code;
    return found;
}

TEST(RuleFile, AnSqlVersionIsAText) {
    const auto mistakes = mistakes_of_rules(
        "[[rule]]\nsql = \"SELECT * FROM 'a'\"\nsql_version = 2015-10-08\nactions = []\n");
    ASSERT_EQ(mistakes.size(), 1u);
    EXPECT_EQ(mistakes[0].code, "wrong-type");
    EXPECT_EQ(mistakes[0].place.line, 3u);
    EXPECT_EQ(mistakes[0].text, "\"sql_version\" is not a text");
}

TEST(RuleFile, ASinkIsNamedByAText) {
    EXPECT_EQ(mistakes_of_actions("{ stream = 5 }"), "3:23 wrong-type");
    EXPECT_EQ(mistakes_of_actions("{ stream = '' }"), "3:23 missing-key");
    EXPECT_EQ(mistakes_of_actions("{ stream = 's' }"), "");
}

TEST(RuleFile, AnActionHasTheOptionsOfItsKindOnly) {
    EXPECT_EQ(mistakes_of_actions("{ stream = 's', typo = 1 }"), "3:35 unknown-key");
    EXPECT_EQ(mistakes_of_actions("{ stream = 's', buffer_time = '1 s' }"), "3:42 unknown-key");
    EXPECT_EQ(mistakes_of_actions("{ republish = { topic = 't' }, qos = 1 }"), "3:49 unknown-key");
    EXPECT_EQ(mistakes_of_actions("{ stream = 's', shards = 4 }, "
                                  "{ firehose = 'f', buffer_time = '1 s' }, "
                                  "{ republish = 't', qos = 1 }"),
              "");
}

TEST(RuleFile, AnActionHasOneSink) {
    EXPECT_EQ(mistakes_of_actions("{ queue = 'q', republish = 't' }"), "3:39 contradiction");
}

TEST(RuleFile, AStatementIsNotEmpty) {
    const auto mistakes = mistakes_of_rules("[[rule]]\nsql = ''\nactions = []\n");
    ASSERT_EQ(mistakes.size(), 1u);
    EXPECT_EQ(mistakes[0].text, "\"sql\" is empty");
}

/// A broker in this process with rules over it; what reaches a subscriber of everything.
class Rules : public core::CoreTest {
  protected:
    void use(const std::string& text) {
        runner =
            std::make_unique<RuleRunner>(parse_rules(text, "rules.toml"), core::Profile::Mqtt,
                                         [this](const std::string& words) { log += words + '\n'; });
        broker =
            std::make_unique<core::Broker>(settings, wire, core::Attachments{.tap = runner.get()});
        reader = &join("reader");
        subscribe(*reader, {.filter = "#", .qos = mqtt::Qos::AtLeastOnce});
        writer = &join("writer");
    }
    void publish(const std::string& topic, const std::string& payload) {
        send(*writer, mqtt::Publish{.topic = topic, .payload = payload});
        runner->run(*broker, now);
    }
    /// "topic payload" of the next message the reader has got.
    std::string next() {
        const auto message = expect<mqtt::Publish>(*reader);
        return std::string(message.topic) + ' ' + std::string(message.payload);
    }

    std::unique_ptr<RuleRunner> runner;
    Client* reader = nullptr;
    Client* writer = nullptr;
    std::string log;
};

TEST_F(Rules, RepublishWhatTheStatementSelects) {
    use(kHot);
    publish("room/7/temperature", R"({"celsius": 31, "humidity": 40})");
    EXPECT_EQ(next(), R"(room/7/temperature {"celsius": 31, "humidity": 40})");
    EXPECT_EQ(next(), R"(alert/7 {"celsius":31,"room":"7"})");
    publish("room/7/temperature", R"({"celsius": 29})");
    next();
    EXPECT_TRUE(is_silent(*reader));
}

TEST_F(Rules, CountOtherActionsAndSaySo) {
    use(kHot);
    for (int i = 0; i < 10; ++i) publish("room/7/temperature", R"({"celsius": 31})");
    EXPECT_NE(
        log.find("stream \"archive\" not carried out: a real port has no such sink (1 so far)"),
        std::string::npos)
        << log;
    EXPECT_NE(log.find("(10 so far)"), std::string::npos) << log;
    EXPECT_EQ(log.find("(2 so far)"), std::string::npos) << log;
    log.clear();
    runner->report();
    EXPECT_NE(log.find("rule hot: fired 10 times"), std::string::npos) << log;
}

TEST_F(Rules, CannotForgeWhatTheBrokerSaysOfItself) {
    use(R"(
[[rule]]
sql = "SELECT * FROM 'in'"
actions = [{ republish = "$$SYS/broker/uptime" }]
error_action = { republish = "errors" }
)");
    publish("in", "{}");
    EXPECT_EQ(next(), "in {}");
    const std::string failure = next();
    EXPECT_NE(failure.find("the topics under $SYS/ are written by the server only"),
              std::string::npos)
        << failure;
    EXPECT_TRUE(is_silent(*reader));
}

TEST_F(Rules, AMessageHasOneTraceIdInAllRules) {
    use(R"(
[[rule]]
sql = "SELECT VALUE traceid() FROM 'in'"
actions = [{ republish = "one" }]
[[rule]]
sql = "SELECT VALUE traceid() FROM 'in'"
actions = [{ republish = "two" }]
)");
    publish("in", "{}");
    next();
    const std::string first = next();
    EXPECT_EQ(first.size(), std::string("one \"\"").size() + 36) << first;
    EXPECT_EQ(next().substr(3), first.substr(3));
}

TEST_F(Rules, SeeWhatOthersRepublish) {
    use(R"(
[[rule]]
sql = "SELECT a + 1 AS a FROM 'one'"
actions = [{ republish = "two" }]
[[rule]]
sql = "SELECT a * 10 AS a FROM 'two'"
actions = [{ republish = "three" }]
)");
    publish("one", R"({"a": 1})");
    EXPECT_EQ(next(), R"(one {"a": 1})");
    EXPECT_EQ(next(), R"(two {"a":2})");
    EXPECT_EQ(next(), R"(three {"a":20})");
}

TEST_F(Rules, ALoopOfRulesEnds) {
    use(R"(
[[rule]]
sql = "SELECT * FROM 'loop'"
actions = [{ republish = "loop" }]
)");
    publish("loop", "{}");
    for (int hop = 0; hop <= RuleRunner::kMaximumHops; ++hop) EXPECT_EQ(next(), "loop {}");
    EXPECT_TRUE(is_silent(*reader));
    EXPECT_NE(log.find("not run"), std::string::npos) << log;
}

TEST_F(Rules, KnowTheClientThatPublished) {
    use(R"(
[[rule]]
sql = "SELECT clientid() AS client FROM 'a'"
actions = [{ republish = "b" }]
)");
    publish("a", "{}");
    next();
    EXPECT_EQ(next(), R"(b {"client":"writer"})");
}

TEST_F(Rules, ARepublishThatFailsRunsTheErrorAction) {
    use(R"(
[[rule]]
name = "wild"
sql = "SELECT * FROM 'a'"
actions = [{ republish = "b/${place}" }]
error_action = { republish = "errors" }
)");
    publish("a", R"({"place": "#"})");
    next();
    const std::string error = next();
    EXPECT_TRUE(error.starts_with(R"(errors {"ruleName":"wild","topic":"a",)")) << error;
    EXPECT_NE(error.find(R"("failedAction":"RepublishAction")"), std::string::npos) << error;
}

TEST(RulesOnAPort, WorkWithMosquittosClients) {
    const Folder folder;
    ServerOptions options;
    options.ports = {{Carrier::Tcp, 0}};
    options.rules_file = folder.write("rules.toml", R"(
[[rule]]
sql = "SELECT upper(name) AS name FROM 'in'"
actions = [{ republish = { topic = "out", qos = 1 } }]
)");
    const RunningServer server(options);
    output_of("mosquitto_sub" + server.address() + "-i reader -c -q 1 -t out -E");
    output_of("mosquitto_pub" + server.address() + "-q 1 -t in -m '{\"name\": \"ann\"}'");
    EXPECT_EQ(output_of("mosquitto_sub" + server.address() + "-i reader -c -q 1 -t out -C 1 -W 20"),
              "{\"name\":\"ANN\"}\n");
}

}  // namespace

}  // namespace fleetsim::broker::net
