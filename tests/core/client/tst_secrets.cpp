// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/key_pair.h"
#include "core/client/secret_store.h"
#include "tests/core/client/certificates.h"
#include "tests/support/main.h"

#include <QFile>
#include <QSignalSpy>
#include <QSslKey>
#include <QTemporaryDir>

namespace turnpike::client {

using namespace Qt::StringLiterals;

class TestSecrets : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }

    void aKeyAndItsCertificateBelongTogether();
    void qtReadsTheKey();
    void namesForCertificatesAreChecked();
    void aSessionForgetsNothingWhileItLasts();
    void aKeyFileIsForItsOwnerOnly();
    void aKeyFileThatOthersMayReadIsRefused();
    void aMissingKeyFileIsNotFound();
    void withoutAKeychainSecretsLastForTheSession();
};

void TestSecrets::aKeyAndItsCertificateBelongTogether()
{
    const auto anna = testing::selfSigned(u"anna"_s);
    const auto berta = testing::selfSigned(u"berta"_s);
    QVERIFY(belongTogether(anna.certificate, anna.key));
    QVERIFY(!belongTogether(anna.certificate, berta.key));
    QVERIFY(!belongTogether("no certificate", anna.key));
}

void TestSecrets::qtReadsTheKey()
{
    const auto pair = KeyPair::generate(u"Änne <anna@laptop>"_s);
    QVERIFY(pair);
    QVERIFY(!QSslKey(pair->privateKey, QSsl::Ec).isNull());
    const QSslCertificate certificate(testing::signedCertificate(pair->request, pair->privateKey));
    QCOMPARE(certificate.subjectInfo(QSslCertificate::CommonName), QStringList{u"Änne <anna@laptop>"_s});
}

void TestSecrets::namesForCertificatesAreChecked()
{
    QVERIFY(!KeyPair::generate({}));
    QVERIFY(!KeyPair::generate(u"  "_s));
    QVERIFY(KeyPair::generate(QString(64, u'a')));
    QVERIFY(!KeyPair::generate(QString(65, u'a')));
}

void TestSecrets::aSessionForgetsNothingWhileItLasts()
{
    const auto store = openSessionSecretStore();
    QCOMPARE(store->keeping(), SecretStore::Keeping::SessionOnly);
    QVERIFY(!store->explanation().isEmpty());
    QCOMPARE(store->read(u"edge1/key"_s).result().error().code, Error::Code::NotFound);
    QVERIFY(store->write(u"edge1/key"_s, "secret").result());
    QCOMPARE(*store->read(u"edge1/key"_s).result(), "secret");
    QVERIFY(store->remove(u"edge1/key"_s).result());
    QVERIFY(!store->read(u"edge1/key"_s).result());
}

void TestSecrets::aKeyFileIsForItsOwnerOnly()
{
    const QTemporaryDir folder;
    const auto name = folder.filePath(u"key.pem"_s);
    const auto store = openKeyFileStore(name);
    QVERIFY(store->write(u"edge1/key"_s, "secret").result());
    QVERIFY(!(QFile::permissions(name) & (QFile::ReadGroup | QFile::ReadOther)));
    QCOMPARE(*store->read(u"any name"_s).result(), "secret");
    QVERIFY(store->remove({}).result());
    QVERIFY(!QFile::exists(name));
}

void TestSecrets::aKeyFileThatOthersMayReadIsRefused()
{
    const QTemporaryDir folder;
    const auto name = folder.filePath(u"key.pem"_s);
    const auto store = openKeyFileStore(name);
    QVERIFY(store->write({}, "secret").result());
    QVERIFY(QFile::setPermissions(name, QFile::ReadOwner | QFile::ReadGroup));
    const auto read = store->read({}).result();
    QVERIFY(!read);
    QCOMPARE(read.error().code, Error::Code::Forbidden);
    QCOMPARE(read.error().allowed, "mode 0600");
}

void TestSecrets::aMissingKeyFileIsNotFound()
{
    const auto store = openKeyFileStore(u"/nonexistent/key.pem"_s);
    QCOMPARE(store->read({}).result().error().code, Error::Code::NotFound);
    QCOMPARE(store->write({}, "secret").result().error().code, Error::Code::Io);
}

void TestSecrets::withoutAKeychainSecretsLastForTheSession()
{
    // No bus, no desktop: nothing that a keychain could answer over.
    qunsetenv("DISPLAY");
    qunsetenv("WAYLAND_DISPLAY");
    qunsetenv("XDG_CURRENT_DESKTOP");
    qputenv("DBUS_SESSION_BUS_ADDRESS", "unix:path=/nonexistent/bus");
    const auto store = openSecretStore();
    QSignalSpy changes(store.get(), &SecretStore::keepingChanged);
    const auto written = store->write(u"edge1/key"_s, "secret");
    QTRY_VERIFY(written.isFinished());
    QVERIFY(written.result());
    QCOMPARE(store->keeping(), SecretStore::Keeping::SessionOnly);
    QVERIFY(!store->explanation().isEmpty());
    QCOMPARE(changes.size(), 1);
    const auto read = store->read(u"edge1/key"_s);
    QTRY_VERIFY(read.isFinished());
    QCOMPARE(*read.result(), "secret");
}

} // namespace turnpike::client

TURNPIKE_TEST_MAIN(QCoreApplication, turnpike::client::TestSecrets)
#include "tst_secrets.moc"
