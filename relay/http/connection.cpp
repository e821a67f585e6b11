// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/connection.h"

#include "relay/http/unsent_bytes.h"

#include <QFutureWatcher>
#include <QSslCertificate>
#include <QSslSocket>

#include <algorithm>
#include <utility>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace turnpike::http {

namespace {

/// Decrypted bytes that wait to be read; beyond them TCP's own flow control holds the client back.
constexpr qint64 kReadBuffer = 64 * 1024;
/// The next request is read when less than this of the answers before it is unsent: one connection never
/// holds more than this and one answer.
constexpr qint64 kMostUnsent = 256 * 1024;
constexpr qint64 kMostUnsentToStrangers = 16 * 1024;
/// Of a body that is read as its client takes it, or stored as its client sends it.
constexpr qsizetype kPiece = 64 * 1024;
/// What makes it worth asking the allocator to give memory back.
constexpr qint64 kMuch = 1024 * 1024;

/// The allocator keeps what many small buffers leave behind.
void giveMemoryBack()
{
#ifdef __GLIBC__
    ::malloc_trim(0);
#endif
}

QByteArray fingerprintOf(const QTcpSocket *socket)
{
    const auto *encrypted = qobject_cast<const QSslSocket *>(socket);
    if (!encrypted)
        return {};
    const auto certificate = encrypted->peerCertificate();
    // That it is not valid yet says only that this machine's clock went back: the relay itself has issued it,
    // and whoever could put the clock right would be locked out.
    if (certificate.isNull() || QDateTime::currentDateTimeUtc() > certificate.expiryDate())
        return {};
    return certificate.digest(QCryptographicHash::Sha256).toHex();
}

/// What is wrong with a certificate that was shown and does not count.
std::optional<Error> complaintAbout(const QTcpSocket *socket)
{
    const auto *encrypted = qobject_cast<const QSslSocket *>(socket);
    if (!encrypted || encrypted->peerCertificate().isNull())
        return std::nullopt;
    const auto now = QDateTime::currentDateTimeUtc();
    const auto end = encrypted->peerCertificate().expiryDate().toUTC();
    if (now <= end)
        return std::nullopt;
    return Error{Error::Code::Unauthenticated,
                 "the client certificate has expired: it was valid until " +
                     end.toString(Qt::ISODate).toStdString() + ", and the clock of the relay says " +
                     now.toString(Qt::ISODate).toStdString(),
                 {},
                 "a certificate that is still valid",
                 "check the clocks of both machines; if they are right, pair again (turnpiked --pair)"};
}

} // namespace

Connection::Connection(QTcpSocket *socket, quint64 number, const Handler &handler,
                       const Reader::Limits &limits, const Timeouts &timeouts, QObject *parent)
    : QObject(parent)
    , m_socket(socket)
    , m_number(number)
    , m_handler(handler)
    , m_limits(limits)
    , m_timeouts(timeouts)
    , m_reader(std::make_unique<Reader>(limits))
{
    m_socket->setParent(this);
    m_socket->setReadBufferSize(kReadBuffer);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Connection::timeIsUp);
    connect(m_socket, &QIODevice::readyRead, this, &Connection::read);
    connect(m_socket, &QIODevice::bytesWritten, this, &Connection::read);
    if (auto *encrypted = qobject_cast<QSslSocket *>(m_socket))
        connect(encrypted, &QSslSocket::encryptedBytesWritten, this, &Connection::read);
    connect(m_socket, &QAbstractSocket::disconnected, this, &Connection::finish);
    connect(m_socket, &QAbstractSocket::errorOccurred, this, &Connection::finish);
    m_timer.start(m_timeouts.header);
}

Connection::~Connection() = default;

void Connection::enter(State state)
{
    m_state = state;
    switch (state) {
    case State::Idle:
        m_reader = std::make_unique<Reader>(m_limits);
        m_timer.start(m_timeouts.idle);
        break;
    case State::Header:
        m_timer.start(m_timeouts.header);
        break;
    case State::Body:
        m_timer.start(m_timeouts.body);
        break;
    case State::Storing:
        m_bodyTimeLeft = std::max(m_timer.remainingTimeAsDuration(), std::chrono::milliseconds(0));
        m_timer.stop();
        break;
    case State::Answering:
        // What works on it has bounds of its own.
        m_timer.stop();
        break;
    case State::Sending:
        m_timer.start(m_timeouts.idle);
        break;
    case State::Lingering:
        m_timer.start(m_timeouts.linger);
        break;
    }
}

const QByteArray &Connection::clientFingerprint() const
{
    if (m_fingerprint.isEmpty() && m_socket)
        m_fingerprint = fingerprintOf(m_socket);
    return m_fingerprint;
}

qint64 Connection::held() const
{
    return unsent() + (m_state == State::Body ? m_reader->bodySize() : 0);
}

qint64 Connection::unsent() const
{
    return m_socket ? unsentBytes(*m_socket) : 0;
}

void Connection::read()
{
    if (m_isReading)
        return;
    m_isReading = true;
    while (m_socket && unsent() <= (m_isKnown ? kMostUnsent : kMostUnsentToStrangers) && readStep()) {
    }
    m_isReading = false;
}

bool Connection::readStep()
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
    case State::Storing:
    case State::Answering:
        return false;
    case State::Sending:
        return sendPiece();
    case State::Lingering:
        return !m_socket->readAll().isEmpty();
    }
    return false;
}

bool Connection::readHeader()
{
    switch (m_reader->readHeader(m_socket->peek(m_limits.header + 1))) {
    case Reader::Progress::NeedsMore:
    case Reader::Progress::Complete:
        return false;
    case Reader::Progress::Refused:
        refuse(counted(m_reader->refusal()));
        return true;
    case Reader::Progress::HeaderRead:
        break;
    }
    auto &request = m_reader->request();
    request.peer = m_socket->peerAddress();
    request.connection = m_number;
    // The certificate may have expired since the connection began.
    request.clientFingerprint = fingerprintOf(m_socket);
    request.certificateComplaint = complaintAbout(m_socket);
    auto refusal = m_refusal;
    if (!refusal && m_handler.admit)
        refusal = m_handler.admit(request);
    if (refusal) {
        m_socket->skip(m_reader->headerSize());
        if (m_reader->hasBody())
            refuse(*refusal);
        else
            send(*refusal);
        return true;
    }
    if (m_handler.upgrade && request.asksForWebSocket())
        return handOver();
    m_socket->skip(m_reader->headerSize());
    m_stored = 0;
    if (m_handler.sink)
        m_sink = m_handler.sink(request);
    if (m_reader->limitBody(m_sink ? m_sink->mostBytes() : m_limits.body) == Reader::Progress::Refused) {
        refuse(counted(m_reader->refusal()));
        return true;
    }
    if (m_reader->expectsContinue())
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
    enter(State::Body);
    return true;
}

bool Connection::handOver()
{
    m_timer.stop();
    m_socket->disconnect(this);
    auto refusal = m_handler.upgrade(m_reader->request(), m_socket);
    if (!refusal) {
        m_socket = nullptr;
        deleteLater();
        return false;
    }
    connect(m_socket, &QIODevice::readyRead, this, &Connection::read);
    connect(m_socket, &QAbstractSocket::disconnected, this, &Connection::finish);
    refuse(*refusal);
    return true;
}

bool Connection::readBody()
{
    const QByteArray bytes = m_socket->peek(kReadBuffer);
    qsizetype consumed = 0;
    const auto progress = m_reader->readBody(bytes, consumed);
    m_socket->skip(consumed);
    if (progress == Reader::Progress::Refused) {
        refuse(counted(m_reader->refusal()));
        return true;
    }
    if (m_sink)
        return storePiece(progress == Reader::Progress::Complete);
    if (progress == Reader::Progress::NeedsMore) {
        if (consumed > 0)
            Q_EMIT heldMore();
        return consumed > 0;
    }
    answer(m_handler.answer(m_reader->request()));
    return true;
}

bool Connection::storePiece(bool isComplete)
{
    const QByteArray piece = m_reader->takePiece();
    if (!piece.isEmpty()) {
        const auto stored = m_sink->write(piece);
        if (!stored) {
            refuse(Response::refusal(stored.error()));
            return true;
        }
        // Whoever sends a byte now and then is not waited for longer than whoever sends nothing.
        m_stored += piece.size();
        if (m_stored >= kPiece) {
            m_stored = 0;
            enter(State::Body);
        }
        if (*stored && !(*stored)->isFinished()) {
            awaitSink(**stored, isComplete);
            return false;
        }
    }
    if (isComplete)
        answer(std::exchange(m_sink, nullptr)->finish());
    return isComplete || !piece.isEmpty();
}

void Connection::awaitSink(const QFuture<void> &stored, bool isComplete)
{
    enter(State::Storing);
    auto *watcher = new QFutureWatcher<void>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher, isComplete] {
        watcher->deleteLater();
        if (!m_socket)
            return;
        goOnWithBody();
        if (isComplete)
            answer(std::exchange(m_sink, nullptr)->finish());
        read();
    });
    watcher->setFuture(stored);
}

// The time that a piece took to be stored is not the client's, and gives it none either: whoever sends a byte
// now and then would be waited for as often as one is stored.
void Connection::goOnWithBody()
{
    m_state = State::Body;
    m_timer.start(m_bodyTimeLeft);
}

void Connection::answer(const Answer &answer)
{
    if (const auto *later = std::get_if<QFuture<Response>>(&answer))
        await(*later);
    else
        send(std::get<Response>(answer));
}

void Connection::await(const QFuture<Response> &answer)
{
    enter(State::Answering);
    auto *watcher = new QFutureWatcher<Response>(this);
    connect(watcher, &QFutureWatcherBase::finished, this, [this, watcher] {
        watcher->deleteLater();
        if (!m_socket)
            return;
        // Nothing comes when the server ends.
        if (watcher->future().resultCount() == 0)
            return finish();
        send(watcher->result());
        read();
    });
    watcher->setFuture(answer);
}

void Connection::send(const Response &response)
{
    m_remaining = response.source ? response.source->size() : std::nullopt;
    m_isInChunks = response.source && !m_remaining && m_reader->understandsChunks();
    // The end of a body without a length or chunks is that of the connection (RFC 9112 section 6.3).
    const bool hasEnd = !response.source || m_remaining || m_isInChunks;
    const bool keeps = hasEnd && !response.mustClose && !m_refusal && m_reader->keepsConnection();
    // To HEAD goes what GET would say without the body: its bytes would be taken for the next answer
    // (RFC 9110 section 9.3.2).
    const bool isHead = m_reader->request().method == "HEAD";
    m_socket->write(isHead || response.source ? response.head(keeps, m_isInChunks) : response.toBytes(keeps));
    if (isHead || !response.source)
        return finishAnswer(keeps);
    m_source = response.source;
    m_keepsConnection = keeps;
    enter(State::Sending);
}

bool Connection::sendPiece()
{
    auto piece = m_source->read(m_remaining ? std::min<qint64>(kPiece, *m_remaining) : kPiece);
    const bool isShort = piece && piece->isEmpty() && m_remaining.value_or(0) > 0;
    if (!piece || isShort) {
        finish();
        return false;
    }
    if (m_isInChunks) // RFC 9112 section 7.1; the empty one is the last
        m_socket->write(QByteArray::number(piece->size(), 16) + "\r\n" + *piece + "\r\n");
    else
        m_socket->write(*piece);
    if (m_remaining)
        *m_remaining -= piece->size();
    if (piece->isEmpty() || m_remaining == 0) {
        m_source.reset();
        finishAnswer(m_keepsConnection);
        return true;
    }
    enter(State::Sending); // it goes on: its time begins anew
    Q_EMIT heldMore();
    return true;
}

void Connection::finishAnswer(bool keepsConnection)
{
    enter(keepsConnection ? State::Idle : State::Lingering);
    if (!keepsConnection)
        m_socket->disconnectFromHost();
    Q_EMIT heldMore();
}

void Connection::refuse(const Response &response)
{
    m_sink.reset();
    m_socket->write(response.toBytes(false));
    enter(State::Lingering);
}

const Response &Connection::counted(const Response &refusal) const
{
    // RFC 9110 section 15.5.14 and RFC 6585 section 5
    if (refusal.status == 413 || refusal.status == 431)
        m_handler.turnedAway(TurnedAway::RequestTooLarge);
    return refusal;
}

void Connection::timeIsUp()
{
    if (m_state == State::Header || m_state == State::Body) {
        // RFC 9110 section 15.5.9
        refuse({408, "text/plain", "The request took too long to arrive.\n", {}, true});
        return;
    }
    finish();
}

void Connection::finish()
{
    if (!m_socket)
        return;
    m_timer.stop();
    m_sink.reset();
    m_socket->disconnect(this);
    const bool heldMuch = unsent() > kMuch;
    m_socket->abort();
    m_socket->deleteLater();
    m_socket = nullptr;
    deleteLater();
    if (heldMuch)
        connect(this, &QObject::destroyed, &giveMemoryBack);
}

} // namespace turnpike::http
