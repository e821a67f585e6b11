// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

namespace turnpike::ui {

/// Goes off when nobody restarted it for a while. A type of its own so that a test can let the time pass
/// without waiting.
class SilenceAlarm : public QObject {
    Q_OBJECT
public:
    using QObject::QObject;
    virtual void restart() = 0;
    virtual void stop() = 0;

Q_SIGNALS:
    void expired();
};

/// Three seconds of the real clock.
class TimerSilenceAlarm final : public SilenceAlarm {
    Q_OBJECT
public:
    explicit TimerSilenceAlarm(QObject *parent = nullptr);
    void restart() override { m_timer.start(); }
    void stop() override { m_timer.stop(); }

private:
    QTimer m_timer;
};

} // namespace turnpike::ui
