#include "models/wire/tls_handshake.hpp"

#include <algorithm>

#include "models/wire/tls_sizes.hpp"

namespace fleetsim::wire::tls {

namespace {

bool has_certificates(const TlsSettings& tls) { return !has_external_key(tls); }
bool proves_client(const TlsSettings& tls) {
    return has_certificates(tls) && tls.authentication != Authentication::ServerOnly;
}

/// Collects the messages of one flight as records.
class FlightWriter {
  public:
    FlightWriter(const TlsSettings& tls, Side from) : tls_(tls) { flight_.from = from; }

    void plain(std::string_view name, std::int64_t body) {
        add(name, kMessageHeader + body, kRecordHeader);
    }
    void sealed(std::string_view name, std::int64_t body) {
        const bool shares = is_constrained(tls_) && shared_;
        if (shares) {
            flight_.records.back().bytes += kMessageHeader + body;
            return;
        }
        add(is_constrained(tls_) && is_v13(tls_) ? "sealed messages" : name, kMessageHeader + body,
            record_overhead(tls_));
        shared_ = is_v13(tls_);
    }
    void change_cipher_spec() {
        const bool skipped = is_v13(tls_) && is_constrained(tls_);
        if (!skipped) add("ChangeCipherSpec", 1, kRecordHeader);
    }
    Flight take() { return std::move(flight_); }

  private:
    /// A message longer than a record may be goes into several (RFC 8446 5.1): long chains.
    void add(std::string_view name, std::int64_t message, std::int64_t overhead) {
        for (; message > kLargestRecord; message -= kLargestRecord)
            flight_.records.push_back({name, overhead + kLargestRecord});
        flight_.records.push_back({name, overhead + message});
    }

    const TlsSettings& tls_;
    Flight flight_;
    bool shared_ = false;
};

Flight client_hello_flight(const TlsSettings& tls, Opening opening) {
    FlightWriter flight(tls, Side::Client);
    flight.plain("ClientHello", client_hello(tls, opening));
    return flight.take();
}

Flight server_flight_v12(const TlsSettings& tls) {
    FlightWriter flight(tls, Side::Server);
    flight.plain("ServerHello", server_hello(tls, Opening::Full));
    if (has_certificates(tls)) flight.plain("Certificate", certificate(tls, tls.server_chain));
    // A server without an identity hint has nothing to say here: RFC 4279 2.
    if (tls.authentication != Authentication::PreSharedKey)
        flight.plain("ServerKeyExchange", server_key_exchange(tls));
    if (proves_client(tls)) flight.plain("CertificateRequest", certificate_request(tls));
    flight.plain("ServerHelloDone", 0);
    return flight.take();
}

Flight client_flight_v12(const TlsSettings& tls) {
    FlightWriter flight(tls, Side::Client);
    if (proves_client(tls)) flight.plain("Certificate", certificate(tls, tls.client_chain));
    flight.plain("ClientKeyExchange", client_key_exchange(tls));
    if (proves_client(tls)) flight.plain("CertificateVerify", certificate_verify(tls));
    flight.change_cipher_spec();
    flight.sealed("Finished", finished(tls));
    return flight.take();
}

Flight last_flight_v12(const TlsSettings& tls) {
    FlightWriter flight(tls, Side::Server);
    const bool ticket = tls.resumption != Resumption::SessionId && !is_constrained(tls);
    if (ticket) flight.plain("NewSessionTicket", new_session_ticket(tls));
    flight.change_cipher_spec();
    flight.sealed("Finished", finished(tls));
    return flight.take();
}

Handshake resumed_v12(const TlsSettings& tls) {
    Handshake handshake;
    handshake.flights.push_back(client_hello_flight(tls, Opening::Resumed));
    FlightWriter server(tls, Side::Server);
    server.plain("ServerHello", server_hello(tls, Opening::Resumed));
    server.change_cipher_spec();
    server.sealed("Finished", finished(tls));
    handshake.flights.push_back(server.take());
    FlightWriter client(tls, Side::Client);
    client.change_cipher_spec();
    client.sealed("Finished", finished(tls));
    handshake.flights.push_back(client.take());
    handshake.flights_before_client = 3;
    return handshake;
}

Handshake full_v12(const TlsSettings& tls) {
    Handshake handshake;
    handshake.flights = {client_hello_flight(tls, Opening::Full), server_flight_v12(tls),
                         client_flight_v12(tls), last_flight_v12(tls)};
    handshake.flights_before_client = 4;
    return handshake;
}

Flight server_flight_v13(const TlsSettings& tls, Opening opening) {
    FlightWriter flight(tls, Side::Server);
    flight.plain("ServerHello", server_hello(tls, opening));
    flight.change_cipher_spec();
    flight.sealed("EncryptedExtensions", encrypted_extensions(tls));
    if (opening == Opening::Full && has_certificates(tls)) {
        if (proves_client(tls)) flight.sealed("CertificateRequest", certificate_request(tls));
        flight.sealed("Certificate", certificate(tls, tls.server_chain));
        flight.sealed("CertificateVerify", certificate_verify(tls));
    }
    flight.sealed("Finished", finished(tls));
    return flight.take();
}

Flight client_flight_v13(const TlsSettings& tls, Opening opening) {
    FlightWriter flight(tls, Side::Client);
    flight.change_cipher_spec();
    if (opening == Opening::Full && proves_client(tls)) {
        flight.sealed("Certificate", certificate(tls, tls.client_chain));
        flight.sealed("CertificateVerify", certificate_verify(tls));
    }
    flight.sealed("Finished", finished(tls));
    return flight.take();
}

Handshake both_v13(const TlsSettings& tls, Opening opening) {
    Handshake handshake;
    handshake.flights = {client_hello_flight(tls, opening), server_flight_v13(tls, opening),
                         client_flight_v13(tls, opening)};
    handshake.flights_before_client = 3;
    if (is_constrained(tls)) return handshake;
    // OpenSSL replaces the one ticket a resumption used, and treats an external key like one; each
    // ticket in a write of its own.
    const bool by_key = opening == Opening::Resumed || !has_certificates(tls);
    const std::int64_t tickets = by_key ? 1 : tls.server.tickets_after_full;
    for (std::int64_t i = 0; i < tickets; ++i) {
        FlightWriter flight(tls, Side::Server);
        flight.sealed("NewSessionTicket", new_session_ticket(tls));
        handshake.flights.push_back(flight.take());
    }
    return handshake;
}

void count_cryptography(const TlsSettings& tls, Opening opening, Handshake& handshake) {
    const bool full = opening == Opening::Full;
    const bool agrees = tls.authentication != Authentication::PreSharedKey;
    if (agrees && (full || is_v13(tls))) {
        handshake.client.key_agreements = 1;
        handshake.server.key_agreements = 1;
    }
    if (!full || !has_certificates(tls)) return;
    const bool raw = tls.authentication == Authentication::RawPublicKey;
    const auto chain_of = [&](const CertificateChain& chain) {
        return raw ? std::int64_t{0} : static_cast<std::int64_t>(chain.size());
    };
    handshake.server.signatures = 1;
    handshake.client.verifications = 1 + chain_of(tls.server_chain);
    if (!proves_client(tls)) return;
    handshake.client.signatures = 1;
    handshake.server.verifications = 1 + chain_of(tls.client_chain);
}

}  // namespace

Handshake handshake(const TlsSettings& tls, Opening opening) {
    // What cannot resume opens in full.
    const bool resumes = opening == Opening::Resumed && tls.resumption != Resumption::None &&
                         has_certificates(tls) && !is_constrained(tls);
    const Opening kind = resumes ? Opening::Resumed : Opening::Full;
    Handshake handshake = is_v13(tls)             ? both_v13(tls, kind)
                          : kind == Opening::Full ? full_v12(tls)
                                                  : resumed_v12(tls);
    count_cryptography(tls, kind, handshake);
    return handshake;
}

std::int64_t size_of(const Flight& flight) {
    std::int64_t size = 0;
    for (const Record& record : flight.records) size += record.bytes;
    return size;
}

Record close_notify(const TlsSettings& tls) {
    constexpr std::int64_t kAlert = 2;
    return {"close_notify", record_overhead(tls) + kAlert};
}

std::int64_t sealing(const TlsSettings& tls, std::int64_t plaintext) {
    const std::int64_t records =
        std::max<std::int64_t>(1, (plaintext + kLargestRecord - 1) / kLargestRecord);
    return records * record_overhead(tls);
}

}  // namespace fleetsim::wire::tls
