// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>

#include <chrono>
#include <ctime>

namespace turnpike::testing {

/// Memory of this process that is in use, in bytes (proc(5), statm).
[[nodiscard]] inline qint64 memoryInUse()
{
    QFile file(QStringLiteral("/proc/self/statm"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().split(' ').at(1).toLongLong() * 4096 : 0;
}

/// What this thread computed, whatever else the machine does meanwhile.
[[nodiscard]] inline std::chrono::nanoseconds processorTime()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

} // namespace turnpike::testing
