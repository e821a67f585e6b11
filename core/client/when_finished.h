// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFuture>
#include <QFutureWatcher>

#include <utility>

namespace turnpike::client {

/// Calls `then` with the future's result on `context`'s thread, from the event loop, unless `context` is
/// gone by then or the future was given up. In place of QFuture::then(context, …), which in Qt 6.4 asserts
/// when the context dies before the future has finished.
template <class Value, class Receiver>
void whenFinished(const QFuture<Value> &future, QObject *context, Receiver then)
{
    auto *watcher = new QFutureWatcher<Value>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context,
                     [watcher, then = std::move(then)]() mutable {
                         watcher->deleteLater();
                         if (!watcher->isCanceled() && watcher->future().resultCount() > 0)
                             then(watcher->result());
                     });
    watcher->setFuture(future);
}

} // namespace turnpike::client
