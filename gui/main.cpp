// fleetsim-gui [FILE]: the desktop application. `fleetsim gui` starts it.
#include <QApplication>
#include <QCommandLineParser>
#include <QDir>
#include <QFileInfo>
#include <QSettings>

#include "gui/main_window.hpp"
#include "gui/style.hpp"

namespace {
/// The command, beside this program where both are installed, otherwise where the build puts it.
QString command_path() {
    const QDir folder(QApplication::applicationDirPath());
    const QString installed = folder.absoluteFilePath("fleetsim");
    return QFileInfo::exists(installed) ? installed : folder.absoluteFilePath("../cli/fleetsim");
}
}  // namespace

int main(int argc, char** argv) {
    using namespace fleetsim::gui;
    QApplication application(argc, argv);
    QApplication::setApplicationName("fleetsim");
    QApplication::setOrganizationName("fleetsim");

    QCommandLineParser parser;
    parser.setApplicationDescription("Shows results of fleetsim, and runs scenarios.");
    parser.addHelpOption();
    parser.addPositionalArgument("FILE", "A results file, or a scenario (.toml).", "[FILE]");
    const QCommandLineOption command("command", "The fleetsim program to run.", "PATH",
                                     command_path());
    parser.addOption(command);
    parser.process(application);

    const QSettings settings;
    const QString wanted = settings.value("theme").toString();
    apply(wanted.isEmpty() ? desktop_theme() : wanted == "dark" ? Theme::Dark : Theme::Light);
    MainWindow window(QDir::cleanPath(parser.value(command)));
    window.restoreGeometry(settings.value("geometry").toByteArray());
    if (const QString file = parser.positionalArguments().value(0); !file.isEmpty())
        window.open_file(file);
    window.show();
    return QApplication::exec();
}
