// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/silence_alarm.h"

#include <chrono>

namespace turnpike::ui {

TimerSilenceAlarm::TimerSilenceAlarm(QObject *parent)
    : SilenceAlarm(parent)
{
    m_timer.setSingleShot(true);
    m_timer.setInterval(std::chrono::seconds(3));
    connect(&m_timer, &QTimer::timeout, this, &SilenceAlarm::expired);
}

} // namespace turnpike::ui
