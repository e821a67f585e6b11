// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QStringList>

namespace turnpike::ui {
class MainWindow;
}

namespace turnpike::console {

/// Pictures every page of the window in both themes, then ends the program.
class Screenshots : public QObject {
    Q_OBJECT
public:
    Screenshots(ui::MainWindow &window, QString folder, QObject *parent = nullptr);
    /// Waits until live views have something to show.
    void start();

private:
    void prepare();
    void next();
    void save(const QString &name);
    ui::MainWindow &m_window;
    QString m_folder;
    QStringList m_pages;
    qsizetype m_place = 0;
    bool m_isDark = false;
};

} // namespace turnpike::console
