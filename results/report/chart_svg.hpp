// Charts as inline SVG: drawn without scripts, sharp on paper, colours from the page's style sheet
// (assets/page.css), every axis with its unit, lines told apart by dashes as well as by colour.
#pragma once

#include <string>

#include "results/report/content.hpp"

namespace fleetsim::results::report {

std::string chart_svg(const Chart& chart);

/// Text as it stands between tags.
std::string escape_xml(std::string_view text);

}  // namespace fleetsim::results::report
