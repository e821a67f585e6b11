// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpiked/service_manager.h"

#include <systemd/sd-daemon.h>

#include <chrono>
#include <ctime>

namespace turnpike::daemon {

namespace {

void tell(const QByteArray &state)
{
    ::sd_notify(0, state.constData());
}

} // namespace

ServiceManager::ServiceManager()
    : m_isThere(qEnvironmentVariableIsSet("NOTIFY_SOCKET"))
{
    uint64_t interval = 0;
    if (::sd_watchdog_enabled(0, &interval) <= 0)
        return;
    // systemd advises half the time it waits.
    QObject::connect(&m_watchdog, &QTimer::timeout, &m_watchdog, [this] {
        if (!m_isHealthy || m_isHealthy())
            tell("WATCHDOG=1");
    });
    m_watchdog.start(std::chrono::milliseconds(interval / 2000));
}

void ServiceManager::ready(const QString &status)
{
    const QByteArray text = "READY=1\nSTATUS=" + status.toUtf8();
    tell(text);
}

void ServiceManager::reloading()
{
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const QByteArray text = "RELOADING=1\nMONOTONIC_USEC=" +
                            QByteArray::number(qint64(now.tv_sec) * 1'000'000 + now.tv_nsec / 1'000);
    tell(text);
}

void ServiceManager::stopping(const QString &status)
{
    const QByteArray text = "STOPPING=1\nSTATUS=" + status.toUtf8();
    tell(text);
}

void ServiceManager::status(const QString &status)
{
    const QByteArray text = "STATUS=" + status.toUtf8();
    tell(text);
}

} // namespace turnpike::daemon
