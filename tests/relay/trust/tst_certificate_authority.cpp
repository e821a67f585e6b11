// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/key_pair.h"
#include "relay/trust/certificate_authority.h"
#include "tests/relay/management/example_relay.h"
#include "tests/support/main.h"

#include <QSslCertificateExtension>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace turnpike;
using trust::CertificateAuthority;

class TestCertificateAuthority : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void whatIsMadeOnceIsKept()
    {
        const QTemporaryDir folder;
        const auto first = CertificateAuthority::open(folder.path(), {IpAddress::v4(0xc0000207)});
        VERIFY_RESULT(first);
        const auto second = CertificateAuthority::open(folder.path(), {});
        VERIFY_RESULT(second);
        QCOMPARE(second->serverCertificate(), first->serverCertificate());
        QCOMPARE(second->authorityPem(), first->authorityPem());
        QVERIFY(!second->serverKey().isNull());
    }

    void keysAreForTheirOwnerOnly()
    {
        const QTemporaryDir folder;
        VERIFY_RESULT(CertificateAuthority::open(folder.path(), {}));
        for (const auto &name : {u"authority.key"_s, u"server.key"_s}) {
            const auto permissions = QFile::permissions(folder.filePath(name));
            QCOMPARE(permissions &
                         (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther | QFile::WriteOther),
                     QFile::Permissions());
        }
    }

    void theServerIsNamedByAllItsAddresses()
    {
        const QTemporaryDir folder;
        const auto authority = CertificateAuthority::open(folder.path(), {IpAddress::v4(0xc0000207)});
        VERIFY_RESULT(authority);
        const auto names = authority->serverCertificate().subjectAlternativeNames();
        QVERIFY(names.values(QSsl::DnsEntry).contains(u"localhost"_s));
        QVERIFY(names.values(QSsl::IpAddressEntry).contains(u"127.0.0.1"_s));
        QVERIFY(names.values(QSsl::IpAddressEntry).contains(u"192.0.2.7"_s));
        const auto issuer = QSslCertificate::fromData(authority->authorityPem(), QSsl::Pem).first();
        const auto errors = QSslCertificate::verify({authority->serverCertificate(), issuer}, {});
        // Not known to the system is the only thing to say about it.
        for (const auto &error : errors)
            QVERIFY2(error.error() == QSslError::SelfSignedCertificateInChain ||
                         error.error() == QSslError::HostNameMismatch,
                     qPrintable(error.errorString()));
    }

    void aClientCertificateCarriesTheGivenNameOnly()
    {
        const QTemporaryDir folder;
        const auto authority = CertificateAuthority::open(folder.path(), {});
        VERIFY_RESULT(authority);
        const auto pair = client::KeyPair::generate(u"what the request says"_s);
        VERIFY_RESULT(pair);
        const auto signedCertificate = authority->signClient(pair->request, u"anna"_s);
        VERIFY_RESULT(signedCertificate);
        const auto pem = trust::x509::toPem(*signedCertificate);
        const QSslCertificate certificate(pem, QSsl::Pem);
        QCOMPARE(certificate.subjectInfo(QSslCertificate::CommonName), QStringList(u"anna"_s));
        QCOMPARE(QDateTime::currentDateTimeUtc().daysTo(certificate.expiryDate()), 825);
        QVERIFY(client::belongTogether(pem, pair->privateKey));
        QCOMPARE(trust::x509::fingerprint(*signedCertificate),
                 certificate.digest(QCryptographicHash::Sha256).toHex());
    }

    void aWrongRequestIsRefused_data()
    {
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QString>("name");
        const auto pair = client::KeyPair::generate(u"anna"_s);
        QVERIFY(pair.has_value());
        // A letter in the middle belongs to the signed part or to the signature.
        QByteArray forged = pair->request;
        const auto middle = forged.size() / 2;
        forged[middle] = forged[middle] == 'A' ? 'B' : 'A';
        QTest::newRow("nothing") << QByteArray() << u"anna"_s;
        QTest::newRow("a key instead") << pair->privateKey << u"anna"_s;
        QTest::newRow("forged") << forged << u"anna"_s;
        QTest::newRow("no name") << pair->request << QString();
        QTest::newRow("long name") << pair->request << QString(65, u'x');
        QTest::newRow("control character") << pair->request << u"an\nna"_s;
    }
    void aWrongRequestIsRefused()
    {
        QFETCH(const QByteArray, request);
        QFETCH(const QString, name);
        const QTemporaryDir folder;
        const auto authority = CertificateAuthority::open(folder.path(), {});
        VERIFY_RESULT(authority);
        COMPARE_ERROR(authority->signClient(request, name), Error::Code::InvalidValue);
    }

    void aDamagedFileIsNamed()
    {
        const QTemporaryDir folder;
        VERIFY_RESULT(CertificateAuthority::open(folder.path(), {}));
        QFile file(folder.filePath(u"authority.key"_s));
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate));
        file.close();
        const auto authority = CertificateAuthority::open(folder.path(), {});
        COMPARE_ERROR(authority, Error::Code::Io);
        VERIFY_ERROR_NAMES(authority, "authority.key");
        VERIFY_ERROR_NAMES(authority, "backup");
    }

    void aMissingKeyIsRefusedWithWhatToDo()
    {
        for (const auto *name : {"authority.key", "server.key"}) {
            const QTemporaryDir folder;
            VERIFY_RESULT(CertificateAuthority::open(folder.path(), {}));
            QVERIFY(QFile::remove(folder.filePath(QString::fromLatin1(name))));
            const auto authority = CertificateAuthority::open(folder.path(), {});
            QVERIFY(!authority.has_value());
            for (const auto *word : {name, "backup", "--start-anew"})
                VERIFY_ERROR_NAMES(authority, word);
        }
    }

    void anAuthorityThatIsGoneIsNotMadeAnewWithoutAWord_data()
    {
        QTest::addColumn<QStringList>("gone");
        QTest::addColumn<CertificateAuthority::History>("history");
        const QStringList authority{u"authority.pem"_s, u"authority.key"_s};
        const QStringList all = authority + QStringList{u"server.pem"_s, u"server.key"_s};
        QTest::newRow("its certificate")
            << QStringList{u"authority.pem"_s} << CertificateAuthority::History::HasClients;
        QTest::newRow("both files") << authority << CertificateAuthority::History::HasClients;
        QTest::newRow("all four files") << all << CertificateAuthority::History::HasClients;
        QTest::newRow("both files, and nobody has paired yet")
            << authority << CertificateAuthority::History::Unknown;
    }
    void anAuthorityThatIsGoneIsNotMadeAnewWithoutAWord()
    {
        QFETCH(const QStringList, gone);
        QFETCH(const CertificateAuthority::History, history);
        const QTemporaryDir folder;
        VERIFY_RESULT(CertificateAuthority::open(folder.path(), {}));
        for (const auto &name : gone)
            QVERIFY(QFile::remove(folder.filePath(name)));
        const auto authority = CertificateAuthority::open(folder.path(), {}, history);
        COMPARE_ERROR(authority, Error::Code::Io);
        for (const auto *word : {"authority.pem", "backup", "--start-anew"})
            VERIFY_ERROR_NAMES(authority, word);
        QVERIFY(!QFile::exists(folder.filePath(u"authority.pem"_s)));
    }

    void aNewServerCertificateIsNamed()
    {
        const QTemporaryDir folder;
        const auto first = CertificateAuthority::open(folder.path(), {});
        VERIFY_RESULT(first);
        QCOMPARE(first->notice(), QString());
        QVERIFY(QFile::remove(folder.filePath(u"server.pem"_s)) &&
                QFile::remove(folder.filePath(u"server.key"_s)));
        const auto second =
            CertificateAuthority::open(folder.path(), {}, CertificateAuthority::History::HasClients);
        VERIFY_RESULT(second);
        QCOMPARE(second->authorityPem(), first->authorityPem());
        const auto fingerprint =
            second->serverCertificate().digest(QCryptographicHash::Sha256).toHex(':').toUpper();
        QVERIFY2(second->notice().contains(u"missing"_s) &&
                     second->notice().contains(QString::fromLatin1(fingerprint)),
                 qPrintable(second->notice()));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestCertificateAuthority)
#include "tst_certificate_authority.moc"
