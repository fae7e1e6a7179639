// What the windows' tests share: patience, files by Qt's names, a program in fleetsim's place.
#pragma once

#include <QFile>
#include <QString>
#include <filesystem>

namespace fleetsim::gui {

/// For a machine that does something else as well; reached only where a test fails.
inline constexpr int kPatienceMs = 120'000;

inline QString path(const std::filesystem::path& file) {
    return QString::fromStdString(file.string());
}

inline QByteArray read(const QString& file) {
    QFile in(file);
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
}

inline void write(const QString& file, const QByteArray& bytes) {
    QFile out(file);
    if (out.open(QIODevice::WriteOnly)) out.write(bytes);
}

/// A program in the place of fleetsim that does what `lines` say.
inline QString write_script(const std::filesystem::path& file, const QByteArray& lines) {
    write(path(file), "#!/bin/sh\n" + lines + "\n");
    QFile::setPermissions(path(file), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    return path(file);
}

}  // namespace fleetsim::gui
