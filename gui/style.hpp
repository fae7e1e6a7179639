// The window's looks: light and dark.
#pragma once

namespace fleetsim::gui {

enum class Theme { Light, Dark };
/// What the desktop prefers, as far as its palette tells.
Theme desktop_theme();
void apply(Theme theme);

}  // namespace fleetsim::gui
