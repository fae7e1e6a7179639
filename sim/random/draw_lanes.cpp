#include "sim/random/draw_lanes.hpp"

#include "sim/random/philox.hpp"

#ifdef __AVX2__
#include <immintrin.h>
#endif

namespace fleetsim::sim {

#ifdef __AVX2__

namespace {

/// Four counters, a word of each in the lower half of a 64-bit lane; what the upper half holds does
/// not matter, as the multiplication does not read it.
struct FourCounters {
    __m256i w0, w1, w2, w3;
};

FourCounters block(Philox4x32::Key key, FourCounters c) {
    const __m256i m0 = _mm256_set1_epi64x(0xD2511F53);
    const __m256i m1 = _mm256_set1_epi64x(0xCD9E8D57);
    for (int round = 0; round < 10; ++round) {
        const __m256i a = _mm256_mul_epu32(m0, c.w0);
        const __m256i b = _mm256_mul_epu32(m1, c.w2);
        const __m256i k0 = _mm256_set1_epi64x(key[0]);
        const __m256i k1 = _mm256_set1_epi64x(key[1]);
        c = {_mm256_xor_si256(_mm256_srli_epi64(b, 32), _mm256_xor_si256(c.w1, k0)), b,
             _mm256_xor_si256(_mm256_srli_epi64(a, 32), _mm256_xor_si256(c.w3, k1)), a};
        key[0] += 0x9E3779B9u;
        key[1] += 0xBB67AE85u;
    }
    return c;
}

__m256i load(const std::uint32_t* from) {
    return _mm256_load_si256(reinterpret_cast<const __m256i*>(from));
}
/// The lower halves of both, those of `even` at the even places.
void store(std::uint32_t* to, __m256i even, __m256i odd) {
    _mm256_store_si256(reinterpret_cast<__m256i*>(to),
                       _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0b10101010));
}

}  // namespace

void DrawLanes::draw(std::uint64_t seed, std::uint32_t purpose, std::size_t count) {
    const Philox4x32::Key key{static_cast<std::uint32_t>(seed),
                              static_cast<std::uint32_t>(seed >> 32)};
    const __m256i zero = _mm256_setzero_si256();
    const __m256i why = _mm256_set1_epi64x(purpose);
    for (std::size_t i = 0; i < count; i += 8) {
        const __m256i counter = load(&counters[i]);
        const __m256i entity = load(&entities[i]);
        const FourCounters even = block(key, {zero, counter, why, entity});
        const FourCounters odd =
            block(key, {zero, _mm256_srli_epi64(counter, 32), why, _mm256_srli_epi64(entity, 32)});
        store(&numbers[0][i], even.w0, odd.w0);
        store(&numbers[1][i], even.w1, odd.w1);
        store(&numbers[2][i], even.w2, odd.w2);
        store(&numbers[3][i], even.w3, odd.w3);
    }
}

#else

void DrawLanes::draw(std::uint64_t seed, std::uint32_t purpose, std::size_t count) {
    const Philox4x32::Key key{static_cast<std::uint32_t>(seed),
                              static_cast<std::uint32_t>(seed >> 32)};
    for (std::size_t i = 0; i < count; ++i) {
        const auto block = Philox4x32::block(key, {0, counters[i], purpose, entities[i]});
        for (std::size_t n = 0; n < block.size(); ++n) numbers[n][i] = block[n];
    }
}

#endif

}  // namespace fleetsim::sim
