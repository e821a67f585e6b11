// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/cbor_codec.h"
#include "tests/relay/management/api_client.h"
#include "tests/support/main.h"

#include <QtEndian>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using turnpike::testing::ApiClient;
using turnpike::testing::ClientIdentity;
using turnpike::testing::ServedRelay;

namespace {

constexpr qint64 kMegabyte = 1024 * 1024;
/// Qt reads no more from the network than fits in here: TCP's own flow control then holds the sender back.
constexpr qint64 kDeaf = 1024;

/// Takes the frames of RFC 6455 out of what a server sent; a server's are not masked, and these are whole.
struct Frames {
    struct Frame {
        int opcode = 0;
        QByteArray payload;
    };
    QByteArray bytes;

    [[nodiscard]] std::optional<Frame> take()
    {
        const auto *at = reinterpret_cast<const uchar *>(bytes.constData());
        if (bytes.size() < 2)
            return std::nullopt;
        qsizetype head = 2;
        qsizetype length = at[1] & 0x7F;
        if (length == 126 && bytes.size() >= 4) {
            head = 4;
            length = qFromBigEndian<quint16>(at + 2);
        } else if (length == 127 && bytes.size() >= 10) {
            head = 10;
            length = static_cast<qsizetype>(qFromBigEndian<quint64>(at + 2));
        } else if (length > 125) {
            return std::nullopt;
        }
        if (bytes.size() < head + length)
            return std::nullopt;
        Frame frame{at[0] & 0x0F, bytes.mid(head, length)};
        bytes.remove(0, head + length);
        return frame;
    }
};

} // namespace

/// A client that asks and does not read costs a bounded amount of memory, and loses nothing that it needs.
class TestSlowClients : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void requestsOfAClientThatDoesNotReadAreNotAnswered_data() { ways(); }
    void requestsOfAClientThatDoesNotReadAreNotAnswered()
    {
        QFETCH(bool, isEncrypted);
        constexpr int kRequests = 64;
        int answered = 0;
        http::Handler handler;
        handler.answer = [&answered](http::Request &) {
            ++answered;
            return http::Response{200, "text/plain", QByteArray(kMegabyte, 'x'), {}, false};
        };
        http::Server server(handler, {});
        if (isEncrypted)
            server.setTls(serverTls());
        VERIFY_RESULT(server.serve({IpAddress::v4(0x7f000001), Port{0}}, "the test"));

        QSslSocket socket;
        if (isEncrypted) {
            auto configuration = QSslConfiguration::defaultConfiguration();
            configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
            socket.setSslConfiguration(configuration);
            socket.connectToHostEncrypted(u"127.0.0.1"_s, server.boundAddress().port.value);
            QTRY_VERIFY(socket.isEncrypted());
        } else {
            socket.connectToHost(u"127.0.0.1"_s, server.boundAddress().port.value);
            QTRY_COMPARE(socket.state(), QAbstractSocket::ConnectedState);
        }
        socket.setReadBufferSize(kDeaf);
        for (int i = 0; i < kRequests; ++i)
            socket.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        QTRY_VERIFY(answered > 0 && socket.bytesToWrite() + socket.encryptedBytesToWrite() == 0);
        // Somebody else's request comes after all of them, and is answered.
        QTcpSocket other;
        other.connectToHost(u"127.0.0.1"_s, server.boundAddress().port.value);
        QTRY_COMPARE(other.state(), QAbstractSocket::ConnectedState);
        QCoreApplication::processEvents();
        // What the server keeps for it, and what the system's buffers took.
        QVERIFY2(answered < 32, qPrintable(QString::number(answered)));

        socket.setReadBufferSize(0);
        qint64 read = 0;
        QTRY_VERIFY_WITH_TIMEOUT((read += socket.readAll().size()) > kRequests * kMegabyte, 20'000);
        QCOMPARE(answered, kRequests);
    }

    void aSlowWatcherMissesPicturesAndGoesOnWithAKeyframe()
    {
        ServedRelay served;
        VERIFY_RESULT(served.start());
        const auto identity = served.paired(wire::Role::Viewer, u"vera"_s);
        VERIFY_RESULT(identity);
        ApiClient watcher(served.address(), *identity);
        QSslSocket &socket = watcher.socket();
        socket.write("GET /api/v1/live HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
                     "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
                     "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        Frames frames;
        QTRY_VERIFY((frames.bytes += socket.readAll()).contains("\r\n\r\n"));
        QVERIFY(frames.bytes.startsWith("HTTP/1.1 101"));
        frames.bytes.remove(0, frames.bytes.indexOf("\r\n\r\n") + 4);
        std::optional<Frames::Frame> first;
        QTRY_VERIFY(first || (frames.bytes += socket.readAll(), first = frames.take()));
        QCOMPARE(first->opcode, 2);

        socket.setReadBufferSize(kDeaf);
        constexpr int kLines = 128;
        const QString line(kMegabyte / 4, u'x');
        for (int i = 0; i < kLines; ++i)
            served.relay.controller->log(line);
        served.relay.clock->advance(3s);

        socket.setReadBufferSize(0);
        int lines = 0;
        std::optional<Frames::Frame> picture;
        const auto readOn = [&] {
            frames.bytes += socket.readAll();
            while (auto frame = frames.take()) {
                if (frame->opcode == 1)
                    ++lines;
                else if (frame->opcode == 2 && !picture)
                    picture = frame;
            }
            // Only then can the next one be sent.
            if (!picture && lines > 0 && frames.bytes.isEmpty())
                served.relay.clock->advance(1s);
            return picture.has_value();
        };
        QTRY_VERIFY_WITH_TIMEOUT(readOn(), 20'000);
        QVERIFY2(lines > 0 && lines < kLines / 2, qPrintable(QString::number(lines)));
        const auto decoded = live::decode(picture->payload);
        VERIFY_RESULT(decoded);
        QVERIFY(std::holds_alternative<live::Snapshot>(*decoded));
    }

private:
    static void ways()
    {
        QTest::addColumn<bool>("isEncrypted");
        QTest::newRow("in clear") << false;
        QTest::newRow("TLS") << true;
    }
    static QSslConfiguration serverTls()
    {
        const QTemporaryDir folder;
        const auto authority = trust::CertificateAuthority::open(folder.path(), {IpAddress::v4(0x7f000001)});
        QSslConfiguration tls;
        if (authority) {
            tls.setLocalCertificate(authority->serverCertificate());
            tls.setPrivateKey(authority->serverKey());
        }
        tls.setPeerVerifyMode(QSslSocket::VerifyNone);
        return tls;
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestSlowClients)
#include "tst_slow_clients.moc"
