// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/live_stream.h"

#include "core/wire/json.h"
#include "core/wire/json_reader.h"

#include <QSignalBlocker>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace turnpike::client {

namespace {

using namespace std::chrono_literals;

constexpr auto kFirstDelay = 500ms;
constexpr std::chrono::milliseconds kLongestDelay = 10s;
/// A picture comes every second, so this much silence is a dead path that TCP has not noticed.
constexpr auto kSilence = 10s;
/// A keyframe of 100,000 allocations is about 20 MB.
constexpr quint64 kLargestMessage = 64U * 1024U * 1024U;

const QString kKeyframeRequest = u"{\"request\":\"keyframe\"}"_s;

} // namespace

LiveStream::LiveStream(QUrl url, TlsIdentity identity, QObject *parent)
    : QObject(parent)
    , m_url(std::move(url))
    , m_identity(std::move(identity))
    , m_decoder(new LiveDecoder)
    , m_delay(kFirstDelay)
{
    m_decoder->moveToThread(&m_thread);
    connect(&m_thread, &QThread::finished, m_decoder, &QObject::deleteLater);
    m_thread.setObjectName(u"live decoder"_s);
    m_thread.start();

    m_socket.setMaxAllowedIncomingFrameSize(kLargestMessage);
    m_socket.setMaxAllowedIncomingMessageSize(kLargestMessage);
    connect(&m_socket, &QWebSocket::connected, this, &LiveStream::opened);
    connect(&m_socket, &QWebSocket::disconnected, this, &LiveStream::closed);
    connect(&m_socket, qOverload<QAbstractSocket::SocketError>(&QWebSocket::error), this,
            &LiveStream::closed);
    connect(&m_socket, &QWebSocket::sslErrors, this, [this](const QList<QSslError> &complaints) {
        const auto refused = judgeServer(m_url.authority(), m_socket.sslConfiguration().peerCertificate(),
                                         m_identity.pinned, complaints);
        if (refused)
            refuse(*refused);
        else
            m_socket.ignoreSslErrors();
    });
    connect(&m_socket, &QWebSocket::binaryMessageReceived, m_decoder, &LiveDecoder::take);
    connect(&m_socket, &QWebSocket::binaryMessageReceived, &m_silence, qOverload<>(&QTimer::start));
    connect(&m_socket, &QWebSocket::textMessageReceived, this, &LiveStream::takeText);

    connect(m_decoder, &LiveDecoder::keyframeNeeded, this, [this] {
        if (m_socket.isValid())
            m_socket.sendTextMessage(kKeyframeRequest);
    });
    connect(m_decoder, &LiveDecoder::failed, this, &LiveStream::broke);
    connect(m_decoder, &LiveDecoder::pictureWaiting, this, [this] {
        const auto picture = m_decoder->collect();
        if (picture && m_isRunning)
            Q_EMIT snapshotArrived(picture);
    });

    m_retry.setSingleShot(true);
    connect(&m_retry, &QTimer::timeout, this, &LiveStream::open);
    m_silence.setSingleShot(true);
    m_silence.setInterval(kSilence);
    connect(&m_silence, &QTimer::timeout, this, [this] {
        m_socket.abort();
        closed(); // a socket that was still connecting says nothing when it is aborted
    });
}

LiveStream::~LiveStream()
{
    m_isRunning = false;
    m_socket.disconnect(this);
    m_socket.abort();
    m_thread.quit();
    m_thread.wait();
}

void LiveStream::start()
{
    if (std::exchange(m_isRunning, true))
        return;
    m_delay = kFirstDelay;
    open();
}

void LiveStream::stop()
{
    if (!std::exchange(m_isRunning, false))
        return;
    m_retry.stop();
    m_silence.stop();
    m_socket.close();
}

void LiveStream::open()
{
    {
        const QSignalBlocker quiet(m_socket);
        m_socket.abort();
    }
    QMetaObject::invokeMethod(m_decoder, &LiveDecoder::restart, Qt::QueuedConnection);
    m_socket.setSslConfiguration(m_identity.configuration);
    m_socket.open(m_url);
    m_silence.start();
}

void LiveStream::opened()
{
    // The upgrade request carries nothing secret; what comes back is believed only from the pinned relay.
    const auto refused =
        judgeServer(m_url.authority(), m_socket.sslConfiguration().peerCertificate(), m_identity.pinned);
    if (refused)
        return refuse(*refused);
    m_delay = kFirstDelay;
    m_silence.start();
}

void LiveStream::closed()
{
    if (!m_isRunning || m_retry.isActive())
        return;
    m_silence.stop();
    m_retry.start(m_delay);
    m_delay = std::min<std::chrono::milliseconds>(m_delay * 2, kLongestDelay);
    Q_EMIT broke({Error::Code::Unavailable,
                  "the live view broke off: " + m_socket.errorString().toStdString(),
                  m_url.authority().toStdString(),
                  {},
                  "it is tried again by itself"});
}

void LiveStream::refuse(const Error &error)
{
    m_isRunning = false;
    m_retry.stop();
    m_silence.stop();
    m_socket.abort();
    Q_EMIT broke(error);
}

void LiveStream::takeText(const QString &message)
{
    const auto json = parseObject(message.toUtf8(), u"live message"_s);
    if (!json)
        return Q_EMIT broke(json.error());
    if (const auto inner = json->value(u"revision"_s); inner.isObject()) {
        if (const auto revision = wire::revisionFromJson(inner.toObject()))
            Q_EMIT revisionChanged(*revision);
        else
            Q_EMIT broke(revision.error());
    }
    if (const auto inner = json->value(u"log"_s); inner.isObject()) {
        const auto object = inner.toObject();
        JsonReader reader(object, u"log"_s);
        const auto time = reader.time("time");
        const auto text = reader.text("text");
        if (reader.finish())
            Q_EMIT broke(*reader.finish());
        else
            Q_EMIT logged(time, text);
    }
}

} // namespace turnpike::client
