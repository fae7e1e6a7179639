#include <array>
#include <openssl/evp.h>

#include "models/rules/base64.hpp"
#include "models/rules/functions.hpp"
#include "models/rules/md2.hpp"
#include "models/rules/unicode.hpp"

namespace fleetsim::rules {

namespace {

using Arguments = std::span<const Value>;

bool is_base64(const Value& scheme) {
    return scheme.is(Value::Kind::Text) && scheme.as_text() == "base64";
}

Value encode(const CallScope& scope, Arguments arguments) {
    const auto text = to_text(arguments[0], scope.arena);
    return text && is_base64(arguments[1]) ? scope.text(encode_base64(*text)) : Value{};
}

/// What is JSON becomes a value, any other text stays one; Null where the input is not Base64.
Value decode(const CallScope& scope, Arguments arguments) {
    const auto text = to_text(arguments[0], scope.arena);
    if (!text || !is_base64(arguments[1])) return {};
    const auto bytes = decode_base64(*text);
    if (!bytes || !is_valid_utf8(*bytes)) return Value::null();
    const std::string_view decoded = scope.arena.copy(*bytes);
    const auto value = scope.json.read(decoded, scope.whole_numbers(), scope.arena);
    return value.value_or(Value::text(decoded));
}

std::string hex(std::span<const unsigned char> bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text;
    for (const unsigned char byte : bytes) {
        text += kDigits[byte >> 4];
        text += kDigits[byte & 15];
    }
    return text;
}

template <const EVP_MD* (*Algorithm)()>
Value hash(const CallScope& scope, Arguments arguments) {
    const auto text = to_text(arguments[0], scope.arena);
    if (!text) return {};
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned size = 0;
    if (EVP_Digest(text->data(), text->size(), digest.data(), &size, Algorithm(), nullptr) != 1) {
        return {};  // an OpenSSL built without this algorithm
    }
    return scope.text(hex(std::span(digest).first(size)));
}

Value hash_md2(const CallScope& scope, Arguments arguments) {
    const auto text = to_text(arguments[0], scope.arena);
    return text ? scope.text(hex(md2(*text))) : Value{};
}

constexpr std::array kCodec = {
    Function{"decode", 2, 2, kNew, decode},
    Function{"encode", 2, 2, kNew, encode},
    Function{"md2", 1, 1, kOld, hash_md2},
    Function{"md5", 1, 1, kOld, hash<EVP_md5>},
    Function{"sha1", 1, 1, kOld, hash<EVP_sha1>},
    Function{"sha224", 1, 1, kOld, hash<EVP_sha224>},
    Function{"sha256", 1, 1, kOld, hash<EVP_sha256>},
    Function{"sha384", 1, 1, kOld, hash<EVP_sha384>},
    Function{"sha512", 1, 1, kOld, hash<EVP_sha512>},
};

}  // namespace

std::span<const Function> codec_functions() { return kCodec; }

}  // namespace fleetsim::rules
