// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/interop/loopback_relay.h"
#include "tests/relay/tls/certificate_files.h"
#include "tests/support/main.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <QUrlQuery>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;

namespace {

/// Two peers need a relayed address each, and some ask for more than they use.
constexpr std::uint64_t kLeastCalls = 2;
constexpr int kPatience = 60'000;

const QString kWebrtcFolder = QStringLiteral(TURNPIKE_SOURCE_DIR "/tests/interop/webrtc/");

QString browserPath()
{
    const QString path = QStandardPaths::findExecutable(u"chromium"_s);
    if (path.isEmpty())
        qFatal("chromium is missing: install the package chromium");
    return path;
}

/// Gives a browser its page, and takes what the page says in the end.
class PageServer : public QTcpServer {
public:
    PageServer() { connect(this, &QTcpServer::newConnection, this, &PageServer::accept); }
    [[nodiscard]] const QString &said() const { return m_said; }

private:
    void accept()
    {
        QTcpSocket *const socket = nextPendingConnection();
        auto request = std::make_shared<QByteArray>();
        connect(socket, &QTcpSocket::readyRead, this, [this, socket, request] {
            *request += socket->readAll();
            const auto end = request->indexOf("\r\n\r\n");
            if (end < 0)
                return;
            if (request->startsWith("GET ")) {
                QFile page(kWebrtcFolder + u"pair.html"_s);
                answer(*socket, page.open(QIODevice::ReadOnly) ? page.readAll() : QByteArray());
                return;
            }
            // A body of one short line comes whole, and not empty.
            if (const QByteArray body = request->mid(end + 4); !body.isEmpty()) {
                m_said = QString::fromUtf8(body);
                answer(*socket, {});
            }
        });
    }
    static void answer(QTcpSocket &socket, const QByteArray &page)
    {
        socket.write("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\nContent-Length: " +
                     QByteArray::number(page.size()) + "\r\n\r\n" + page);
        socket.disconnectFromHost();
    }
    QString m_said;
};

} // namespace

/// The relay under WebRTC clients of others, whose two peers may only use relayed candidates.
class TestWebrtcClients : public QObject {
    Q_OBJECT

private:
    CertificateFiles m_certificates;
    std::unique_ptr<edge::Edge> m_relay;

    [[nodiscard]] QString portOf(const QString &transport) const
    {
        for (const auto &listener : m_relay->listeners()) {
            if (listener.transport == transport.toStdString())
                return QString::number(listener.address.port.value);
        }
        return {};
    }
    /// The relay saw what the client says.
    void verifyCalls() const { QVERIFY(m_relay->snapshot().totals.allocationsCreated >= kLeastCalls); }
    /// A script of ours that drives a library; Debian's own interpreter has the library's bindings.
    static void runScript(const QString &name, const QStringList &arguments)
    {
        QProcess script;
        script.setProcessChannelMode(QProcess::MergedChannels);
        script.start(u"/usr/bin/python3"_s, QStringList{kWebrtcFolder + name} + arguments);
        QVERIFY2(script.waitForFinished(kPatience), qPrintable(script.errorString()));
        const QString output = QString::fromLocal8Bit(script.readAll());
        QVERIFY2(script.exitCode() == 0 && output.contains(u"relayed 100"_s), qPrintable(output));
    }

private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        m_certificates.write("relay");
        edge::Settings settings = settingsForLoopback(2, {Port{19500}, Port{19999}});
        settings.certificates = {m_certificates.entry("relay")};
        m_relay = std::move(edge::Edge::start(settings).value());
    }
    void cleanup() { m_relay.reset(); }

    void chromiumRelays_data()
    {
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("transport");
        QTest::newRow("turn over UDP") << u"turn:127.0.0.1:%1?transport=udp"_s << u"udp"_s;
        QTest::newRow("turn over TCP") << u"turn:127.0.0.1:%1?transport=tcp"_s << u"tcp"_s;
        QTest::newRow("turns") << u"turns:127.0.0.1:%1?transport=tcp"_s << u"tls"_s;
    }
    void chromiumRelays()
    {
        QFETCH(const QString, url);
        QFETCH(const QString, transport);
        PageServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        QUrlQuery query;
        query.addQueryItem(u"url"_s,
                           QString::fromLatin1(QUrl::toPercentEncoding(url.arg(portOf(transport)))));
        query.addQueryItem(u"user"_s, QString::fromLatin1(kUser));
        query.addQueryItem(u"password"_s, QString::fromLatin1(kPassword));
        QTemporaryDir profile;
        profile.setAutoRemove(false);
        QProcess browser;
        browser.setStandardOutputFile(QProcess::nullDevice());
        browser.setStandardErrorFile(QProcess::nullDevice());
        browser.start(browserPath(),
                      {u"--headless=new"_s, u"--no-sandbox"_s, u"--disable-gpu"_s,
                       u"--disable-dev-shm-usage"_s, u"--no-first-run"_s, u"--ignore-certificate-errors"_s,
                       u"--user-data-dir="_s + profile.path(),
                       u"http://127.0.0.1:%1/?"_s.arg(server.serverPort()) + query.query()});
        QVERIFY2(browser.waitForStarted(), qPrintable(browser.errorString()));
        QTRY_VERIFY_WITH_TIMEOUT(!server.said().isEmpty(), kPatience);
        browser.terminate();
        if (!browser.waitForFinished(10'000)) {
            browser.kill();
            QVERIFY(browser.waitForFinished());
        }
        // Helpers of the browser write there for some moments after it has ended.
        QTRY_VERIFY(QDir(profile.path()).removeRecursively());
        QCOMPARE(server.said(), u"relayed 100 as relay over "_s + transport);
        verifyCalls();
    }

    void libniceRelays_data()
    {
        QTest::addColumn<QString>("transport");
        QTest::newRow("UDP") << u"udp"_s;
        QTest::newRow("TCP") << u"tcp"_s;
    }
    void libniceRelays()
    {
        QFETCH(const QString, transport);
        runScript(u"nice_pair.py"_s, {u"127.0.0.1"_s, portOf(transport), transport,
                                      QString::fromLatin1(kUser), QString::fromLatin1(kPassword)});
        if (!QTest::currentTestFailed())
            verifyCalls();
    }

    void gstreamerRelays()
    {
        runScript(u"gstreamer_pair.py"_s,
                  {u"turn://%1:%2@127.0.0.1:%3?transport=tcp"_s.arg(
                      QString::fromLatin1(kUser), QString::fromLatin1(kPassword), portOf(u"tcp"_s))});
        if (!QTest::currentTestFailed())
            verifyCalls();
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestWebrtcClients)
#include "tst_webrtc_clients.moc"
