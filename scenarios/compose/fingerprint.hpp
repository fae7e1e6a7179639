// Fingerprint: four digests of a run, by layer, so that two runs can be told to be equal to the
// bit.
//
//   events    every event the kernel handled
//   bytes     every fleet's traffic by direction and layer
//   energy    every device's joules, every consumer's joules
//   results   every figure and distribution
//
// Leaves out what may differ between equal runs: engine, threads, wall time.
#pragma once

#include <cstdint>
#include <string>

#include "scenarios/compose/world.hpp"

namespace fleetsim::scenarios::compose {

struct Fingerprint {
    std::uint64_t events = 0;
    std::uint64_t bytes = 0;
    std::uint64_t energy = 0;
    std::uint64_t results = 0;

    /// All four in one.
    std::uint64_t whole() const;
};

/// After World::settle(), before World::drain().
Fingerprint fingerprint_of(const World& world, const sim::Engine& engine);

/// Sixteen hexadecimal digits.
std::string hexadecimal(std::uint64_t digest);

}  // namespace fleetsim::scenarios::compose
