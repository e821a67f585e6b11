// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/live/cbor_codec.h"
#include "tests/relay/management/api_client.h"
#include "tests/support/main.h"

#include <QJsonArray>
#include <QWebSocket>

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using namespace turnpike;
using turnpike::testing::ClientIdentity;
using turnpike::testing::ServedRelay;

namespace {

/// A client of the live stream that keeps what it is sent.
class Watcher {
public:
    Watcher(const TransportAddress &server, const ClientIdentity &identity)
    {
        QSslConfiguration configuration;
        configuration.setPeerVerifyMode(QSslSocket::VerifyNone);
        if (!identity.certificate.isEmpty()) {
            configuration.setLocalCertificate(QSslCertificate(identity.certificate, QSsl::Pem));
            configuration.setPrivateKey(QSslKey(identity.key, QSsl::Ec, QSsl::Pem, QSsl::PrivateKey));
        }
        socket.setSslConfiguration(configuration);
        QObject::connect(&socket, &QWebSocket::binaryMessageReceived, &socket,
                         [this](const QByteArray &message) { pictures.push_back(live::decode(message)); });
        QObject::connect(&socket, &QWebSocket::textMessageReceived, &socket, [this](const QString &message) {
            texts << QJsonDocument::fromJson(message.toUtf8()).object();
        });
        socket.open(QUrl(u"wss://"_s + QString::fromStdString(server.toString()) + u"/api/v1/live"_s));
    }

    [[nodiscard]] bool hasPictures(std::size_t count)
    {
        return QTest::qWaitFor([&] { return pictures.size() >= count; }, testing::kLongestWait);
    }
    [[nodiscard]] const live::Snapshot *keyframe(std::size_t index) const
    {
        return pictures.at(index) ? std::get_if<live::Snapshot>(&*pictures.at(index)) : nullptr;
    }
    [[nodiscard]] const live::Delta *delta(std::size_t index) const
    {
        return pictures.at(index) ? std::get_if<live::Delta>(&*pictures.at(index)) : nullptr;
    }

    QWebSocket socket;
    std::vector<Result<std::variant<live::Snapshot, live::Delta>>> pictures;
    QList<QJsonObject> texts;
};

} // namespace

/// The live view over a real WebSocket.
class TestLiveStream : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        turnpike::testing::failOnAnyWarning();
        m_served = std::make_unique<ServedRelay>();
        VERIFY_RESULT(m_served->start());
        auto identity = m_served->paired(wire::Role::Viewer, u"vera"_s);
        VERIFY_RESULT(identity);
        m_identity = std::move(*identity);
    }

    void aKeyframeComesFirstAndChangesContinueIt()
    {
        Watcher watcher(m_served->address(), m_identity);
        QVERIFY(watcher.hasPictures(1));
        QVERIFY(watcher.keyframe(0));
        m_served->relay.clock->advance(2s);
        QVERIFY(watcher.hasPictures(3));
        auto picture = *watcher.keyframe(0);
        for (std::size_t i = 1; i < watcher.pictures.size(); ++i) {
            QVERIFY(watcher.delta(i));
            auto next = live::apply(picture, *watcher.delta(i));
            VERIFY_RESULT(next);
            picture = *next;
        }
        QCOMPARE(picture.listeners.size(), 1U);
    }

    void aKeyframeIsSentOnRequest()
    {
        Watcher watcher(m_served->address(), m_identity);
        QVERIFY(watcher.hasPictures(1));
        watcher.socket.sendTextMessage(uR"({"request": "keyframe"})"_s);
        QVERIFY(watcher.hasPictures(2));
        QVERIFY(watcher.keyframe(1));
        m_served->relay.clock->advance(1s);
        QVERIFY(watcher.hasPictures(3));
        QVERIFY(watcher.delta(2));
        QCOMPARE(watcher.delta(2)->sequence, watcher.keyframe(1)->sequence + 1);
    }

    void anotherMessageIsAnsweredWithAnError()
    {
        Watcher watcher(m_served->address(), m_identity);
        QVERIFY(watcher.hasPictures(1));
        watcher.socket.sendTextMessage(u"hello"_s);
        QTRY_VERIFY(!watcher.texts.isEmpty());
        QVERIFY(watcher.texts.last().contains(u"error"_s));
    }

    void revisionsAndLogLinesAreTold()
    {
        Watcher watcher(m_served->address(), m_identity);
        QVERIFY(watcher.hasPictures(1));
        VERIFY_RESULT(m_served->relay.controller->push(m_served->relay.administrator,
                                                       m_served->relay.withRealm(u"contoso.com"_s)));
        const auto told = [&](const QString &what) {
            return std::find_if(watcher.texts.begin(), watcher.texts.end(),
                                [&](const QJsonObject &text) { return text.contains(what); });
        };
        QTRY_VERIFY(told(u"revision"_s) != watcher.texts.end());
        const auto revision = wire::revisionFromJson(told(u"revision"_s)->value(u"revision"_s).toObject());
        VERIFY_RESULT(revision);
        QCOMPARE(revision->number, 2U);
        QTRY_VERIFY(told(u"log"_s) != watcher.texts.end());
    }

    void nobodyWatchingCostsNothing()
    {
        {
            Watcher watcher(m_served->address(), m_identity);
            QVERIFY(watcher.hasPictures(1));
            QVERIFY(m_served->relay.clock->appointments() > 0);
        }
        QTRY_COMPARE(m_served->relay.clock->appointments(), 0U);
    }

    void aStrangerIsRefused()
    {
        Watcher watcher(m_served->address(), {});
        bool isRefused = false;
        connect(&watcher.socket, QOverload<QAbstractSocket::SocketError>::of(&QWebSocket::error), this,
                [&] { isRefused = true; });
        QTRY_VERIFY(isRefused);
        QVERIFY(watcher.pictures.empty());
    }

private:
    std::unique_ptr<ServedRelay> m_served;
    ClientIdentity m_identity;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestLiveStream)
#include "tst_live_stream.moc"
