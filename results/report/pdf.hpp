// PDF of a report: the HTML page, printed by a program that knows how.
// Models     chromium first, because it prints the page as a reader's browser would; weasyprint
//            where that is missing. Neither is needed for anything else, so none is a dependency.
#pragma once

#include <filesystem>
#include <string>

namespace fleetsim::results::report {

/// Prints the page into `file`, which is replaced only once the PDF is whole. Throws
/// sim::SystemError where no program for it is installed (the advice names the packages) or the
/// program fails.
void write_pdf(const std::string& html, const std::filesystem::path& file);

}  // namespace fleetsim::results::report
