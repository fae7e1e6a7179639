// The words of results as Qt's strings.
#pragma once

#include <QString>
#include <string>

namespace fleetsim::gui {

/// `utf8` as it is.
inline QString text(const std::string& utf8) { return QString::fromStdString(utf8); }

/// `utf8` to stand in HTML.
inline QString html_text(const std::string& utf8) { return text(utf8).toHtmlEscaped(); }

}  // namespace fleetsim::gui
