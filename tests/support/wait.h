// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "tests/support/main.h"

#include <QDeadlineTimer>
#include <QTimer>

namespace turnpike::testing {

/// Lets events happen until the condition holds; false after the longest wait. It goes on the moment that
/// something happens, where QTest::qWaitFor() sleeps for 10 ms after each look: a TLS handshake within one
/// thread is some ten looks.
template <class Condition>
[[nodiscard]] bool waitUntil(Condition condition)
{
    const QDeadlineTimer end(kLongestWait);
    // What other threads do tells nobody here.
    QTimer pulse;
    pulse.start(20);
    while (!condition()) {
        if (end.hasExpired())
            return false;
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    }
    return true;
}

} // namespace turnpike::testing
