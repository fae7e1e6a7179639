#include "sim/error.hpp"

#include <utility>

namespace fleetsim::sim {

namespace {
std::string join(const std::vector<Diagnostic>& diagnostics) {
    std::string text;
    for (const Diagnostic& d : diagnostics) {
        if (!text.empty()) text += '\n';
        text += to_text(d);
    }
    return text;
}
}  // namespace

InputError::InputError(std::vector<Diagnostic> diagnostics)
    : std::runtime_error(join(diagnostics)), diagnostics_(std::move(diagnostics)) {}

InputError::InputError(Diagnostic diagnostic)
    : InputError(std::vector<Diagnostic>{std::move(diagnostic)}) {}

SystemError::SystemError(std::string operation, std::string path, std::string reason,
                         std::string advice)
    : std::runtime_error("cannot " + operation + (path.empty() ? "" : " " + path) + ": " + reason),
      advice_(std::move(advice)) {}

std::string to_text(const Diagnostic& d, std::string_view severity) {
    std::string text = d.place.file;
    if (d.place.line > 0) {
        text += ':' + std::to_string(d.place.line);
        if (d.place.column > 0) text += ':' + std::to_string(d.place.column);
    }
    if (!text.empty()) text += ": ";
    text += std::string(severity) + ": " + d.text + " [" + d.code + "]";
    if (!d.hint.empty()) text += "\n   " + d.hint;
    return text;
}

}  // namespace fleetsim::sim
