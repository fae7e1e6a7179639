#include "results/failure.hpp"

#include "sim/error.hpp"

namespace fleetsim::results {

std::string failure_sentence(const std::exception& error) {
    const auto* const input = dynamic_cast<const sim::InputError*>(&error);
    if (input == nullptr) return error.what();
    const sim::Diagnostic& first = input->diagnostics().front();
    return first.place.file + ": " + first.text +
           (first.hint.empty() ? "" : " (" + first.hint + ")");
}

}  // namespace fleetsim::results
