// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDeadlineTimer>
#include <QObject>
#include <QStringList>

#include <deque>
#include <functional>

namespace turnpike::ui {
struct Command;
class MainWindow;
} // namespace turnpike::ui

namespace turnpike::console {

/// Pictures the window in both themes: every tab of every page, the lists below, the palette, the dialogs.
/// Then it ends the program, with 1 when something could not be pictured.
class Screenshots : public QObject {
    Q_OBJECT
public:
    Screenshots(ui::MainWindow &window, QString folder, QObject *parent = nullptr);
    /// Waits until live views have something to show.
    void start();

private:
    /// What has to be done before a picture is taken of what is then to be seen.
    struct Shot {
        QString name;
        std::function<bool()> arrange;
        std::function<bool()> isReady = [] { return true; }; ///< waited for before it is arranged
    };

    void awaitConfiguration();
    void prepare();
    void addTheme(bool isDark);
    void addCommand(const QString &suffix, const ui::Command &command);
    void addPush();
    /// The tabs of the page that is shown, but its first.
    void addTabs(const QString &name);
    void next();
    void save(const QString &name);
    void fail(const QString &what);
    void closeDialogs();

    ui::MainWindow &m_window;
    QString m_folder;
    std::deque<Shot> m_shots;
    QDeadlineTimer m_deadline; ///< for the next one
};

} // namespace turnpike::console
