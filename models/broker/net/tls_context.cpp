#include "models/broker/net/tls_context.hpp"

#include <array>
#include <string_view>

#include "models/broker/net/text_file.hpp"
#include "sim/error.hpp"

namespace fleetsim::broker::net {

namespace ssl = boost::asio::ssl;

namespace {

struct Offer {
    std::string_view name;
    Speech speech;
};
constexpr std::array kOffers = {
    Offer{"mqtt", Speech::Mqtt},
    Offer{"x-amzn-mqtt-ca", Speech::Mqtt},
    Offer{"x-amzn-http-ca", Speech::Http},
    Offer{"http/1.1", Speech::Http},
};

[[noreturn]] void refuse(const std::string& file, std::string code, std::string text,
                         std::string hint) {
    throw sim::InputError(
        sim::Diagnostic{{file, 0, 0}, std::move(code), std::move(text), std::move(hint)});
}

void check_readable(const std::string& file, std::string_view what) {
    read_text_file(file, what, "name a PEM file");
}

/// OpenSSL's words for what went wrong last; clears its queue.
std::string openssl_reason() {
    const char* reason = ERR_reason_error_string(ERR_peek_last_error());
    ERR_clear_error();
    return reason == nullptr ? "unknown reason" : reason;
}

/// Called for an encrypted key: there is nobody to ask. Tells `asked` that it was.
int refuse_to_ask(char*, int, int, void* asked) {
    *static_cast<bool*>(asked) = true;
    return 0;
}

void use_key(SSL_CTX* context, const TlsOptions& options) {
    check_readable(options.key_file, "private key");
    bool is_encrypted = false;
    SSL_CTX_set_default_passwd_cb(context, refuse_to_ask);
    SSL_CTX_set_default_passwd_cb_userdata(context, &is_encrypted);
    const int outcome =
        SSL_CTX_use_PrivateKey_file(context, options.key_file.c_str(), SSL_FILETYPE_PEM);
    SSL_CTX_set_default_passwd_cb_userdata(context, nullptr);
    if (is_encrypted) {
        refuse(options.key_file, "encrypted-key", "the private key is protected by a pass phrase",
               "write it without one: openssl pkey -in KEY -out PLAIN_KEY");
    }
    // A key of the same kind is compared when it is loaded, one of another kind only when asked.
    const bool matches = outcome == 1
                             ? SSL_CTX_check_private_key(context) == 1
                             : ERR_GET_REASON(ERR_peek_last_error()) != X509_R_KEY_VALUES_MISMATCH;
    if (!matches) {
        ERR_clear_error();
        refuse(options.key_file, "key-mismatch",
               "the private key does not belong to the certificate " + options.certificate_file,
               "give --cert and --key of one pair");
    }
    if (outcome != 1) {
        refuse(options.key_file, "bad-key", "this is not a private key in PEM: " + openssl_reason(),
               "it begins with -----BEGIN PRIVATE KEY-----");
    }
}

void trust(SSL_CTX* context, const std::string& file) {
    check_readable(file, "certificates of the authority");
    STACK_OF(X509_NAME)* names = SSL_load_client_CA_file(file.c_str());
    if (names == nullptr || SSL_CTX_load_verify_locations(context, file.c_str(), nullptr) != 1) {
        sk_X509_NAME_pop_free(names, X509_NAME_free);
        refuse(file, "bad-certificate", "there is no certificate in PEM here: " + openssl_reason(),
               "it begins with -----BEGIN CERTIFICATE-----");
    }
    SSL_CTX_set_client_CA_list(context, names);  // takes them; told to the clients
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
}

/// The first of the client's wishes that we know; a client with other wishes goes on without.
int choose_protocol(SSL*, const unsigned char** out, unsigned char* size,
                    const unsigned char* wishes, unsigned int wishes_size, void*) {
    for (unsigned int at = 0; at < wishes_size; at += wishes[at] + 1u) {
        const std::string_view wish(reinterpret_cast<const char*>(wishes + at + 1), wishes[at]);
        for (const Offer& offer : kOffers) {
            if (offer.name != wish) continue;
            *out = wishes + at + 1;
            *size = wishes[at];
            return SSL_TLSEXT_ERR_OK;
        }
    }
    return SSL_TLSEXT_ERR_NOACK;
}

std::string common_name(const X509* certificate) {
    const X509_NAME* subject = X509_get_subject_name(certificate);
    const int index = X509_NAME_get_index_by_NID(subject, NID_commonName, -1);
    if (index < 0) return {};
    unsigned char* text = nullptr;
    const int size =
        ASN1_STRING_to_UTF8(&text, X509_NAME_ENTRY_get_data(X509_NAME_get_entry(subject, index)));
    if (size < 0) return {};
    std::string name(reinterpret_cast<const char*>(text), static_cast<std::size_t>(size));
    OPENSSL_free(text);
    return name;
}

}  // namespace

ssl::context make_tls_context(const TlsOptions& options) {
    ssl::context context(ssl::context::tls_server);
    SSL_CTX* native = context.native_handle();
    SSL_CTX_set_min_proto_version(native, TLS1_2_VERSION);
    SSL_CTX_set_options(native, SSL_OP_NO_RENEGOTIATION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(native, SSL_MODE_RELEASE_BUFFERS);  // less for idle clients
    // Without a name, sessions of clients with certificates could not be resumed.
    constexpr std::string_view kName = "fleetsim";
    SSL_CTX_set_session_id_context(native, reinterpret_cast<const unsigned char*>(kName.data()),
                                   static_cast<unsigned>(kName.size()));
    check_readable(options.certificate_file, "certificate");
    if (SSL_CTX_use_certificate_chain_file(native, options.certificate_file.c_str()) != 1) {
        refuse(options.certificate_file, "bad-certificate",
               "this is not a usable certificate in PEM: " + openssl_reason(),
               "it begins with -----BEGIN CERTIFICATE-----");
    }
    use_key(native, options);
    if (!options.authority_file.empty()) trust(native, options.authority_file);
    SSL_CTX_set_alpn_select_cb(native, choose_protocol, nullptr);
    return context;
}

Peer peer_of(SSL* connection) {
    Peer peer;
    if (X509* certificate = SSL_get1_peer_certificate(connection)) {
        peer.certificate_name = common_name(certificate);
        X509_free(certificate);
    }
    const unsigned char* chosen = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(connection, &chosen, &size);
    const std::string_view protocol(reinterpret_cast<const char*>(chosen), size);
    for (const Offer& offer : kOffers) {
        if (offer.name == protocol) peer.speech = offer.speech;
    }
    return peer;
}

}  // namespace fleetsim::broker::net
