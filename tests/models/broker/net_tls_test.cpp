// TLS with clients nobody here wrote, and certificates that openssl makes for each run.
#include "sim/error.hpp"
#include "tests/models/broker/net_fixture.hpp"
#include "tests/models/broker/net_raw_client.hpp"

namespace fleetsim::broker::net {

namespace {

class Tls : public testing::Test {
  protected:
    static void SetUpTestSuite() { certificates = new Certificates; }
    static void TearDownTestSuite() { delete certificates; }

    static ServerOptions options(std::string authority = "") {
        ServerOptions options;
        options.ports = {{Carrier::Tls, 0}};
        options.tls = TlsOptions{certificates->certificate("server"), certificates->key("server"),
                                 std::move(authority)};
        return options;
    }
    static std::string trusting() { return " --cafile " + certificates->certificate("ca") + " "; }
    static std::string showing(const std::string& name) {
        return " --cert " + certificates->certificate(name) + " --key " + certificates->key(name) +
               " ";
    }
    /// The first mistake that a server with these options is refused for.
    static sim::Diagnostic mistake_of(const ServerOptions& options) {
        try {
            Server server(options);
        } catch (const sim::InputError& error) {
            return error.diagnostics().front();
        }
        ADD_FAILURE() << "accepted";
        return {};
    }

    static inline Certificates* certificates = nullptr;
};

TEST_F(Tls, ServesMosquittosClientsInBothVersionsOfTls) {
    const RunningServer server(options());
    for (const std::string version : {"tlsv1.2", "tlsv1.3"}) {
        const std::string common =
            server.address(Carrier::Tls) + trusting() + "--tls-version " + version + " -q 1 -t a ";
        output_of("mosquitto_pub" + common + "-r -m " + version);
        EXPECT_EQ(output_of("mosquitto_sub" + common + "-C 1 -W 20"), version + "\n");
    }
}

TEST_F(Tls, RefusesOlderVersions) {
    const RunningServer server(options());
    const auto outcome = run_command(
        "openssl s_client -tls1_1 -cipher ALL:@SECLEVEL=0 -connect "
        "localhost:" +
        std::to_string(server.port(Carrier::Tls)) + " 2>&1 </dev/null");
    EXPECT_NE(outcome.text.find("alert protocol version"), std::string::npos) << outcome.text;
}

TEST_F(Tls, CarriesLargeMessagesBothWays) {
    const RunningServer server(options());
    const std::string payload = certificates->folder().write("large", std::string(1'000'000, 'x'));
    const std::string common = server.address(Carrier::Tls) + trusting() + "-q 1 -t large ";
    output_of("mosquitto_pub" + common + "-r -f " + payload);
    EXPECT_EQ(output_of("mosquitto_sub" + common + "-C 1 -N -W 20 | wc -c"), "1000000\n");
}

TEST_F(Tls, WithAnAuthorityLetsOnlyItsClientsIn) {
    const RunningServer server(options(certificates->certificate("ca")));
    const std::string publish =
        "mosquitto_pub" + server.address(Carrier::Tls) + trusting() + "-q 1 -t a -m x 2>&1";
    EXPECT_EQ(run_command(publish + showing("client")).status, 0);
    EXPECT_NE(run_command(publish + showing("stranger")).status, 0);
    EXPECT_NE(run_command(publish).status, 0);
}

TEST_F(Tls, TheChronicleSaysWhyAClientDoesNotGetIn) {
    ServerOptions told = options(certificates->certificate("ca"));
    told.ports.push_back({Carrier::Tcp, 0});
    std::string events;
    told.events = [&](const std::string& words) { events += words + '\n'; };
    {
        const RunningServer server(told);
        run_command("mosquitto_pub" + server.address(Carrier::Tls) + trusting() +
                    showing("stranger") + "-t a -m x 2>&1");
        RawClient(server.port(Carrier::Tcp)).join({.client_id = "a\x1b[2J"});
    }
    EXPECT_NE(events.find("connection 1: opened from 127.0.0.1 port "), std::string::npos)
        << events;
    EXPECT_NE(events.find("connection 1: closed: certificate verify failed"), std::string::npos)
        << events;
    EXPECT_NE(events.find("connection 2, client \"a?[2J\": joined, MQTT 3.1.1"), std::string::npos)
        << events;
}

TEST_F(Tls, SaysWhichFileCannotBeUsedAndWhy) {
    const auto mistake = [](auto change) {
        ServerOptions wrong = options();
        change(*wrong.tls);
        return mistake_of(wrong);
    };
    const auto no_certificate = mistake([](TlsOptions& tls) { tls.certificate_file = "/none"; });
    EXPECT_EQ(no_certificate.code, "no-such-file");
    EXPECT_EQ(no_certificate.place.file, "/none");
    EXPECT_EQ(mistake([](TlsOptions& tls) { tls.key_file = "/none"; }).code, "no-such-file");
    EXPECT_EQ(mistake([](TlsOptions& tls) { tls.authority_file = "/none"; }).code, "no-such-file");
    EXPECT_EQ(mistake([](TlsOptions& tls) { tls.key_file = "/dev"; }).code, "unreadable-file");
    EXPECT_EQ(mistake([](TlsOptions& tls) { tls.certificate_file = tls.key_file; }).code,
              "bad-certificate");
    EXPECT_EQ(mistake([](TlsOptions& tls) { tls.authority_file = tls.key_file; }).code,
              "bad-certificate");
    EXPECT_EQ(mistake([](TlsOptions& tls) { tls.key_file = tls.certificate_file; }).code,
              "bad-key");
}

TEST_F(Tls, SaysThatTheKeyBelongsToAnotherCertificate) {
    ServerOptions same_kind = options();
    same_kind.tls->key_file = certificates->key("client");
    EXPECT_EQ(mistake_of(same_kind).code, "key-mismatch");
    ServerOptions other_kind = options();
    other_kind.tls->key_file = certificates->folder() / "rsa.key";
    output_of("openssl genrsa -out " + other_kind.tls->key_file + " 2048 2>/dev/null");
    EXPECT_EQ(mistake_of(other_kind).code, "key-mismatch");
}

TEST_F(Tls, SaysThatTheKeyIsEncryptedAndDoesNotAsk) {
    ServerOptions locked = options();
    locked.tls->key_file = certificates->folder() / "locked.key";
    output_of("openssl pkey -aes256 -passout pass:secret -in " + certificates->key("server") +
              " -out " + locked.tls->key_file);
    EXPECT_EQ(mistake_of(locked).code, "encrypted-key");
}

}  // namespace

}  // namespace fleetsim::broker::net
