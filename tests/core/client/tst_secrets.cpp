// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/key_pair.h"
#include "core/client/secret_store.h"
#include "tests/core/client/certificates.h"
#include "tests/core/client/fake_keychain.h"
#include "tests/support/main.h"

#include <QFile>
#include <QSignalSpy>
#include <QSslKey>
#include <QTemporaryDir>

namespace turnpike::client {

using namespace Qt::StringLiterals;
using turnpike::testing::FakeKeychain;

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
    void nothingIsPromisedBeforeTheKeychainWasTried();
    void aTrialLeavesNothingBehind();
    void eachAnswerOfAKeychainHasItsOwnWordsAndRemedy_data();
    void eachAnswerOfAKeychainHasItsOwnWordsAndRemedy();
    void aKeychainThatDoesNotAnswerIsNotOneThatHoldsNothing();
    void aKeychainThatIsUnlockedLaterKeepsTheNextKey();
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

namespace {

template <class Value>
Result<Value> answerOf(const QFuture<Result<Value>> &future)
{
    if (!QTest::qWaitFor([&] { return future.isFinished(); }, turnpike::testing::kLongestWait))
        return fail(Error::Code::Timeout, "no answer came");
    return future.result();
}

} // namespace

void TestSecrets::nothingIsPromisedBeforeTheKeychainWasTried()
{
    FakeKeychain::Desktop desktop;
    const auto store = openSecretStore(std::make_unique<FakeKeychain>(desktop));
    QCOMPARE(store->keeping(), SecretStore::Keeping::Untried);
    QVERIFY(answerOf(store->tryOut()));
    QCOMPARE(store->keeping(), SecretStore::Keeping::Keychain);
    desktop.answer = KeychainAnswer::Locked;
    QVERIFY(!answerOf(store->tryOut()));
    QCOMPARE(store->keeping(), SecretStore::Keeping::SessionOnly);
}

void TestSecrets::aTrialLeavesNothingBehind()
{
    FakeKeychain::Desktop desktop;
    const auto store = openSecretStore(std::make_unique<FakeKeychain>(desktop));
    QVERIFY(answerOf(store->tryOut()));
    QTRY_VERIFY(desktop.entries.isEmpty());
}

void TestSecrets::eachAnswerOfAKeychainHasItsOwnWordsAndRemedy_data()
{
    QTest::addColumn<int>("answer");
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("remedy");
    QTest::newRow("missing") << int(KeychainAnswer::Missing) << u"no keychain runs"_s << u"start one"_s;
    QTest::newRow("locked") << int(KeychainAnswer::Locked) << u"is locked"_s << u"unlock it"_s;
    QTest::newRow("cancelled") << int(KeychainAnswer::Cancelled) << u"was cancelled"_s
                               << u"enter its password"_s;
    QTest::newRow("empty") << int(KeychainAnswer::Empty) << u"does not hold"_s << u"pair with the relay"_s;
    QTest::newRow("failed") << int(KeychainAnswer::Failed) << u"as the test says"_s << u"try again"_s;
}

void TestSecrets::eachAnswerOfAKeychainHasItsOwnWordsAndRemedy()
{
    QFETCH(int, answer);
    QFETCH(QString, words);
    QFETCH(QString, remedy);
    FakeKeychain::Desktop desktop;
    desktop.answer = static_cast<KeychainAnswer>(answer);
    const auto store = openSecretStore(std::make_unique<FakeKeychain>(desktop));
    const auto read = answerOf(store->read(u"edge1/key"_s));
    QVERIFY(!read);
    const QString message = QString::fromStdString(read.error().message);
    QVERIFY2(message.contains(words), qPrintable(message));
    QVERIFY2(QString::fromStdString(read.error().remedy).contains(remedy), read.error().remedy.c_str());
    // Only an empty keychain says that there is no such key.
    QCOMPARE(read.error().code == Error::Code::NotFound, desktop.answer == KeychainAnswer::Empty);

    // What cannot be kept for good is kept for the session, and the reason is told.
    QVERIFY(answerOf(store->write(u"edge1/key"_s, "secret")));
    QCOMPARE(store->keeping(), SecretStore::Keeping::SessionOnly);
    QVERIFY(!store->explanation().isEmpty());
    QCOMPARE(*answerOf(store->read(u"edge1/key"_s)), "secret");
}

void TestSecrets::aKeychainThatDoesNotAnswerIsNotOneThatHoldsNothing()
{
    FakeKeychain::Desktop desktop;
    desktop.entries.insert(u"edge1/key"_s, "secret");
    desktop.answer = KeychainAnswer::Cancelled;
    const auto store = openSecretStore(std::make_unique<FakeKeychain>(desktop));
    QVERIFY(!answerOf(store->read(u"edge1/key"_s)));
    desktop.answer = KeychainAnswer::Done;
    QCOMPARE(*answerOf(store->read(u"edge1/key"_s)), "secret");
}

void TestSecrets::aKeychainThatIsUnlockedLaterKeepsTheNextKey()
{
    FakeKeychain::Desktop desktop;
    desktop.answer = KeychainAnswer::Locked;
    const auto store = openSecretStore(std::make_unique<FakeKeychain>(desktop));
    QVERIFY(!answerOf(store->tryOut()));
    desktop.answer = KeychainAnswer::Done;
    QVERIFY(answerOf(store->tryOut()));
    QCOMPARE(store->explanation(), QString());
    QVERIFY(answerOf(store->write(u"edge1/key"_s, "secret")));
    QCOMPARE(desktop.entries.value(u"edge1/key"_s), "secret");
}

} // namespace turnpike::client

TURNPIKE_TEST_MAIN(QCoreApplication, turnpike::client::TestSecrets)
#include "tst_secrets.moc"
