// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpike/end_requests.h"

#include <QGuiApplication>
#include <QMainWindow>
#include <QSessionManager>

#include <cstdio>
#include <utility>

namespace turnpike::console {

void askBeforeTheEnd(QMainWindow &window, app::UnixSignals &signals)
{
    const auto close = [&window] {
        if (!window.close())
            std::fputs("turnpike: the window asks before it ends; a second signal ends it unasked\n", stderr);
    };
    const auto end = [close, isSecond = false]() mutable {
        if (std::exchange(isSecond, true))
            QCoreApplication::exit(0); // quit() would ask the window again
        else
            close();
    };
    QObject::connect(&signals, &app::UnixSignals::askedToEnd, &window, end);
    QObject::connect(&signals, &app::UnixSignals::askedToReload, &window, close);
    // Direct: the session manager waits for the return of this call.
    QObject::connect(
        qGuiApp, &QGuiApplication::commitDataRequest, &window,
        [&window](QSessionManager &manager) {
            if (!window.close() && manager.allowsInteraction())
                manager.cancel();
        },
        Qt::DirectConnection);
}

} // namespace turnpike::console
