// What the tests of the main window share: waiting for what it reads, and pictures of it.
#pragma once

#include <QString>
#include <QtTest>

#include "gui/main_window.hpp"
#include "tests/gui/files.hpp"

namespace fleetsim::gui {

/// Everything that was asked of a file is read and shown.
inline bool settles(MainWindow& window) {
    return QTest::qWaitFor([&] { return !window.reader()->is_reading(); }, kPatienceMs);
}

inline bool opens(MainWindow& window, const QString& file) {
    window.open_results(file);
    return settles(window) && window.run_count() > 0;
}

/// For people to look at: FLEETSIM_PICTURES names a folder.
inline void keep_picture(QWidget& window, const QString& name) {
    const QString folder = qEnvironmentVariable("FLEETSIM_PICTURES");
    if (folder.isEmpty()) return;
    QTest::qWait(50);
    window.grab().save(folder + "/" + name + ".png");
}

}  // namespace fleetsim::gui
