// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/client/https_connection.h"
#include "tests/core/client/fake_keychain.h"
#include "tests/journeys/console_driver.h"
#include "tests/journeys/relay_fixture.h"
#include "tests/support/main.h"
#include "ui/shell/info_bar.h"
#include "ui/style/theme.h"
#include "ui/workspace/workspace.h"

#include <QApplication>
#include <QCheckBox>
#include <QLabel>
#include <QListWidget>
#include <QMenu>
#include <QStandardPaths>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using client::KeychainAnswer;
using wire::RelayConnection;

/// Meeting relays in the real window, and finding them again when the keychain does not give the key.
class PairingJourney : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        m_folder = std::make_unique<QTemporaryDir>();
        qputenv("XDG_DATA_HOME", m_folder->filePath(u"data"_s).toUtf8());
        qputenv("XDG_CONFIG_HOME", m_folder->filePath(u"config"_s).toUtf8());
        m_desktop = {};
    }
    void aSecondRelayOfTheSameNameReplacesNothing();
    void aRefusedCodeIsCorrectedAndWhatWasTypedIsKept();
    void aKeychainThatDoesNotGiveTheKeyIsNamedAndRecoveredFrom_data();
    void aKeychainThatDoesNotGiveTheKeyIsNamedAndRecoveredFrom();
    void nothingIsPromisedForAKeychainThatIsNotThere();

private:
    ui::RelayAccess access()
    {
        m_secrets = client::openSecretStore(std::make_unique<FakeKeychain>(m_desktop));
        ui::RelayAccess relays;
        relays.profiles = client::ProfileStore(m_folder->filePath(u"connections"_s));
        relays.secrets = m_secrets.get();
        return relays;
    }
    /// Opens the form and looks the relay up.
    static bool lookUp(ConsoleDriver &console, const QString &address);
    static bool pair(ConsoleDriver &console, const QString &code);

    std::unique_ptr<QTemporaryDir> m_folder;
    FakeKeychain::Desktop m_desktop;
    std::unique_ptr<client::SecretStore> m_secrets;
};

bool PairingJourney::lookUp(ConsoleDriver &console, const QString &address)
{
    if (console.find(u"connectionDialog"_s) == nullptr &&
        !console.window().commands().run(console.window().commands().chooseConnection))
        return false;
    auto *list = console.find<QListWidget>(u"connectionList"_s);
    if (list == nullptr)
        return false;
    list->setCurrentRow(list->count() - 1);
    if (!console.type(u"pairingAddress"_s, address) || !console.click(console.find(u"pairingLook"_s)))
        return false;
    return QTest::qWaitFor(
        [&] {
            const auto *label = console.find<QLabel>(u"pairingFingerprint"_s);
            return label != nullptr && !label->text().isEmpty();
        },
        kLongestWait);
}

bool PairingJourney::pair(ConsoleDriver &console, const QString &code)
{
    return console.type(u"pairingCode"_s, code) && console.click(console.find(u"pairingApprove"_s));
}

void PairingJourney::aSecondRelayOfTheSameNameReplacesNothing()
{
    DaemonRelay first(m_folder->filePath(u"first"_s));
    DaemonRelay second(m_folder->filePath(u"second"_s));
    const QString firstCode = first.code();
    const QString secondCode = second.code();
    QVERIFY(!firstCode.isEmpty() && !secondCode.isEmpty());
    const ui::RelayAccess relays = access();
    ConsoleDriver console(nullptr, relays);

    QVERIFY(lookUp(console, first.address()));
    QVERIFY(pair(console, firstCode));
    QTRY_COMPARE(relays.profiles.all().size(), 1);
    QCOMPARE(relays.profiles.all().front().name, u"127.0.0.1"_s);

    // The name that was typed is taken: said beside the field before the code is used up.
    QVERIFY(lookUp(console, second.address()));
    QVERIFY(console.find<QLineEdit>(u"pairingName"_s)->text() != u"127.0.0.1");
    QVERIFY(console.type(u"pairingName"_s, u"127.0.0.1"_s));
    const auto *taken = console.find<QLabel>(u"pairingNameError"_s);
    QVERIFY(taken != nullptr);
    QTRY_VERIFY(taken->width() >= console.find<QLineEdit>(u"pairingName"_s)->width());
    QTRY_VERIFY(taken->height() >= taken->heightForWidth(taken->width()));
    QVERIFY(!console.find<QCheckBox>(u"pairingReplace"_s)->isChecked());
    QVERIFY(pair(console, secondCode));
    QCOMPARE(relays.profiles.all().size(), 1);
    QVERIFY(console.find(u"pairingApprove"_s)->isEnabled());
    QVERIFY(console.type(u"pairingName"_s, u"branch & edge"_s));
    QVERIFY(console.find<QLabel>(u"pairingNameError"_s) == nullptr);
    QVERIFY(pair(console, secondCode));
    QTRY_COMPARE(relays.profiles.all().size(), 2);
    QCOMPARE(m_desktop.entries.size(), 2);

    // The name is what the relay is called everywhere.
    QVERIFY(console.click(console.find(u"connectionConnect"_s)));
    QTRY_VERIFY(console.isReady());
    QVERIFY2(console.window().windowTitle().startsWith(u"branch & edge"_s),
             qPrintable(console.window().windowTitle()));
    // In a button && shows one.
    QCOMPARE(console.find<QToolButton>(u"statusRelay"_s)->text(), u"branch && edge"_s);
    QCOMPARE(console.find<QToolButton>(u"connectionButton"_s)->text(), u"branch && edge"_s);
    QCOMPARE(relays.profiles.match(u"branch & edge"_s)->address(), second.address());

    // The drop-down lists both, and the first is reached through it.
    QMenu *menu = console.find<QToolButton>(u"connectionButton"_s)->menu();
    Q_EMIT menu->aboutToShow();
    auto *shown = menu->findChild<QAction *>(u"relay-branch & edge"_s);
    auto *other = menu->findChild<QAction *>(u"relay-127.0.0.1"_s);
    QVERIFY(shown != nullptr && shown->isChecked());
    QVERIFY(other != nullptr && !other->isChecked());
    other->trigger();
    QTRY_VERIFY(console.isReady());
    QCOMPARE(console.workspace().relayName(), u"127.0.0.1"_s);
}

void PairingJourney::aRefusedCodeIsCorrectedAndWhatWasTypedIsKept()
{
    DaemonRelay relay(m_folder->filePath(u"relay"_s));
    const QString code = relay.code();
    QVERIFY(!code.isEmpty());
    const ui::RelayAccess relays = access();
    ConsoleDriver console(nullptr, relays);
    QVERIFY(lookUp(console, relay.address()));
    QVERIFY(console.type(u"pairingName"_s, u"hq"_s));
    QVERIFY(pair(console, u"WRONG-CODE"_s));
    QTRY_VERIFY(console.find(u"pairingError"_s) != nullptr);
    QVERIFY(relays.profiles.all().isEmpty());

    // The fingerprint is whole beside the error.
    const auto *fingerprint = console.find<QLabel>(u"pairingFingerprint"_s);
    QVERIFY(fingerprint->width() >= fingerprint->sizeHint().width());
    QVERIFY(fingerprint->height() >= fingerprint->sizeHint().height());
    QCOMPARE(fingerprint->text().remove(u'\n').size() + 3, 95); // a colon fewer at each of three line ends

    // Esc, and everything that was typed stands there again.
    QTest::keyClick(console.find(u"pairingCode"_s), Qt::Key_Escape);
    QTRY_VERIFY(console.find(u"connectionDialog"_s) == nullptr);
    QVERIFY(console.window().commands().run(console.window().commands().chooseConnection));
    auto *list = console.find<QListWidget>(u"connectionList"_s);
    list->setCurrentRow(list->count() - 1);
    QCOMPARE(console.find<QLineEdit>(u"pairingAddress"_s)->text(), relay.address());
    QCOMPARE(console.find<QLineEdit>(u"pairingName"_s)->text(), u"hq"_s);
    QVERIFY(lookUp(console, relay.address()));
    QCOMPARE(console.find<QLineEdit>(u"pairingCode"_s)->text(), u"WRONG-CODE"_s);
    QCOMPARE(console.find<QLineEdit>(u"pairingName"_s)->text(), u"hq"_s);

    // And after the refusal the right code works.
    QVERIFY(pair(console, u"WRONG-AGAIN"_s));
    QTRY_VERIFY(console.find(u"pairingError"_s) != nullptr);
    QTRY_VERIFY(console.find(u"pairingApprove"_s)->isEnabled());
    QVERIFY(pair(console, code));
    QTRY_COMPARE(relays.profiles.all().size(), 1);
    QCOMPARE(relays.profiles.all().front().name, u"hq"_s);
}

void PairingJourney::aKeychainThatDoesNotGiveTheKeyIsNamedAndRecoveredFrom_data()
{
    QTest::addColumn<int>("answer");
    QTest::addColumn<QString>("words");
    QTest::addColumn<QString>("button");
    QTest::newRow("missing") << int(KeychainAnswer::Missing) << u"No keychain runs"_s << u"Try again"_s;
    QTest::newRow("locked") << int(KeychainAnswer::Locked) << u"keychain is locked"_s << u"Try again"_s;
    QTest::newRow("cancelled") << int(KeychainAnswer::Cancelled) << u"was cancelled"_s << u"Try again"_s;
    QTest::newRow("empty") << int(KeychainAnswer::Empty) << u"does not hold"_s << u"Pair again…"_s;
}

void PairingJourney::aKeychainThatDoesNotGiveTheKeyIsNamedAndRecoveredFrom()
{
    QFETCH(int, answer);
    QFETCH(QString, words);
    QFETCH(QString, button);
    DaemonRelay relay(m_folder->filePath(u"relay"_s));
    const QString code = relay.code();
    QVERIFY(!code.isEmpty());
    {
        ConsoleDriver console(nullptr, access());
        QVERIFY(lookUp(console, relay.address()));
        QTRY_VERIFY(console.find<QLabel>(u"pairingKeeping"_s)->text().contains(u"in your keychain"_s));
        QVERIFY(pair(console, code));
        QTRY_COMPARE(m_desktop.entries.size(), 1);
    }

    // The next start: the keychain does not give the key, and says why.
    m_desktop.answer = static_cast<KeychainAnswer>(answer);
    const ui::RelayAccess relays = access();
    ConsoleDriver console(
        std::make_unique<client::HttpsConnection>(relays.profiles.all().front(), *relays.secrets), relays);
    const auto said = [&console] { return console.window().infoBar().text(u"connection"_s); };
    QTRY_COMPARE(console.workspace().connection()->state(), RelayConnection::State::NoKey);
    QVERIFY2(said().contains(words), qPrintable(said()));
    QVERIFY2(!said().contains(u"refused"_s), qPrintable(said()));
    // It lasts, whatever else is said.
    console.workspace().reportFailure({Error::Code::Io, "something else", {}, {}, {}});
    QVERIFY(said().contains(words));

    // Its own remedy helps.
    auto *remedy = console.find(u"info-connection"_s)->findChild<QPushButton *>(u"infoAction"_s);
    QCOMPARE(remedy->text(), button);
    if (m_desktop.answer != KeychainAnswer::Empty) {
        m_desktop.answer = KeychainAnswer::Done;
        QVERIFY(console.click(remedy));
        QTRY_VERIFY(console.isReady());
        QTRY_VERIFY(said().isEmpty());
    } else {
        QVERIFY(console.click(remedy));
        QTRY_VERIFY(console.find(u"connectionDialog"_s) != nullptr);
    }
}

void PairingJourney::nothingIsPromisedForAKeychainThatIsNotThere()
{
    DaemonRelay relay(m_folder->filePath(u"relay"_s));
    const QString code = relay.code();
    QVERIFY(!code.isEmpty());
    m_desktop.answer = KeychainAnswer::Missing;
    const ui::RelayAccess relays = access();
    ConsoleDriver console(nullptr, relays);
    QVERIFY(lookUp(console, relay.address()));
    const auto keeping = [&console] { return console.find<QLabel>(u"pairingKeeping"_s)->text(); };
    QTRY_VERIFY(keeping().contains(u"this session only"_s));
    QVERIFY(keeping().contains(u"No keychain runs"_s));
    QVERIFY(!keeping().contains(u"in your keychain"_s));
    // One is started: it is tried again, and only then promised.
    m_desktop.answer = KeychainAnswer::Done;
    QVERIFY(console.click(console.find(u"pairingTryKeychain"_s)));
    QTRY_VERIFY(keeping().contains(u"in your keychain"_s));
    QVERIFY(pair(console, code));
    QTRY_COMPARE(m_desktop.entries.size(), 1);
}

static int runInLightTheme(int argc, char **argv)
{
    QApplication application(argc, argv);
    QCoreApplication::setApplicationName(u"turnpike-test"_s);
    ui::Theme::install(application, ui::Theme::Choice::Light);
    PairingJourney test;
    return QTest::qExec(&test, argc, argv);
}
TURNPIKE_TEST_FUNCTION(runInLightTheme)
#include "tst_pairing_journey.moc"
