// What went wrong with a results file, in one sentence for a person.
#pragma once

#include <exception>
#include <string>

namespace fleetsim::results {

/// Of sim::InputError its first mistake with its file and advice; of any other its own words.
std::string failure_sentence(const std::exception& error);

}  // namespace fleetsim::results
