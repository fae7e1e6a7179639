#include "models/wire/tls_handshake.hpp"

#include <gtest/gtest.h>
#include <utility>

#include "models/wire/tls_sizes.hpp"

namespace fleetsim::wire::tls {
namespace {

struct Sums {
    std::int64_t up = 0;
    std::int64_t down = 0;
    bool operator==(const Sums&) const = default;
};

Sums sums(const TlsSettings& tls, Opening opening) {
    Sums sums;
    for (const Flight& flight : handshake(tls, opening).flights) {
        (flight.from == Side::Client ? sums.up : sums.down) += size_of(flight);
    }
    return sums;
}

/// The chains and client of a campaign with OpenSSL 3.0.19 at both ends, s_client's cipher suites
/// and a server name of 41 characters; AES-256-GCM-SHA384 in TLS 1.3.
TlsSettings campaign(TlsVersion version, KeyType key) {
    TlsSettings tls;
    tls.version = version;
    tls.key = key;
    tls.server_name = 41;
    tls.client_hello_extra = 46;
    tls.hash = 48;
    tls.server.session_context = 4;  // s_server's
    tls.server.tickets_after_full = 1;
    tls.resumption = Resumption::Ticket;
    tls.client_chain = {key == KeyType::Rsa2048 ? 859 : 464};
    return tls;
}

const CertificateChain kAwsLike = {1617, 1162, 1209, 1256};
const CertificateChain kRsaTwo = {1617, 1162};
const CertificateChain kP256Two = {1221, 766};

TEST(TlsHandshake, Of12MatchesCapturedRecordBytes) {
    TlsSettings tls = campaign(TlsVersion::V12, KeyType::Rsa2048);
    tls.server_chain = kAwsLike;
    EXPECT_EQ(sums(tls, Opening::Full), (Sums{1493, 6848}));
    tls.server_chain = kRsaTwo;
    EXPECT_EQ(sums(tls, Opening::Full), (Sums{1493, 4377}));
    tls.authentication = Authentication::ServerOnly;
    EXPECT_EQ(sums(tls, Opening::Full), (Sums{350, 3456}));
}

TEST(TlsHandshake, Of12WithP256IsWithinTheDerOfItsSignatures) {
    TlsSettings tls = campaign(TlsVersion::V12, KeyType::P256);
    tls.server_chain = kP256Two;
    const Sums mutual = sums(tls, Opening::Full);
    EXPECT_NEAR(static_cast<double>(mutual.up), 914, 1);
    EXPECT_NEAR(static_cast<double>(mutual.down), 3000, 1);
}

TEST(TlsHandshake, Of13MatchesCapturedRecordBytes) {
    TlsSettings tls = campaign(TlsVersion::V13, KeyType::Rsa2048);
    tls.server_chain = kAwsLike;
    const Sums mutual = sums(tls, Opening::Full);
    EXPECT_EQ(mutual.up, 1777);
    // EncryptedExtensions of that server are not published: 1 % covers them.
    EXPECT_NEAR(static_cast<double>(mutual.down), 7001, 70);
    tls.authentication = Authentication::ServerOnly;
    EXPECT_EQ(sums(tls, Opening::Full).up, 597);
}

TEST(TlsHandshake, ResumptionOf12CarriesTheClientsCertificateInItsTicket) {
    TlsSettings tls = campaign(TlsVersion::V12, KeyType::Rsa2048);
    tls.server_chain = kAwsLike;
    EXPECT_EQ(sums(tls, Opening::Resumed), (Sums{1347, 141}));
    tls.authentication = Authentication::ServerOnly;
    EXPECT_EQ(sums(tls, Opening::Resumed), (Sums{568, 141})) << "padded to 512";
    TlsSettings p256 = campaign(TlsVersion::V12, KeyType::P256);
    EXPECT_EQ(sums(p256, Opening::Resumed), (Sums{947, 141}));
}

TEST(TlsHandshake, WithoutResumptionOpensInFullWhateverIsAsked) {
    TlsSettings tls = campaign(TlsVersion::V12, KeyType::P256);
    tls.resumption = Resumption::None;
    EXPECT_EQ(sums(tls, Opening::Resumed), sums(tls, Opening::Full));
}

TEST(TlsHandshake, GrowsByEachCertificateAndItsLength) {
    TlsSettings tls = campaign(TlsVersion::V12, KeyType::P256);
    tls.server_chain = {500};
    const Sums one = sums(tls, Opening::Full);
    tls.server_chain = {500, 700};
    EXPECT_EQ(sums(tls, Opening::Full).down - one.down, 703);
    tls.version = TlsVersion::V13;
    const Sums two_of_13 = sums(tls, Opening::Full);
    tls.server_chain = {500};
    EXPECT_EQ(two_of_13.down - sums(tls, Opening::Full).down, 705);  // and its extensions
}

TEST(TlsHandshake, AnswersAlpnAndServerName) {
    TlsSettings tls = campaign(TlsVersion::V12, KeyType::P256);
    tls.server_chain = kP256Two;
    const Sums plain = sums(tls, Opening::Full);
    tls.alpn = {14};  // "x-amzn-mqtt-ca": 21 bytes up as measured
    EXPECT_EQ(sums(tls, Opening::Full).up - plain.up, 21);
    // 37 measured: 21, and a block more of the ticket, whose state names the protocol.
    EXPECT_EQ(sums(tls, Opening::Full).down - plain.down, 21 + 16);
}

// OpenSSL 3.0.19, s_server and s_client -msg, P-256.
TEST(TlsHandshake, NamesTheProtocolAgainWhenItResumes) {
    TlsSettings tls;
    tls.authentication = Authentication::ServerOnly;
    tls.resumption = Resumption::Ticket;
    const Sums plain = sums(tls, Opening::Resumed);
    tls.alpn = {14};
    EXPECT_EQ(sums(tls, Opening::Resumed).down, 162);
    EXPECT_EQ(sums(tls, Opening::Resumed).down - plain.down, 106 - 85);
}

// CBC pads by 1 to 16 bytes, never by none (RFC 5246 section 6.2.3.2).
TEST(TlsHandshake, ATicketWhoseStateFillsItsBlocksHasOneMore) {
    TlsSettings tls;
    tls.authentication = Authentication::ServerOnly;
    tls.resumption = Resumption::Ticket;
    tls.server.session_context = 17;  // 111 bytes of state
    const std::int64_t short_of_one = new_session_ticket(tls);
    tls.server.session_context = 18;
    EXPECT_EQ(new_session_ticket(tls) - short_of_one, 16);
    tls.server.session_context = 32;
    EXPECT_EQ(new_session_ticket(tls) - short_of_one, 16);
}

/// A server on port 18883: mosquitto 2.0.11 calls its sessions "mosquitto-18883".
TlsSettings mosquitto(TlsVersion version, std::int64_t client_certificate) {
    TlsSettings tls;
    tls.version = version;
    tls.resumption = Resumption::Ticket;
    tls.server.session_context = 15;
    if (client_certificate == 0) tls.authentication = Authentication::ServerOnly;
    tls.client_chain = {client_certificate};
    return tls;
}

// Of mosquitto 2.0.11 with OpenSSL 3.0.22: certificates of a device one to two bytes apart, on
// both sides of the step from one block of the cipher to the next.
TEST(TlsHandshake, TicketsAreOfTheSizesCaptured) {
    constexpr std::int64_t kAround12 = 4 + 2;
    constexpr std::int64_t kAround13 = 4 + 4 + 9 + 2 + 2;
    EXPECT_EQ(new_session_ticket(mosquitto(TlsVersion::V12, 0)), kAround12 + 176);
    EXPECT_EQ(new_session_ticket(mosquitto(TlsVersion::V12, 508)), kAround12 + 688);
    EXPECT_EQ(new_session_ticket(mosquitto(TlsVersion::V12, 510)), kAround12 + 704);
    EXPECT_EQ(new_session_ticket(mosquitto(TlsVersion::V13, 0)), kAround13 + 208);
    EXPECT_EQ(new_session_ticket(mosquitto(TlsVersion::V13, 505)), kAround13 + 704);
    EXPECT_EQ(new_session_ticket(mosquitto(TlsVersion::V13, 506)), kAround13 + 720);
    TlsSettings port8884 = mosquitto(TlsVersion::V13, 0);
    port8884.server.session_context = 14;
    EXPECT_EQ(new_session_ticket(port8884), kAround13 + 192);
}

// OpenSSL 3.0.22, one suite, P-256. What the padding counts differs: of a session the key still to
// be offered, of an external key nothing.
TEST(TlsHandshake, AClientHelloOf13IsPaddedAsCaptured) {
    TlsSettings tls = mosquitto(TlsVersion::V13, 0);
    tls.server.session_context = 14;
    tls.server_name = 15;
    EXPECT_EQ(kMessageHeader + client_hello(tls, Opening::Resumed), 512);
    tls.resumption = Resumption::SessionId;
    EXPECT_EQ(kMessageHeader + client_hello(tls, Opening::Resumed), 512);

    // The extension has a byte at least, and so the message may be longer than 512.
    tls.server_name = 200;
    for (const auto& [protocol, bytes] : {std::pair{60, 512}, {61, 513}, {64, 516}, {65, 512}}) {
        tls.alpn = {protocol};
        EXPECT_EQ(kMessageHeader + client_hello(tls, Opening::Full), bytes) << protocol;
    }

    TlsSettings key;
    key.version = TlsVersion::V13;
    key.authentication = Authentication::PreSharedEcdhe;
    key.identity = 16;
    key.server_name = 10;
    EXPECT_EQ(kMessageHeader + client_hello(key, Opening::Full), 313);
    key.server_name = 41;
    EXPECT_EQ(kMessageHeader + client_hello(key, Opening::Full), 575);
}

// A certificate of 422 bytes and 45 of 402, OpenSSL 3.0.22.
TEST(TlsHandshake, ALongChainGoesIntoSeveralRecords) {
    TlsSettings tls;
    tls.server_chain.assign(46, 402);
    tls.server_chain.front() = 422;
    const auto second_flight = [&] { return handshake(tls, Opening::Full).flights[1].records; };
    EXPECT_EQ(second_flight()[1].bytes, 5 + 16'384);
    EXPECT_EQ(second_flight()[2].bytes, 5 + 2'273);
    tls.version = TlsVersion::V13;
    EXPECT_EQ(second_flight()[4].bytes, 5 + 16'401);
    EXPECT_EQ(second_flight()[5].bytes, 5 + 2'383);
}

// RFC 7685: some servers hang on a ClientHello of 256 to 511 bytes, so that OpenSSL sends none.
TEST(TlsHandshake, NoClientHelloIsOfTheLengthsThatArePadded) {
    TlsSettings tls;
    bool is_longest_short_one_seen = false;
    for (tls.server_name = 1; tls.server_name < 250; ++tls.server_name) {
        const std::int64_t message = kMessageHeader + client_hello(tls, Opening::Full);
        EXPECT_TRUE(message < 256 || message > 511) << message;
        is_longest_short_one_seen |= message == 255;
    }
    EXPECT_TRUE(is_longest_short_one_seen);
}

std::vector<std::int64_t> record_sizes(const TlsSettings& tls) {
    std::vector<std::int64_t> sizes;
    for (const Flight& flight : handshake(tls, Opening::Full).flights)
        for (const Record& record : flight.records) sizes.push_back(record.bytes);
    return sizes;
}

TlsSettings external_key(TlsVersion version, Authentication authentication) {
    TlsSettings tls;
    tls.version = version;
    tls.authentication = authentication;
    tls.identity = 16;
    tls.server.session_context = 4;  // s_server's
    return tls;
}

// OpenSSL 3.0.19, s_server -nocert -psk, an identity of 16 characters, no server name.
TEST(TlsHandshake, WithAnExternalKeyOf13GivesOneTicket) {
    const TlsSettings tls = external_key(TlsVersion::V13, Authentication::PreSharedEcdhe);
    EXPECT_EQ(record_sizes(tls), (std::vector<std::int64_t>{5 + 294, 5 + 161, 6, 22 + 6, 22 + 36, 6,
                                                            22 + 36, 22 + 217}));
}

TEST(TlsHandshake, WithAnExternalKeyOf12SaysNothingOfCurvesNorHints) {
    const TlsSettings tls = external_key(TlsVersion::V12, Authentication::PreSharedKey);
    EXPECT_EQ(record_sizes(tls), (std::vector<std::int64_t>{5 + 107, 5 + 57, 5 + 4, 5 + 22, 6,
                                                            29 + 16, 5 + 202, 6, 29 + 16}));
}

TEST(TlsHandshake, WithAnExternalKeyAndEcdheOf12HintsNothingInItsKeyExchange) {
    const TlsSettings tls = external_key(TlsVersion::V12, Authentication::PreSharedEcdhe);
    // Measured with a CBC suite, whose ServerHello is the 4 bytes of encrypt-then-MAC longer.
    EXPECT_EQ(record_sizes(tls),
              (std::vector<std::int64_t>{5 + 123, 5 + 61 - 4, 5 + 75, 5 + 4, 5 + 88, 6, 29 + 16,
                                         5 + 202, 6, 29 + 16}));
}

/// draft-ietf-iotops-security-protocol-comparison: flights 1, 2 and 3 with CCM_8 and P-256.
struct DraftRow {
    const char* name;
    Authentication authentication;
    std::int64_t first;
    std::int64_t second;
    std::int64_t third;
};
class LowerBound : public testing::TestWithParam<DraftRow> {};

TEST_P(LowerBound, OfConstrainedDevicesMatchesTheComparisonOfTheIetf) {
    TlsSettings tls;
    tls.version = TlsVersion::V13;
    tls.style = TlsStyle::Constrained;
    tls.authentication = GetParam().authentication;
    tls.tag = 8;
    tls.identity = 1;
    const Handshake handshake = tls::handshake(tls, Opening::Full);
    ASSERT_EQ(handshake.flights.size(), 3u);
    EXPECT_EQ(size_of(handshake.flights[0]), GetParam().first);
    EXPECT_EQ(size_of(handshake.flights[1]), GetParam().second);
    EXPECT_EQ(size_of(handshake.flights[2]), GetParam().third);
}

INSTANTIATE_TEST_SUITE_P(
    Draft, LowerBound,
    testing::Values(DraftRow{"RawPublicKeys", Authentication::RawPublicKey, 162, 394, 233},
                    DraftRow{"PskEcdhe", Authentication::PreSharedEcdhe, 196, 190, 50},
                    DraftRow{"Psk", Authentication::PreSharedKey, 113, 117, 50}),
    [](const auto& test) { return std::string(test.param.name); });

TEST(TlsRecords, Add29BytesIn12And22In13) {
    TlsSettings tls;
    EXPECT_EQ(sealing(tls, 100), 29);
    EXPECT_EQ(close_notify(tls).bytes, 31);
    tls.version = TlsVersion::V13;
    EXPECT_EQ(sealing(tls, 100), 22);
    EXPECT_EQ(close_notify(tls).bytes, 24);
    tls.tag = 8;
    EXPECT_EQ(sealing(tls, 100), 14);
}

TEST(TlsRecords, HoldAtMost16KiB) {
    const TlsSettings tls;
    EXPECT_EQ(sealing(tls, 16'384), 29);
    EXPECT_EQ(sealing(tls, 16'385), 58);
}

TEST(TlsCryptography, CountsWhatEachEndComputes) {
    TlsSettings tls = campaign(TlsVersion::V12, KeyType::P256);
    tls.server_chain = kP256Two;
    const Handshake full = handshake(tls, Opening::Full);
    EXPECT_EQ(full.client.signatures, 1);
    EXPECT_EQ(full.client.verifications, 3) << "two certificates and the key exchange";
    EXPECT_EQ(full.server.signatures, 1);
    EXPECT_EQ(full.server.verifications, 2);
    EXPECT_EQ(full.client.key_agreements, 1);

    const Handshake resumed = handshake(tls, Opening::Resumed);
    EXPECT_EQ(resumed.client.signatures + resumed.client.verifications, 0);
    EXPECT_EQ(resumed.client.key_agreements, 0);
    tls.version = TlsVersion::V13;
    EXPECT_EQ(handshake(tls, Opening::Resumed).client.key_agreements, 1) << "psk_dhe_ke";
}

}  // namespace
}  // namespace fleetsim::wire::tls
