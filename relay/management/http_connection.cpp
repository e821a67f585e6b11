// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/management/http_connection.h"

#include "relay/management/unsent_bytes.h"

#include <QSslCertificate>
#include <QSslSocket>

namespace turnpike::management {

namespace {

/// Decrypted bytes that wait to be read; beyond them TCP's own flow control holds the client back.
constexpr qint64 kReadBuffer = 64 * 1024;
/// Nothing more is read from a client that does not take this much of what it asked for.
constexpr qint64 kMostUnsent = 8 * 1024 * 1024;

QByteArray fingerprintOf(const QTcpSocket *socket)
{
    const auto *encrypted = qobject_cast<const QSslSocket *>(socket);
    if (!encrypted)
        return {};
    const auto certificate = encrypted->peerCertificate();
    const auto now = QDateTime::currentDateTimeUtc();
    if (certificate.isNull() || now < certificate.effectiveDate() || now > certificate.expiryDate())
        return {};
    return certificate.digest(QCryptographicHash::Sha256).toHex();
}

} // namespace

HttpConnection::HttpConnection(QTcpSocket *socket, quint64 number, const HttpHandler &handler,
                               const HttpReader::Limits &limits, const Patience &patience, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_number(number)
    , m_handler(handler)
    , m_limits(limits)
    , m_patience(patience)
    , m_reader(std::make_unique<HttpReader>(limits))
{
    m_socket->setParent(this);
    m_socket->setReadBufferSize(kReadBuffer);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &HttpConnection::timeIsUp);
    connect(m_socket, &QIODevice::readyRead, this, &HttpConnection::read);
    connect(m_socket, &QIODevice::bytesWritten, this, &HttpConnection::read);
    if (auto *encrypted = qobject_cast<QSslSocket *>(m_socket))
        connect(encrypted, &QSslSocket::encryptedBytesWritten, this, &HttpConnection::read);
    connect(m_socket, &QAbstractSocket::disconnected, this, &HttpConnection::finish);
    connect(m_socket, &QAbstractSocket::errorOccurred, this, &HttpConnection::finish);
    m_timer.start(m_patience.header);
}

HttpConnection::~HttpConnection() = default;

void HttpConnection::enter(State state)
{
    m_state = state;
    switch (state) {
    case State::Idle:
        m_reader = std::make_unique<HttpReader>(m_limits);
        m_timer.start(m_patience.idle);
        break;
    case State::Header:
        m_timer.start(m_patience.header);
        break;
    case State::Body:
        m_timer.start(m_patience.body);
        break;
    case State::Lingering:
        m_timer.start(m_patience.linger);
        break;
    }
}

void HttpConnection::read()
{
    if (m_isReading)
        return;
    m_isReading = true;
    while (m_socket && unsentBytes(*m_socket) <= kMostUnsent && readStep()) {
    }
    m_isReading = false;
}

bool HttpConnection::readStep()
{
    switch (m_state) {
    case State::Idle:
        if (m_socket->bytesAvailable() == 0)
            return false;
        enter(State::Header);
        return true;
    case State::Header:
        return readHeader();
    case State::Body:
        return readBody();
    case State::Lingering:
        return !m_socket->readAll().isEmpty();
    }
    return false;
}

bool HttpConnection::readHeader()
{
    switch (m_reader->readHeader(m_socket->peek(m_limits.header + 1))) {
    case HttpReader::Progress::NeedsMore:
    case HttpReader::Progress::Complete:
        return false;
    case HttpReader::Progress::Refused:
        refuse(m_reader->refusal());
        return true;
    case HttpReader::Progress::HeaderRead:
        break;
    }
    auto &request = m_reader->request();
    request.peer = m_socket->peerAddress();
    request.connection = m_number;
    request.clientFingerprint = fingerprintOf(m_socket);
    if (const auto refusal = m_handler.admit ? m_handler.admit(request) : std::nullopt) {
        m_socket->skip(m_reader->headerSize());
        if (m_reader->hasBody())
            refuse(*refusal);
        else
            answer(*refusal);
        return true;
    }
    if (m_handler.upgrade && request.asksForWebSocket())
        return handOver();
    m_socket->skip(m_reader->headerSize());
    if (m_reader->expectsContinue())
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
    enter(State::Body);
    return true;
}

bool HttpConnection::handOver()
{
    m_timer.stop();
    m_socket->disconnect(this);
    // A WebSocket reads as it likes; its own limits apply from now on.
    m_socket->setReadBufferSize(0);
    auto refusal = m_handler.upgrade(m_reader->request(), m_socket);
    if (!refusal) {
        m_socket = nullptr;
        deleteLater();
        return false;
    }
    connect(m_socket, &QIODevice::readyRead, this, &HttpConnection::read);
    connect(m_socket, &QAbstractSocket::disconnected, this, &HttpConnection::finish);
    refuse(*refusal);
    return true;
}

bool HttpConnection::readBody()
{
    const QByteArray bytes = m_socket->peek(kReadBuffer);
    qsizetype consumed = 0;
    const auto progress = m_reader->readBody(bytes, consumed);
    m_socket->skip(consumed);
    if (progress == HttpReader::Progress::NeedsMore)
        return consumed > 0;
    if (progress == HttpReader::Progress::Refused)
        refuse(m_reader->refusal());
    else
        answer(m_handler.answer(m_reader->request()));
    return true;
}

void HttpConnection::answer(const HttpResponse &response)
{
    const bool keeps = !response.mustClose && m_reader->keepsConnection();
    m_socket->write(response.toBytes(keeps));
    if (keeps) {
        enter(State::Idle);
        return;
    }
    enter(State::Lingering);
    m_socket->disconnectFromHost();
}

void HttpConnection::refuse(const HttpResponse &response)
{
    m_socket->write(response.toBytes(false));
    enter(State::Lingering);
}

void HttpConnection::timeIsUp()
{
    if (m_state == State::Header || m_state == State::Body) {
        // RFC 9110 section 15.5.9
        refuse({408, "text/plain", "The request took too long to arrive.\n", {}, true});
        return;
    }
    finish();
}

void HttpConnection::finish()
{
    if (!m_socket)
        return;
    m_timer.stop();
    m_socket->disconnect(this);
    m_socket->abort();
    m_socket->deleteLater();
    m_socket = nullptr;
    deleteLater();
}

} // namespace turnpike::management
