// CryptoTimes: how long the operations of wire::CryptoWork take on one processor.
// Models     a profile's table [crypto], of a device or of a server's core.
// Leaves out what else a handshake takes; the profile's file has its source.
#pragma once

#include "models/profile/profile.hpp"
#include "models/wire/exchange.hpp"
#include "models/wire/stack.hpp"
#include "sim/time.hpp"

namespace fleetsim::wire {

/// Times of one operation. RSA-2048: sign with the private key, verify with the public one.
struct CryptoTimes {
    sim::Duration rsa_sign;
    sim::Duration rsa_verify;
    sim::Duration ecdsa_sign;
    sim::Duration ecdsa_verify;
    sim::Duration key_agreement;  ///< ECDHE on P-256, key pair included
    double sealing_bytes_per_second = 0;

    sim::Duration time_of(const CryptoWork& work, KeyType key) const;
};

/// Reads [crypto]; its mistakes are added to the profile's.
CryptoTimes read_crypto_times(const profile::Section& section);

}  // namespace fleetsim::wire
