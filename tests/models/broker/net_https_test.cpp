// Publishing over HTTPS as AWS IoT has it, with curl; the bytes of HTTP without any socket.
#include "models/broker/net/http_conversation.hpp"
#include "tests/models/broker/net_fixture.hpp"

namespace fleetsim::broker::net {

namespace {

using mqtt::Qos;
using testing::Test;

class Http : public Test {
  protected:
    /// Everything that is answered to `bytes`, given in pieces of `size` octets.
    std::string answer_to(std::string_view bytes, std::size_t size = 1 << 20) {
        std::string out;
        for (; !bytes.empty(); bytes.remove_prefix(std::min(size, bytes.size()))) {
            next = conversation.on_bytes(bytes.substr(0, size), out);
            if (next == HttpConversation::Next::Close) break;
        }
        return out;
    }
    /// The status of the answer to a POST without a body.
    std::string status_of(const std::string& target) {
        const std::string answer = answer_to("POST " + target + " HTTP/1.1\r\nhost: x\r\n\r\n");
        return answer.substr(9, 3);
    }

    std::vector<core::Message> published;
    std::optional<Credentials> credentials;
    Verdict verdict = Verdict::Published;
    HttpConversation::Next next = HttpConversation::Next::Continue;
    HttpConversation conversation{
        1000, [this](core::Message message, const std::optional<Credentials>& given) {
            published.push_back(std::move(message));
            credentials = given;
            return verdict;
        }};
};

const std::string kRequest =
    "POST /topics/a%2Fb/c?qos=1 HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\n\r\nhello";

TEST_F(Http, PublishesThePostedBodyOnTheTopicOfThePath) {
    const std::string answer = answer_to(kRequest);
    ASSERT_EQ(published.size(), 1u);
    EXPECT_EQ(published[0].topic, "a/b/c");
    EXPECT_EQ(published[0].payload, "hello");
    EXPECT_EQ(published[0].qos, Qos::AtLeastOnce);
    EXPECT_FALSE(published[0].retain);
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK\r\n")) << answer;
    EXPECT_NE(answer.find("{\"message\":\"OK\",\"traceId\":\""), std::string::npos) << answer;
    EXPECT_EQ(next, HttpConversation::Next::Continue);
}

TEST_F(Http, TakesRequestsCutAnywhereAndSeveralAtOnce) {
    answer_to(kRequest + kRequest, 1);
    answer_to(kRequest + kRequest);
    EXPECT_EQ(published.size(), 4u);
}

TEST_F(Http, RefusesWhatIsNoTopic) {
    for (const char* target : {"/topics/", "/topics/a%2", "/topics/a%zz", "/topics/%ff",
                               "/topics/a/%23", "/topics/%2B/a", "/topics/a%00"}) {
        EXPECT_EQ(status_of(target), "400") << target;
    }
    EXPECT_TRUE(published.empty());
}

TEST_F(Http, RefusesOtherQosPathsAndMethods) {
    EXPECT_EQ(status_of("/topics/a?qos=2"), "400");
    EXPECT_EQ(status_of("/topics/a?retain=yes"), "400");
    EXPECT_EQ(status_of("/things/a"), "404");
    EXPECT_EQ(answer_to("GET /topics/a HTTP/1.1\r\n\r\n").substr(9, 3), "405");
    EXPECT_TRUE(published.empty());
}

TEST_F(Http, AnswersHeadWithoutABody) {  // RFC 9110 section 9.3.2
    const std::string answer = answer_to("HEAD /topics/a HTTP/1.1\r\nhost: x\r\n\r\n");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 405 ")) << answer;
    EXPECT_TRUE(answer.ends_with("\r\n\r\n")) << answer;
    EXPECT_EQ(next, HttpConversation::Next::Continue);
}

TEST_F(Http, RefusesABodyAboveTheLimitBeforeItComes) {
    const std::string answer = answer_to("POST /topics/a HTTP/1.1\r\ncontent-length: 1001\r\n\r\n");
    EXPECT_EQ(answer.substr(9, 3), "413");
    EXPECT_EQ(next, HttpConversation::Next::Close);
}

TEST_F(Http, EndsTheConversationWithWhatIsNoHttp) {
    EXPECT_EQ(answer_to("\x10\x10 nonsense\r\n\r\n").substr(9, 3), "400");
    EXPECT_EQ(next, HttpConversation::Next::Close);
}

TEST_F(Http, RefusesAHeaderWithoutEnd) {
    EXPECT_EQ(answer_to("GET /" + std::string(20'000, 'x')).substr(9, 3), "431");
    EXPECT_EQ(next, HttpConversation::Next::Close);
}

TEST_F(Http, ClosesWhenTheClientWantsTo) {
    answer_to("POST /topics/a HTTP/1.1\r\nconnection: close\r\n\r\n");
    EXPECT_EQ(next, HttpConversation::Next::Close);
}

TEST_F(Http, TellsAClientThatWaitsToGoOn) {
    EXPECT_EQ(answer_to("POST /topics/a HTTP/1.1\r\nexpect: 100-continue\r\n"
                        "content-length: 2\r\n\r\n"),
              "HTTP/1.1 100 Continue\r\n\r\n");
    EXPECT_TRUE(answer_to("hi").starts_with("HTTP/1.1 200"));
    EXPECT_EQ(published.at(0).payload, "hi");
}

TEST_F(Http, ReadsBasicCredentials) {  // RFC 7617 section 2
    verdict = Verdict::NeedsPassword;
    const std::string answer = answer_to(
        "POST /topics/a HTTP/1.1\r\n"
        "authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n\r\n");
    ASSERT_TRUE(credentials);
    EXPECT_EQ(credentials->user, "Aladdin");
    EXPECT_EQ(credentials->password, "open sesame");
    EXPECT_EQ(answer.substr(9, 3), "401");
    EXPECT_NE(answer.find("www-authenticate: Basic"), std::string::npos);
}

class Https : public Test {
  protected:
    static void SetUpTestSuite() { certificates = new Certificates; }
    static void TearDownTestSuite() { delete certificates; }

    static ServerOptions options(std::string authority = "") {
        ServerOptions options;
        options.ports = {{Carrier::Tls, 0}, {Carrier::Https, 0}, {Carrier::Tcp, 0}};
        options.tls = TlsOptions{certificates->certificate("server"), certificates->key("server"),
                                 std::move(authority)};
        return options;
    }
    static std::string url(const RunningServer& server, Carrier carrier,
                           const std::string& target) {
        return " 'https://localhost:" + std::to_string(server.port(carrier)) + target + "' ";
    }
    static std::string curl() {
        return "curl -s -w '%{http_code}' --cacert " + certificates->certificate("ca") + " ";
    }
    static inline Certificates* certificates = nullptr;
};

TEST_F(Https, ReachesSubscribersFromBothPorts) {
    const RunningServer server(options());
    for (const Carrier carrier : {Carrier::Tls, Carrier::Https}) {
        const std::string answer = output_of(
            curl() + url(server, carrier, "/topics/door%2F7?qos=1&retain=true") + "-d '{\"a\":1}'");
        EXPECT_TRUE(answer.starts_with("{\"message\":\"OK\",\"traceId\":\"")) << answer;
        EXPECT_TRUE(answer.ends_with("\"}200")) << answer;
        EXPECT_EQ(output_of("mosquitto_sub" + server.address() + "-t door/7 -q 1 -C 1 -W 20"),
                  "{\"a\":1}\n");
    }
}

TEST_F(Https, SpeaksToAwsClientsThatAskForItByAlpn) {
    const RunningServer server(options());
    const std::string answer = output_of(
        "printf 'POST /topics/a HTTP/1.1\\r\\nconnection: close\\r\\n\\r\\n' |"
        " timeout 20 openssl s_client -quiet -alpn x-amzn-http-ca -connect localhost:" +
        std::to_string(server.port(Carrier::Tls)) + " 2>/dev/null");
    EXPECT_TRUE(answer.starts_with("HTTP/1.1 200 OK")) << answer;
}

TEST_F(Https, HasTheTopicsAndLimitsOfMqtt) {
    ServerOptions aws = options();
    aws.settings = core::settings_of(core::Profile::Aws);
    const RunningServer server(aws);
    const auto answer_to = [&](const std::string& topic) {
        return output_of(curl() + url(server, Carrier::Https, "/topics/" + topic) + "-d x");
    };
    EXPECT_TRUE(answer_to("$SYS/broker/uptime").ends_with("403"));
    EXPECT_TRUE(answer_to("1/2/3/4/5/6/7/8/9").ends_with("400"));
    EXPECT_TRUE(answer_to("1/2/3/4/5/6/7/8").ends_with("200"));
}

TEST_F(Https, KnowsHttpWithoutAlpn) {
    const RunningServer server(options());
    const std::string answer =
        output_of("curl --no-alpn -s --cacert " + certificates->certificate("ca") +
                  url(server, Carrier::Tls, "/topics/a") + "-d x");
    EXPECT_TRUE(answer.starts_with("{\"message\":\"OK\"")) << answer;
}

TEST_F(Https, KeepsTheConnectionForTheNextRequest) {
    const RunningServer server(options());
    const std::string target = url(server, Carrier::Https, "/topics/a");
    const std::string count =
        output_of("curl -s -w '%{num_connects} ' -o /dev/null -o /dev/null --cacert " +
                  certificates->certificate("ca") + " -d x" + target + target);
    EXPECT_EQ(count, "1 0 ");
}

TEST_F(Https, TakesLargeBodies) {
    const RunningServer server(options());
    const std::string body = certificates->folder().write("body", std::string(1'000'000, 'x'));
    const std::string answer =
        output_of(curl() + url(server, Carrier::Https, "/topics/a") + "--data-binary @" + body);
    EXPECT_TRUE(answer.ends_with("200")) << answer;
}

TEST_F(Https, ACertificateLetsItsClientPublish) {
    ServerOptions strict = options(certificates->certificate("ca"));
    strict.identity.certificate = CertificateUse::Identity;
    const RunningServer server(strict);
    const std::string request = curl() + url(server, Carrier::Https, "/topics/a") + "-d x ";
    EXPECT_NE(run_command(request).status, 0);
    const std::string answer = output_of(request + "--cert " + certificates->certificate("client") +
                                         " --key " + certificates->key("client"));
    EXPECT_TRUE(answer.ends_with("200")) << answer;
}

}  // namespace

}  // namespace fleetsim::broker::net
