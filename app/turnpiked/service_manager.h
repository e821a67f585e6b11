// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

#include <functional>

namespace turnpike::daemon {

/// What systemd is told (sd_notify(3)); nothing when it did not start this process.
class ServiceManager {
public:
    ServiceManager();

    /// The watchdog is told that all is well only while this says so; it is asked twice in the time that
    /// systemd waits.
    void setHealthCheck(std::function<bool()> isHealthy) { m_isHealthy = std::move(isHealthy); }

    void ready(const QString &status);
    void reloading();
    void stopping(const QString &status);
    void status(const QString &status);
    [[nodiscard]] bool isThere() const { return m_isThere; }

private:
    bool m_isThere = false;
    QTimer m_watchdog;
    std::function<bool()> m_isHealthy;
};

} // namespace turnpike::daemon
