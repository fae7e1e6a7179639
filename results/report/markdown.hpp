// A report as Markdown (CommonMark with tables): the sentences and tables of the page, and of each
// chart its least, mean and greatest value.
#pragma once

#include <string>

#include "results/report/content.hpp"

namespace fleetsim::results::report {

std::string markdown(const Page& page);

}  // namespace fleetsim::results::report
