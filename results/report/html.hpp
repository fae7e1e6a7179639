// A report as one HTML page that opens without a network: style, charts and scripts are inside it.
#pragma once

#include <string>

#include "results/report/content.hpp"

namespace fleetsim::results::report {

std::string html(const Page& page);

}  // namespace fleetsim::results::report
