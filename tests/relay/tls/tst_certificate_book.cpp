// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/tls/certificate_book.h"
#include "tests/relay/tls/certificate_files.h"
#include "tests/support/main.h"

#include <QTest>

#include <unistd.h>

using namespace turnpike;
using namespace turnpike::tls;
using namespace turnpike::testing;
using namespace std::chrono_literals;

class TestCertificateBook : public QObject {
    Q_OBJECT

private:
    std::unique_ptr<CertificateFiles> m_files;
    WallTime m_now;

    [[nodiscard]] static std::string servedBy(const CertificateBook &book)
    {
        return book.set() ? book.set()->chosenFor(std::nullopt).facts().fingerprint : std::string();
    }
    [[nodiscard]] static QString errorOf(const CertificateBook &book)
    {
        const auto status = book.status();
        return status.front().error ? QString::fromStdString(status.front().error->text()) : QString();
    }

private Q_SLOTS:
    void init()
    {
        testing::failOnAnyWarning();
        m_files = std::make_unique<CertificateFiles>();
        m_now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
    }

    void aRenewedCertificateIsServed()
    {
        m_files->write("own");
        auto book = CertificateBook::of({m_files->entry("own")}, m_now);
        const auto before = servedBy(book);
        QVERIFY(!before.empty());
        QVERIFY(book.refresh(m_now).empty());
        m_files->write("own");
        const auto changed = book.refresh(m_now);
        QCOMPARE(changed.size(), std::size_t{1});
        QCOMPARE(changed.front().entry.name, std::string("own"));
        QVERIFY(servedBy(book) != before);
        QVERIFY(errorOf(book).isEmpty());
        QVERIFY(book.refresh(m_now).empty());
    }

    void whatIsNoCertificateReplacesNone_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("says");
        QTest::newRow("rubbish") << QStringLiteral("rubbish") << QStringLiteral("no certificate");
        QTest::newRow("gone") << QStringLiteral("gone") << QStringLiteral("No such file");
        QTest::newRow("half a renewal") << QStringLiteral("half") << QStringLiteral("does not belong");
        QTest::newRow("expired") << QStringLiteral("expired") << QStringLiteral("has expired");
        QTest::newRow("of tomorrow") << QStringLiteral("early") << QStringLiteral("valid from");
    }
    void whatIsNoCertificateReplacesNone()
    {
        QFETCH(QString, what);
        QFETCH(QString, says);
        m_files->write("own");
        auto book = CertificateBook::of({m_files->entry("own")}, m_now);
        const auto before = servedBy(book);
        if (what == u"rubbish") {
            m_files->writeText("own.pem", "rubbish\n");
        } else if (what == u"gone") {
            ::unlink(m_files->path("own.pem").c_str());
        } else if (what == u"half") {
            m_files->write("next");
            ::rename(m_files->path("next.pem").c_str(), m_files->path("own.pem").c_str());
        } else if (what == u"expired") {
            m_files->write("own", {.begins = -2h, .ends = -1h});
        } else {
            m_files->write("own", {.begins = 24h});
        }
        QCOMPARE(book.refresh(m_now).size(), std::size_t{1});
        QCOMPARE(servedBy(book), before);
        QVERIFY2(errorOf(book).contains(says), qPrintable(errorOf(book)));
        QVERIFY(book.refresh(m_now).empty());
        m_files->write("own");
        QCOMPARE(book.refresh(m_now).size(), std::size_t{1});
        QVERIFY(servedBy(book) != before);
        QVERIFY(errorOf(book).isEmpty());
    }

    void aStartGoesOnWithoutOneAndServesItOnceItIsThere()
    {
        m_files->write("there");
        auto book = CertificateBook::of({m_files->entry("late"), m_files->entry("there")}, m_now);
        QVERIFY(!errorOf(book).isEmpty());
        QCOMPARE(book.set()->certificates().size(), std::size_t{1});
        m_files->write("late");
        QCOMPARE(book.refresh(m_now).size(), std::size_t{1});
        QCOMPARE(book.set()->certificates().size(), std::size_t{2});
    }

    void withoutAnyThereIsNoSet()
    {
        QVERIFY(!CertificateBook::of({m_files->entry("late")}, m_now).set());
        QVERIFY(!CertificateBook::of({}, m_now).set());
    }

    void aStartServesAnExpiredOneAsTheBestThereIs()
    {
        m_files->write("own", {.begins = -2h, .ends = -1h});
        const auto book = CertificateBook::of({m_files->entry("own")}, m_now);
        QVERIFY(!servedBy(book).empty());
        QVERIFY2(errorOf(book).contains(QStringLiteral("has expired")), qPrintable(errorOf(book)));
    }

    void anExpiryIsToldWhenItComes()
    {
        m_files->write("own", {.ends = 1h});
        auto book = CertificateBook::of({m_files->entry("own")}, m_now);
        QVERIFY(book.refresh(m_now + 59min).empty());
        QCOMPARE(book.refresh(m_now + 61min).size(), std::size_t{1});
        QVERIFY2(errorOf(book).contains(QStringLiteral("has expired")), qPrintable(errorOf(book)));
        QVERIFY(!servedBy(book).empty());
        QVERIFY(book.refresh(m_now + 62min).empty());
    }

    void whatIsValidLaterOnlyIsServedThen()
    {
        m_files->write("own", {.ends = 20h});
        auto book = CertificateBook::of({m_files->entry("own")}, m_now);
        const auto before = servedBy(book);
        m_files->write("own", {.begins = 10h, .ends = 1000h});
        QCOMPARE(book.refresh(m_now).size(), std::size_t{1});
        QCOMPARE(servedBy(book), before);
        QVERIFY(book.refresh(m_now + 9h).empty());
        QCOMPARE(book.refresh(m_now + 11h).size(), std::size_t{1});
        QVERIFY(servedBy(book) != before);
        QVERIFY2(errorOf(book).isEmpty(), qPrintable(errorOf(book)));
    }

    void aClockThatIsSetIsHeeded()
    {
        m_files->write("own");
        auto book = CertificateBook::of({m_files->entry("own")}, WallTime(0ms)); // 1970
        QVERIFY2(errorOf(book).contains(QStringLiteral("check the clock")), qPrintable(errorOf(book)));
        QCOMPARE(book.refresh(m_now).size(), std::size_t{1});
        QVERIFY2(errorOf(book).isEmpty(), qPrintable(errorOf(book)));
    }

    void anExpiryIsToldAlsoOfWhatHasAnotherFault()
    {
        m_files->write("own", {.name = "a.example.org", .ends = 1h});
        auto book = CertificateBook::of({m_files->entry("own", {"b.example.org"})}, m_now);
        QVERIFY2(errorOf(book).contains(QStringLiteral("does not name")), qPrintable(errorOf(book)));
        QCOMPARE(book.refresh(m_now + 2h).size(), std::size_t{1});
        QVERIFY2(errorOf(book).contains(QStringLiteral("has expired")), qPrintable(errorOf(book)));
    }

    void onlyNewEntriesAreToldOf()
    {
        m_files->write("own");
        m_files->write("next");
        const auto book = CertificateBook::of({m_files->entry("own"), m_files->entry("next")}, m_now);
        const auto others = book.statusOfOthersThan({m_files->entry("own")});
        QCOMPARE(others.size(), std::size_t{1});
        QCOMPARE(others.front().entry.name, std::string("next"));
    }

    void aChangeThatCannotBeServedIsRefusedAndChangesNothing_data()
    {
        QTest::addColumn<QString>("what");
        QTest::newRow("missing") << QStringLiteral("missing");
        QTest::newRow("expired") << QStringLiteral("expired");
    }
    void aChangeThatCannotBeServedIsRefusedAndChangesNothing()
    {
        QFETCH(QString, what);
        m_files->write("own");
        const auto book = CertificateBook::of({m_files->entry("own")}, m_now);
        const auto before = servedBy(book);
        if (what == u"expired")
            m_files->write("next", {.begins = -2h, .ends = -1h});
        const auto changed = book.changedTo({m_files->entry("own"), m_files->entry("next")}, m_now);
        QVERIFY(!changed);
        QCOMPARE(changed.error().where, m_files->path("next.pem"));
        QCOMPARE(servedBy(book), before);
    }

    void aCertificateThatDoesNotNameWhatItIsKeptForIsServedAndSaid()
    {
        m_files->write("own", {.name = "a.example.org"});
        const auto made =
            CertificateBook().changedTo({m_files->entry("own", {"a.example.org", "b.example.org"})}, m_now);
        QVERIFY2(made.has_value(), made ? "" : made.error().text().c_str());
        auto book = *made;
        QVERIFY(!servedBy(book).empty());
        QVERIFY2(errorOf(book).contains(QStringLiteral("does not name b.example.org")),
                 qPrintable(errorOf(book)));
        QVERIFY(book.refresh(m_now).empty());
        // A renewal for both names.
        m_files->write("own", {.alternatives = "DNS:*.example.org"});
        QCOMPARE(book.refresh(m_now).size(), std::size_t{1});
        QVERIFY2(errorOf(book).isEmpty(), qPrintable(errorOf(book)));
    }

    void anEntryThatStaysNeedsNoGoodFileForAChangeElsewhere()
    {
        m_files->write("own");
        auto book = CertificateBook::of({m_files->entry("own")}, m_now);
        const auto before = servedBy(book);
        m_files->writeText("own.pem", "rubbish\n");
        m_files->write("next", {.name = "next.example.org"});
        const auto changed = book.changedTo({m_files->entry("own"), m_files->entry("next")}, m_now);
        QVERIFY2(changed.has_value(), changed ? "" : changed.error().text().c_str());
        QCOMPARE(changed->set()->certificates().size(), std::size_t{2});
        QCOMPARE(servedBy(*changed), before);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestCertificateBook)
#include "tst_certificate_book.moc"
