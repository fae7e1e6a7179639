// Passwords by user name, as salted hashes in a text file.
// Models     lines "user:$7$ITERATIONS$SALT$HASH" (PBKDF2-HMAC-SHA512) and "user:$6$SALT$HASH"
//            (SHA-512 of password and salt), salt and hash in Base64: what mosquitto_passwd writes.
//            Empty lines and lines that begin with '#' are skipped.
// Leaves out writing such files: mosquitto_passwd does.
// Source     RFC 8018 section 5.2 (PBKDF2); mosquitto_passwd(1).
// Error      InputError with each line that cannot be used.
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace fleetsim::broker::net {

class PasswordFile {
  public:
    static PasswordFile read(const std::string& file);
    /// `file` is what errors call it.
    static PasswordFile parse(std::string_view text, const std::string& file);

    /// Takes as long for an unknown user as for a wrong password.
    bool accepts(std::string_view user, std::string_view password) const;
    std::size_t size() const { return entries_.size(); }

  private:
    enum class Scheme : std::uint8_t { Sha512 = 6, Pbkdf2 = 7 };
    struct Entry {
        Scheme scheme = Scheme::Pbkdf2;
        int iterations = 1;
        std::string salt;
        std::string hash;
    };
    /// Empty, or why `text` is none.
    static std::string parse_hash(std::string_view text, Entry& entry);
    static std::string hash_of(std::string_view password, const Entry& entry);

    std::map<std::string, Entry, std::less<>> entries_;
};

}  // namespace fleetsim::broker::net
