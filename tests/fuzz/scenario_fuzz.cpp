// Any text is a scenario or an InputError, and an error has words.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "scenarios/language/loader.hpp"
#include "sim/error.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(bytes), size);
    try {
        fleetsim::language::load_text(text, "fuzz.toml", {}, {});
    } catch (const fleetsim::sim::InputError& error) {
        if (error.diagnostics().empty()) std::abort();
        for (const auto& diagnostic : error.diagnostics())
            if (diagnostic.text.empty() || diagnostic.code.empty()) std::abort();
    }
    return 0;
}
