// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

namespace turnpike::daemon {

/// What systemd is told (sd_notify(3)); nothing when it did not start this process.
class ServiceManager {
public:
    ServiceManager();

    void ready(const QString &status);
    void reloading();
    void stopping(const QString &status);
    void status(const QString &status);
    [[nodiscard]] bool isThere() const { return m_isThere; }

private:
    bool m_isThere = false;
    QTimer m_watchdog;
};

} // namespace turnpike::daemon
