// SPDX-License-Identifier: GPL-3.0-or-later
#include "relay/tls/certificate_set.h"
#include "tests/relay/tls/certificate_files.h"
#include "tests/support/main.h"

#include <QTest>

#include <sys/stat.h>

using namespace turnpike;
using namespace turnpike::tls;
using namespace turnpike::testing;

class TestCertificate : public QObject {
    Q_OBJECT

private:
    CertificateFiles m_files;

    [[nodiscard]] Error errorOfLoading(const std::string &file) const
    {
        const auto loaded = Certificate::load(m_files.entry(file));
        return loaded ? Error{} : loaded.error();
    }

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void itSaysWhatTheCertificateSays()
    {
        const auto own =
            m_files.make("own", {.name = "turn.example.org",
                                 .alternatives = "DNS:a.example.org,DNS:*.b.example.org,IP:192.0.2.1"});
        const auto &facts = own->facts();
        QCOMPARE(facts.names, (std::vector<std::string>{"a.example.org", "*.b.example.org", "192.0.2.1"}));
        QCOMPARE(facts.issuer, std::string("CN=turn.example.org"));
        QCOMPARE(facts.fingerprint.size(), std::size_t{64});
        const auto now = std::chrono::floor<std::chrono::milliseconds>(std::chrono::system_clock::now());
        QVERIFY(own->isValidAt(now));
        QVERIFY(!own->isValidAt(now + std::chrono::days(31)));
        QVERIFY(!own->isValidAt(now - std::chrono::hours(2)));
        QVERIFY(!own->isValidAt(facts.validUntil));
        QVERIFY(own->isValidAt(facts.validFrom));
    }

    void anAddressOfVersionSixIsAName()
    {
        const auto own = m_files.make("six", {.alternatives = "IP:2001:db8::7"});
        QCOMPARE(own->facts().names, std::vector<std::string>{"2001:db8::7"});
    }

    void badFilesAreNamedWithWhatIsWrong_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<QString>("says");
        QTest::addColumn<QString>("file");
        const auto row = [](const char *what, const char *says, const char *file) {
            QTest::newRow(what) << QString::fromLatin1(what) << QString::fromLatin1(says)
                                << QString::fromLatin1(file);
        };
        row("missing certificate", "No such file", "bad.pem");
        row("missing key", "No such file", "bad.key");
        row("no PEM", "there is no certificate", "bad.pem");
        row("no key in the key's file", "there is no private key", "bad.key");
        row("key of another", "does not belong", "bad.key");
        row("encrypted key", "encrypted", "bad.key");
        row("FIFO", "no regular file", "bad.pem");
        row("too long", "too long", "bad.pem");
        row("weak key", "key too small", "bad.pem");
    }
    void badFilesAreNamedWithWhatIsWrong()
    {
        QFETCH(QString, what);
        QFETCH(QString, says);
        QFETCH(QString, file);
        m_files.write("bad", {.rsaBits = what == u"weak key" ? 1024 : 0});
        const std::string pem = m_files.path("bad.pem");
        if (what == u"missing certificate")
            ::unlink(pem.c_str());
        else if (what == u"missing key")
            ::unlink(m_files.path("bad.key").c_str());
        else if (what == u"no PEM")
            m_files.writeText("bad.pem", "hello\n");
        else if (what == u"no key in the key's file")
            m_files.writeText("bad.key", "hello\n");
        else if (what == u"encrypted key")
            m_files.encryptKey("bad");
        else if (what == u"too long")
            m_files.writeText("bad.pem", QByteArray(2 << 20, 'x'));
        if (what == u"key of another") {
            m_files.write("other");
            ::rename(m_files.path("other.key").c_str(), m_files.path("bad.key").c_str());
        }
        if (what == u"FIFO") {
            ::unlink(pem.c_str());
            QCOMPARE(::mkfifo(pem.c_str(), 0600), 0);
        }
        const Error error = errorOfLoading("bad");
        const QString text = QString::fromStdString(error.text());
        QVERIFY2(text.contains(says), qPrintable(text));
        QCOMPARE(error.where, m_files.path(file.toStdString()));
    }

    void aClientGetsTheOneForTheNameItAsksFor_data()
    {
        QTest::addColumn<QString>("asks");
        QTest::addColumn<QString>("gets");
        QTest::newRow("its name") << QStringLiteral("b.example.org") << QStringLiteral("b");
        QTest::newRow("written otherwise") << QStringLiteral("B.Example.ORG") << QStringLiteral("b");
        QTest::newRow("below a wildcard") << QStringLiteral("x.wild.example.org") << QStringLiteral("wild");
        QTest::newRow("two below a wildcard")
            << QStringLiteral("y.x.wild.example.org") << QStringLiteral("rest");
        QTest::newRow("the wildcard's own") << QStringLiteral("wild.example.org") << QStringLiteral("rest");
        QTest::newRow("below a wildcard that it is kept for")
            << QStringLiteral("x.own.example.org") << QStringLiteral("below");
        QTest::newRow("listed as it is, behind a wildcard")
            << QStringLiteral("exact.own.example.org") << QStringLiteral("exact");
        QTest::newRow("kept for a name") << QStringLiteral("kept.example.org") << QStringLiteral("kept");
        QTest::newRow("in a certificate that is kept")
            << QStringLiteral("inside.example.org") << QStringLiteral("rest");
        QTest::newRow("nobody's") << QStringLiteral("z.example.com") << QStringLiteral("rest");
        QTest::newRow("none") << QString() << QStringLiteral("rest");
    }
    void aClientGetsTheOneForTheNameItAsksFor()
    {
        QFETCH(QString, asks);
        QFETCH(QString, gets);
        const auto set = CertificateSet::of(
            {m_files.make("kept", {.name = "inside.example.org"}, {"kept.example.org"}),
             m_files.make("rest", {.name = "a.example.org"}), m_files.make("b", {.name = "b.example.org"}),
             m_files.make("wild", {.name = "*.wild.example.org"}),
             m_files.make("below", {}, {"*.own.example.org"}),
             m_files.make("exact", {}, {"exact.own.example.org"})});
        const std::string name = asks.toStdString();
        const Certificate &chosen =
            set->chosenFor(asks.isEmpty() ? std::nullopt : std::optional<std::string_view>(name));
        QCOMPARE(chosen.entry().name, gets.toStdString());
    }

    void ofThoseThatAreAllKeptTheFirstIsForTheRest()
    {
        const auto set = CertificateSet::of(
            {m_files.make("one", {}, {"one.example.org"}), m_files.make("two", {}, {"two.example.org"})});
        QCOMPARE(set->chosenFor(std::nullopt).entry().name, std::string("one"));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestCertificate)
#include "tst_certificate.moc"
