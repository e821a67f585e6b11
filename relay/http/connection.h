// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "relay/http/reader.h"
#include "relay/http/turned_away.h"

#include <QObject>
#include <QTcpSocket>
#include <QTimer>

#include <chrono>
#include <functional>

namespace turnpike::http {

/// What the holder of a client certificate is to the server: nobody, or one of these.
enum class Standing {
    Known,
    Privileged ///< some of the places are kept for them
};

/// What a server does with requests.
struct Handler {
    /// Optional. Who holds the client certificate of this fingerprint; nothing for a stranger.
    std::function<std::optional<Standing>(const QByteArray &fingerprint)> recognize;
    /// Optional. Called when a header was read, before the body: an answer refuses it.
    std::function<std::optional<Response>(Request &)> admit;
    /// The answer to a request.
    std::function<Answer(Request &)> answer;
    /// A request to become a WebSocket: takes the socket, none of whose bytes were read, or answers.
    std::function<std::optional<Response>(Request &, QTcpSocket *)> upgrade;
    /// Counts what a limit turned away.
    std::function<void(TurnedAway)> turnedAway = [](TurnedAway) {};
    /// Optional. Takes the body of an admitted request whose header was read, in the place of `answer`;
    /// nothing: the body is kept in memory, up to the limit of all.
    std::function<std::unique_ptr<BodySink>(Request &)> sink = {};
};

/// One client's connection, one request at a time (RFC 9112), with a limit on everything a client could
/// make large or slow: header, body, time for each, time without a request, unread answers. A stranger has
/// far less of everything.
/// Owns the socket until it becomes a WebSocket, and deletes itself when it is done.
class Connection : public QObject {
    Q_OBJECT
public:
    struct Timeouts {
        std::chrono::milliseconds header = std::chrono::seconds(10); ///< also the TLS handshake
        /// For a whole body; for one that a sink takes, the time for each 64 KB.
        std::chrono::milliseconds body = std::chrono::seconds(60);
        std::chrono::milliseconds idle = std::chrono::seconds(60);
        std::chrono::milliseconds linger = std::chrono::seconds(5);
    };

    Connection(QTcpSocket *socket, quint64 number, const Handler &handler, const Reader::Limits &limits,
               const Timeouts &timeouts, QObject *parent);
    ~Connection() override;

    [[nodiscard]] const QByteArray &clientFingerprint() const;
    [[nodiscard]] bool isKnown() const { return m_isKnown; }
    void setKnown() { m_isKnown = true; }
    /// The first request is answered with this, and the connection ends.
    void refuseEverything(const Response &response) { m_refusal = response; }
    /// What it keeps in memory for its client: answers that were not taken, a body that is not complete.
    [[nodiscard]] qint64 held() const;
    /// At once, whatever is under way.
    void end() { finish(); }

Q_SIGNALS:
    void heldMore();

private:
    enum class State {
        Idle,      ///< between requests
        Header,    ///< part of a header is there
        Body,      ///< part of a body is there
        Storing,   ///< a piece of a body is being taken elsewhere
        Answering, ///< the answer is being worked out elsewhere
        Sending,   ///< a body is read as the client takes it
        Lingering  ///< refused in mid-body; what still comes is thrown away: a closed door would eat the
                   ///< answer
    };
    void enter(State state);
    void read();
    /// Whether there may be more to do at once.
    [[nodiscard]] bool readStep();
    [[nodiscard]] bool readHeader();
    [[nodiscard]] bool readBody();
    /// What came of a body goes to its sink. Whether there may be more to do at once.
    [[nodiscard]] bool storePiece(bool isComplete);
    void awaitSink(const QFuture<void> &stored, bool isComplete);
    void goOnWithBody();
    [[nodiscard]] bool handOver();
    void answer(const Answer &answer);
    void await(const QFuture<Response> &answer);
    void send(const Response &response);
    /// The next piece of a body that is sent from its source. Whether there may be more to do at once.
    [[nodiscard]] bool sendPiece();
    void finishAnswer(bool keepsConnection);
    void refuse(const Response &response);
    [[nodiscard]] const Response &counted(const Response &refusal) const;
    [[nodiscard]] qint64 unsent() const;
    void timeIsUp();
    void finish();

    QTcpSocket *m_socket;
    quint64 m_number;
    const Handler &m_handler;
    Reader::Limits m_limits;
    Timeouts m_timeouts;
    QTimer m_timer;
    State m_state = State::Idle;
    bool m_isReading = false; ///< writing can lead back to read()
    bool m_isKnown = false;
    mutable QByteArray m_fingerprint;
    std::optional<Response> m_refusal;
    std::unique_ptr<BodySink> m_sink;            ///< while Body or Storing
    qsizetype m_stored = 0;                      ///< since the time for the body began anew
    std::chrono::milliseconds m_bodyTimeLeft{0}; ///< while Storing: what the client has when it goes on
    std::shared_ptr<BodySource> m_source;        ///< while Sending
    std::optional<qint64> m_remaining;           ///< of the source, when its size was told
    bool m_isInChunks = false;
    bool m_keepsConnection = false; ///< after what is being sent
    std::unique_ptr<Reader> m_reader;
};

} // namespace turnpike::http
