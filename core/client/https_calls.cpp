// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/https_connection.h"
#include "core/client/when_finished.h"

using namespace Qt::StringLiterals;

namespace turnpike::client {

namespace {

using namespace std::chrono_literals;

constexpr auto kSnapshotTimeout = 10s;

} // namespace

Error HttpsConnection::notOpen() const
{
    return m_lastError.value_or(
        Error{Error::Code::Unavailable, "the connection is not open", identity().toStdString(), {}, {}});
}

void HttpsConnection::perform(std::shared_ptr<wire::PendingCall> call)
{
    whenReady([this, call = std::move(call)] {
        if (!m_http) {
            QMetaObject::invokeMethod(
                this, [call, error = notOpen()] { call->fail(error); }, Qt::QueuedConnection);
            return;
        }
        const auto request = httpRequest(call->route(), call->carried(), m_profile.host, m_profile.port);
        auto answer = call->route().isOverNewConnection ? m_http->sendAfresh(request) : m_http->send(request);
        whenFinished(answer, this, [this, call](const Result<wire::CarriedAnswer> &answered) {
            if (!answered) {
                if (m_state == State::Connected)
                    m_probe.start(0);
                return call->fail(answered.error());
            }
            call->finish(*answered);
            if (const auto changed = call->changedRevision())
                learn(*changed);
        });
    });
}

QFuture<Result<live::SharedSnapshot>> HttpsConnection::snapshot()
{
    using Picture = Result<live::SharedSnapshot>;
    auto promise = std::make_shared<QPromise<Picture>>();
    promise->start();
    auto future = promise->future();
    whenReady([this, promise] {
        if (!m_http) {
            QMetaObject::invokeMethod(
                this,
                [promise, error = notOpen()] {
                    promise->addResult(Picture(tl::make_unexpected(error)));
                    promise->finish();
                },
                Qt::QueuedConnection);
            return;
        }
        auto *stream = makeStream().release();
        stream->setParent(this);
        const auto finish = [promise, stream](Picture picture) {
            if (promise->future().isFinished())
                return;
            promise->addResult(std::move(picture));
            promise->finish();
            stream->stop();
            stream->deleteLater();
        };
        connect(stream, &LiveStream::snapshotArrived, this,
                [finish](const live::SharedSnapshot &picture) { finish(picture); });
        connect(stream, &LiveStream::broke, this,
                [finish](const Error &error) { finish(tl::make_unexpected(error)); });
        QTimer::singleShot(kSnapshotTimeout, stream, [this, finish] {
            finish(fail(Error::Code::Timeout, "the relay sent no picture of its calls in time",
                        identity().toStdString(), {}, "try again"));
        });
        stream->start();
    });
    return future;
}

} // namespace turnpike::client
