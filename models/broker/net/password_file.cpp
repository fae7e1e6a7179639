#include "models/broker/net/password_file.hpp"

#include <algorithm>
#include <charconv>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <optional>
#include <vector>

#include "models/broker/net/text_file.hpp"
#include "sim/error.hpp"

namespace fleetsim::broker::net {

namespace {

constexpr std::size_t kHashSize = 64;  ///< octets of SHA-512
/// Octets; OpenSSL counts in int.
constexpr std::size_t kBase64Limit = 1024;

std::optional<std::string> from_base64(std::string_view text) {
    if (text.empty() || text.size() % 4 != 0 || text.size() > kBase64Limit) return std::nullopt;
    std::string bytes(text.size() / 4 * 3, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()),
                                     reinterpret_cast<const unsigned char*>(text.data()),
                                     static_cast<int>(text.size()));
    if (size < 0) return std::nullopt;
    // EVP_DecodeBlock counts the padding as zeros.
    const auto padding = static_cast<std::size_t>(std::count(text.end() - 2, text.end(), '='));
    bytes.resize(bytes.size() - padding);
    return bytes;
}

std::vector<std::string_view> split(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const std::size_t end = std::min(text.find(separator, at), text.size());
        parts.push_back(text.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

}  // namespace

PasswordFile PasswordFile::read(const std::string& file) {
    return parse(read_text_file(file, "passwords", "mosquitto_passwd -c FILE USER writes one"),
                 file);
}

PasswordFile PasswordFile::parse(std::string_view text, const std::string& file) {
    PasswordFile passwords;
    std::vector<sim::Diagnostic> mistakes;
    std::uint32_t number = 0;
    for (std::string_view line : split(text, '\n')) {
        ++number;
        if (line.ends_with('\r')) line.remove_suffix(1);
        if (line.empty() || line.starts_with('#')) continue;
        const auto refuse = [&](std::string why) {
            mistakes.push_back({{file, number, 1},
                                "bad-password-line",
                                std::move(why),
                                "a line is USER:HASH as mosquitto_passwd writes it"});
        };
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos || colon == 0) {
            refuse("there is no user name before a colon");
            continue;
        }
        Entry entry;
        if (std::string why = parse_hash(line.substr(colon + 1), entry); !why.empty()) {
            refuse(std::move(why));
            continue;
        }
        const auto user = std::string(line.substr(0, colon));
        if (!passwords.entries_.emplace(user, std::move(entry)).second) {
            refuse("the user \"" + user + "\" stands here twice");
        }
    }
    if (!mistakes.empty()) throw sim::InputError(std::move(mistakes));
    return passwords;
}

std::string PasswordFile::parse_hash(std::string_view text, Entry& entry) {
    const auto parts = split(text, '$');  // the text begins with '$', so the first part is empty
    const bool is_pbkdf2 = parts.size() == 5 && parts[1] == "7";
    const bool is_sha512 = parts.size() == 4 && parts[1] == "6";
    if (!parts.front().empty() || (!is_pbkdf2 && !is_sha512)) {
        return "the password is not hashed as $7$iterations$salt$hash or $6$salt$hash";
    }
    entry.scheme = is_pbkdf2 ? Scheme::Pbkdf2 : Scheme::Sha512;
    if (is_pbkdf2) {
        const std::string_view digits = parts[2];
        const auto end = digits.data() + digits.size();
        const auto [stop, error] = std::from_chars(digits.data(), end, entry.iterations);
        constexpr int kMost = 10'000'000;  // some seconds a guess
        const bool is_number = error == std::errc() && stop == end;
        if (!is_number || entry.iterations < 1 || entry.iterations > kMost) {
            return "the number of iterations must be between 1 and 10000000";
        }
    }
    const auto salt = from_base64(parts[parts.size() - 2]);
    const auto hash = from_base64(parts.back());
    if (!salt) return "the salt is not Base64";
    if (!hash || hash->size() != kHashSize) return "the hash is not 64 octets in Base64";
    entry.salt = *salt;
    entry.hash = *hash;
    return {};
}

std::string PasswordFile::hash_of(std::string_view password, const Entry& entry) {
    std::string hash(kHashSize, '\0');
    auto* const out = reinterpret_cast<unsigned char*>(hash.data());
    if (entry.scheme == Scheme::Pbkdf2) {
        PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                          reinterpret_cast<const unsigned char*>(entry.salt.data()),
                          static_cast<int>(entry.salt.size()), entry.iterations, EVP_sha512(),
                          static_cast<int>(kHashSize), out);
    } else {
        const std::string salted = std::string(password) + entry.salt;
        EVP_Digest(salted.data(), salted.size(), out, nullptr, EVP_sha512(), nullptr);
    }
    return hash;
}

bool PasswordFile::accepts(std::string_view user, std::string_view password) const {
    if (entries_.empty()) return false;
    const auto found = entries_.find(user);
    const bool is_known = found != entries_.end();
    const Entry& entry = is_known ? found->second : entries_.begin()->second;
    const std::string hash = hash_of(password, entry);
    return CRYPTO_memcmp(hash.data(), entry.hash.data(), kHashSize) == 0 && is_known;
}

}  // namespace fleetsim::broker::net
