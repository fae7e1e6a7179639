#include "models/wire/crypto_times.hpp"

namespace fleetsim::wire {

sim::Duration CryptoTimes::time_of(const CryptoWork& work, KeyType key) const {
    const bool rsa = key == KeyType::Rsa2048;
    sim::Duration time = (rsa ? rsa_sign : ecdsa_sign) * work.signatures +
                         (rsa ? rsa_verify : ecdsa_verify) * work.verifications +
                         key_agreement * work.key_agreements;
    if (sealing_bytes_per_second > 0)
        time += sim::Duration::from_seconds(static_cast<double>(work.sealed.count()) /
                                            sealing_bytes_per_second);
    return time;
}

CryptoTimes read_crypto_times(const profile::Section& section) {
    return {.rsa_sign = section.duration("rsa_sign"),
            .rsa_verify = section.duration("rsa_verify"),
            .ecdsa_sign = section.duration("ecdsa_sign"),
            .ecdsa_verify = section.duration("ecdsa_verify"),
            .key_agreement = section.duration("key_agreement"),
            .sealing_bytes_per_second = section.number("sealing_rate", sim::Dimension::Rate) / 8};
}

}  // namespace fleetsim::wire
