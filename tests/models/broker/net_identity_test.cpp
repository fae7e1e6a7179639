// Who may connect, and what the others are told.
#include "models/broker/net/password_file.hpp"
#include "sim/error.hpp"
#include "tests/models/broker/net_fixture.hpp"
#include "tests/models/broker/net_raw_client.hpp"

namespace fleetsim::broker::net {

namespace {

using mqtt::Connect;
using mqtt::ReasonCode;
using mqtt::Version;

// Written by mosquitto_passwd 2.0.11 (-H sha512-pbkdf2 and -H sha512) for the password "secret".
constexpr const char* kPasswords =
    "# who may come in\n"
    "ann:$7$101$9fyGhTglNhO8/u3z$"
    "xaoLkBjCBsXn5MH+wcRgQ//LfMpqx5RherZ4fV+wZG7HHcEzRv3HV4yRCPZUprchvAkbOc9r+iDU7q0DIPho8g==\n"
    "bob:$6$mMklO3GyvDYFeIz+$"
    "kWbN73tLBuEL29EvNhgheBe3ZO3hjkA519tX58+PvxG6QOQoZe9VpJ3ba0+/8TsbbYkQtwsy2pa6DpJe2chfkQ==\n";

std::vector<sim::Diagnostic> mistakes_of(const std::string& text) {
    try {
        PasswordFile::parse(text, "passwords");
    } catch (const sim::InputError& error) {
        return error.diagnostics();
    }
    return {};
}

TEST(PasswordFile, AcceptsWhatMosquittoPasswdWrites) {
    const PasswordFile passwords = PasswordFile::parse(kPasswords, "passwords");
    for (const char* user : {"ann", "bob"}) {
        EXPECT_TRUE(passwords.accepts(user, "secret")) << user;
        EXPECT_FALSE(passwords.accepts(user, "Secret")) << user;
        EXPECT_FALSE(passwords.accepts(user, "")) << user;
    }
    EXPECT_FALSE(passwords.accepts("carol", "secret"));
}

TEST(PasswordFile, NamesEachLineThatCannotBeUsed) {
    const std::string hash(88, 'A');
    const auto mistakes = mistakes_of("no colon\nann:plain\nbob:$7$0$QUJD$" + hash +
                                      "\ncarol:$6$?$" + hash + "\ndan:$6$QUJD$QUJD\n");
    ASSERT_EQ(mistakes.size(), 5u);
    for (std::uint32_t line = 1; line <= 5; ++line) {
        EXPECT_EQ(mistakes[line - 1].place.line, line);
        EXPECT_EQ(mistakes[line - 1].code, "bad-password-line");
    }
}

TEST(PasswordFile, RefusesAUserTwice) {
    const std::string line = "ann:$6$QUJD$" + std::string(86, 'A') + "==\n";
    EXPECT_TRUE(mistakes_of(line).empty());
    ASSERT_EQ(mistakes_of(line + line).size(), 1u);
    EXPECT_EQ(mistakes_of(line + line).front().place.line, 2u);
}

TEST(Identity, PasswordsDecideAndTheConnackSaysWhy) {
    const Folder folder;
    ServerOptions options;
    options.ports = {{Carrier::Tcp, 0}};
    options.identity.password_file = folder.write("passwords", kPasswords);
    const RunningServer server(options);
    const auto join = [&](Version version, std::optional<std::string_view> user,
                          std::optional<std::string_view> password) {
        RawClient client(server.port());
        return client.join(
            {.version = version, .client_id = "c", .user_name = user, .password = password});
    };
    for (const Version version : {Version::V311, Version::V5}) {
        EXPECT_EQ(join(version, "ann", "secret"), ReasonCode::Success);
        EXPECT_EQ(join(version, "ann", "wrong"), ReasonCode::BadUserNameOrPassword);
        EXPECT_EQ(join(version, "nobody", "secret"), ReasonCode::BadUserNameOrPassword);
        EXPECT_EQ(join(version, "ann", std::nullopt), ReasonCode::BadUserNameOrPassword);
        EXPECT_EQ(join(version, std::nullopt, std::nullopt), ReasonCode::NotAuthorized);
    }
}

TEST(Identity, TheOctetsOfARefusedConnackAreTheStandards) {
    const Folder folder;
    ServerOptions options;
    options.ports = {{Carrier::Tcp, 0}};
    options.identity.password_file = folder.write("passwords", kPasswords);
    const RunningServer server(options);
    Connect connect{.client_id = "c", .user_name = "ann", .password = "wrong"};
    RawClient old(server.port());
    old.send(connect, connect.version);
    EXPECT_EQ(old.receive_all(), std::string("\x20\x02\x00\x04", 4));
    connect.version = Version::V5;
    RawClient client(server.port());
    client.send(connect, connect.version);
    EXPECT_EQ(client.receive_all(), std::string("\x20\x03\x00\x86\x00", 5));
}

TEST(Identity, ACertificateStandsForItsUser) {
    const Certificates certificates;
    ServerOptions options;
    options.ports = {{Carrier::Tls, 0}, {Carrier::Tcp, 0}};
    options.tls = TlsOptions{certificates.certificate("server"), certificates.key("server"),
                             certificates.certificate("ca")};
    options.identity.certificate = CertificateUse::Identity;
    const RunningServer server(options);
    const std::string publish = "mosquitto_pub" + server.address(Carrier::Tls) + "--cafile " +
                                certificates.certificate("ca") + " --cert " +
                                certificates.certificate("client") + " --key " +
                                certificates.key("client") + " -q 1 -t a -m x 2>/dev/null";
    EXPECT_EQ(run_command(publish).status, 0);
    EXPECT_EQ(run_command(publish + " -u device-7").status, 0);
    EXPECT_EQ(run_command(publish + " -u device-8").status, 5);  // CONNACK: not authorized
    // Without a certificate, on the other port, there is nobody to be.
    EXPECT_EQ(run_command("mosquitto_pub" + server.address() + "-t a -m x 2>/dev/null").status, 5);
}

TEST(Identity, APasswordFileThatCannotBeReadIsSaid) {
    IdentityOptions options;
    options.password_file = "/none";
    EXPECT_THROW(Doorkeeper{options}, sim::InputError);
}

}  // namespace

}  // namespace fleetsim::broker::net
