// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/http/router.h"
#include "tests/support/main.h"

using namespace Qt::StringLiterals;
using namespace turnpike;

class TestRouter : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init()
    {
        turnpike::testing::failOnAnyWarning();
        m_router = {};
        m_router.add({"GET", u"/api/revisions"_s, {u"most"_s}});
        m_router.add({"GET", u"/api/revisions/{number}"_s});
        m_router.add({"POST", u"/api/revisions/{number}/confirm"_s});
    }

    void aSegmentInBracesIsHandedOver()
    {
        const auto match = m_router.find(request("POST", {u"api"_s, u"revisions"_s, u"7"_s, u"confirm"_s}));
        QVERIFY(match);
        QCOMPARE(match->route, 2U);
        QCOMPARE(match->parameters.value(u"number"_s), u"7"_s);
    }

    void anEmptySegmentIsNoName()
    {
        QCOMPARE(status(request("GET", {u"api"_s, u"revisions"_s, QString()})), 404);
    }

    void whatIsNotThereIsToldWithWhatIs()
    {
        const auto match = m_router.find(request("GET", {u"api"_s, u"secrets"_s}));
        QVERIFY(!match);
        QCOMPARE(match.error().status, 404);
        QVERIFY(match.error().body.contains("/api/revisions/{number}"));
    }

    void aWrongMethodIsToldTheRightOnes()
    {
        const auto match = m_router.find(request("DELETE", {u"api"_s, u"revisions"_s}));
        QVERIFY(!match);
        QCOMPARE(match.error().status, 405);
        QVERIFY(match.error().toBytes(true).contains("Allow: GET\r\n"));
    }

    void aNameThatNoCallKnowsIsRefused()
    {
        auto asked = request("GET", {u"api"_s, u"revisions"_s});
        asked.query = QUrlQuery(u"most=5"_s);
        QCOMPARE(status(asked), 200);
        asked.query = QUrlQuery(u"mots=5"_s);
        QCOMPARE(status(asked), 400);
    }

    void aNameThatIsGivenTwiceIsRefused()
    {
        auto asked = request("GET", {u"api"_s, u"revisions"_s});
        asked.query = QUrlQuery(u"most=5&most=5"_s);
        const auto match = m_router.find(asked);
        QVERIFY(!match);
        QCOMPARE(match.error().status, 400);
        QVERIFY2(match.error().body.contains("given twice"), match.error().body.constData());
    }

private:
    static http::Request request(const QByteArray &method, const QStringList &path)
    {
        http::Request asked;
        asked.method = method;
        asked.path = path;
        return asked;
    }
    int status(const http::Request &asked) const
    {
        const auto match = m_router.find(asked);
        return match ? 200 : match.error().status;
    }

    http::Router m_router;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestRouter)
#include "tst_router.moc"
