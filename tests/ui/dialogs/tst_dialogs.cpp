// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/client/certificates.h"
#include "tests/support/main.h"
#include "tests/ui/shell/window_fixture.h"
#include "ui/dialogs/connection_dialog.h"
#include "ui/dialogs/fingerprint_lines.h"
#include "ui/widgets/destructive_button.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QScopeGuard>
#include <QSignalSpy>
#include <QTcpServer>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;

namespace {

/// A keychain that keeps what it has.
class StubbornSecretStore final : public client::SecretStore {
public:
    QStringList m_asked; ///< to be removed

    Keeping keeping() const override { return Keeping::Keychain; }
    QString explanation() const override { return {}; }
    QFuture<Result<QByteArray>> read(const QString &) override
    {
        return QtFuture::makeReadyFuture(Result<QByteArray>(QByteArray("key")));
    }
    QFuture<Result<void>> write(const QString &, const QByteArray &) override
    {
        return QtFuture::makeReadyFuture(Result<void>());
    }
    QFuture<Result<void>> remove(const QString &name) override
    {
        m_asked << name;
        return QtFuture::makeReadyFuture(
            Result<void>(fail(Error::Code::Unavailable, "the keychain is locked")));
    }
};

client::ConnectionProfile pairedRelay()
{
    client::ConnectionProfile profile;
    profile.name = u"edge7"_s;
    profile.host = u"edge7.contoso.com"_s;
    const QSslCertificate certificate(selfSigned(u"edge7"_s).certificate);
    profile.certificate = profile.authority = profile.serverCertificate = certificate;
    profile.relayName = u"edge7"_s;
    return profile;
}

} // namespace

class TestDialogs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void connectionsOfferThisComputerAndPairing()
    {
        WindowFixture fixture;
        QVERIFY(fixture.window().commands().run(fixture.window().commands().chooseConnection));
        auto *list = fixture.inDialog<QListWidget>(u"connectionList"_s);
        QCOMPARE(list->count(), 2);
        auto *connect = fixture.inDialog<QPushButton>(u"connectionConnect"_s);
        QCOMPARE(connect->text(), u"Connect to This computer"_s);
        connect->click();
        QCOMPARE(fixture.workspace().relayName(), u"This computer"_s);
    }

    void pairingSaysThatTheKeyIsKeptForThisSessionOnly()
    {
        WindowFixture fixture;
        openPairing(fixture);
        QVERIFY(fixture.inDialog<QLabel>(u"pairingKeeping"_s)->text().contains(u"this session only"_s));
    }

    void theFingerprintIsWholeAtEverySizeAndFont_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::addColumn<int>("points");
        QTest::addColumn<bool>("hasError");
        for (const QSize size : {QSize(640, 420), QSize(720, 460), QSize(900, 700)}) {
            for (const int points : {9, 11, 14, 18}) {
                for (const bool hasError : {false, true})
                    QTest::addRow("%dx%d, %d points, %s", size.width(), size.height(), points,
                                  hasError ? "an error" : "no error")
                        << size << points << hasError;
            }
        }
    }

    void theFingerprintIsWholeAtEverySizeAndFont()
    {
        QFETCH(QSize, size);
        QFETCH(int, points);
        QFETCH(bool, hasError);
        const QFont before = QApplication::font();
        const auto restore = qScopeGuard([&before] { QApplication::setFont(before); });
        QFont font = before;
        font.setPointSize(points);
        QApplication::setFont(font);
        WindowFixture fixture;
        openPairing(fixture);
        auto *fingerprint = fixture.inDialog<QLabel>(u"pairingFingerprint"_s);
        auto *code = fixture.inDialog<QLineEdit>(u"pairingCode"_s);
        fingerprint->setText(ui::fingerprintLines(pairedRelay().serverCertificate));
        QFont fixed = fingerprint->font();
        fixed.setPointSize(points);
        fingerprint->setFont(fixed);
        if (hasError) {
            fixture.inDialog<QLineEdit>(u"pairingAddress"_s)->setText(u"edge1:99999"_s);
            fixture.inDialog<QPushButton>(u"pairingLook"_s)->click();
            QVERIFY(fixture.inDialog<QWidget>(u"pairingError"_s)->isVisible());
        }
        // As after the relay has answered.
        code->parentWidget()->show();
        fingerprint->window()->resize(size);
        auto *keeping = fixture.inDialog<QLabel>(u"pairingKeeping"_s);
        QVERIFY(keeping->isVisible());
        QTRY_VERIFY(fingerprint->height() >= fingerprint->sizeHint().height());
        QTRY_VERIFY(fingerprint->geometry().bottom() < code->geometry().top());
        QTRY_VERIFY(keeping->height() >= keeping->heightForWidth(keeping->width()));
        QVERIFY(fingerprint->height() >= 4 * QFontMetrics(fingerprint->font()).height());
    }

    void anAddressThatIsNoneIsNamed()
    {
        WindowFixture fixture;
        openPairing(fixture);
        fixture.inDialog<QLineEdit>(u"pairingAddress"_s)->setText(u"edge1:99999"_s);
        fixture.inDialog<QPushButton>(u"pairingLook"_s)->click();
        const QString text = fixture.inDialog<QWidget>(u"pairingError"_s)->accessibleName();
        QVERIFY2(text.contains(u"99999"_s), qPrintable(text));
    }

    void aRelayThatDoesNotAnswerIsReportedBesideTheField()
    {
        QTcpServer closed;
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        const quint16 port = closed.serverPort();
        closed.close();
        WindowFixture fixture;
        openPairing(fixture);
        fixture.inDialog<QLineEdit>(u"pairingAddress"_s)->setText(u"127.0.0.1:%1"_s.arg(port));
        fixture.inDialog<QPushButton>(u"pairingLook"_s)->click();
        QTRY_VERIFY(fixture.inDialog<QWidget>(u"pairingError"_s)->isVisible());
        QVERIFY(fixture.inDialog<QPushButton>(u"pairingLook"_s)->isEnabled());
    }

    void aSecondConnectionToARelayGetsANameOfItsOwnThere()
    {
        QTcpServer closed;
        QVERIFY(closed.listen(QHostAddress::LocalHost));
        const quint16 port = closed.serverPort();
        closed.close();
        WindowFixture fixture;
        openPairing(fixture);
        auto *person = fixture.inDialog<QLineEdit>(u"pairingPerson"_s);
        const auto note = [&fixture] { return fixture.inDialog<QLabel>(u"pairingPersonNote"_s)->text(); };
        const QString usual = person->text();
        QVERIFY2(note().contains(u"under the same name is let in no more"_s), qPrintable(note()));

        client::ConnectionProfile first = pairedRelay();
        first.host = u"127.0.0.1"_s;
        first.port = port;
        first.certificate = QSslCertificate(selfSigned(usual).certificate);
        QVERIFY(client::ProfileStore(fixture.folder() + u"/connections"_s).save(first));
        fixture.inDialog<QLineEdit>(u"pairingAddress"_s)->setText(first.address());
        fixture.inDialog<QPushButton>(u"pairingLook"_s)->click();
        QCOMPARE(person->text(), usual + u"-2"_s);
        // Who types the first one's name is told what becomes of it.
        person->setText(usual);
        QVERIFY2(note().startsWith(u"The relay knows your connection “edge7” by this name"_s),
                 qPrintable(note()));
        QTRY_VERIFY(fixture.inDialog<QWidget>(u"pairingError"_s)->isVisible());
        QCOMPARE(person->text(), usual);
    }

    void aKeyThatStaysInTheKeychainIsReportedWhenARelayIsForgotten()
    {
        WorkspaceFixture fixture;
        StubbornSecretStore secrets;
        ScriptedModalPort dialogs;
        ui::RelayAccess relays;
        relays.profiles = client::ProfileStore(fixture.folder() + u"/connections"_s);
        relays.secrets = &secrets;
        QVERIFY(relays.profiles.save(pairedRelay()));
        ui::ConnectionDialog dialog(fixture.workspace(), relays, dialogs);
        auto *list = dialog.findChild<QListWidget *>(u"connectionList"_s);
        for (int row = 0; row < list->count(); ++row) {
            if (list->item(row)->text() == u"edge7")
                list->setCurrentRow(row);
        }
        QSignalSpy failures(&fixture.workspace(), &ui::Workspace::failed);
        dialog.findChild<QPushButton *>(u"connectionForget"_s)->click();
        QVERIFY(dialogs.m_lastQuestion.isDestructive);
        QTRY_COMPARE(failures.size(), 1);
        QCOMPARE(failures.first().first().value<Error>().message, std::string("the keychain is locked"));
        QCOMPARE(secrets.m_asked, QStringList{pairedRelay().secretName()});
        QVERIFY(relays.profiles.all().isEmpty());
    }

    void whatWasTypedForPairingIsThereAgain()
    {
        WindowFixture fixture;
        openPairing(fixture);
        QTest::keyClicks(fixture.inDialog<QLineEdit>(u"pairingAddress"_s), u"edge1.contoso.com"_s);
        QTest::keyClicks(fixture.inDialog<QLineEdit>(u"pairingName"_s), u"hq"_s);
        QTest::keyClick(fixture.dialogs().m_dialog.data(), Qt::Key_Escape);
        QTRY_VERIFY(fixture.dialogs().m_dialog.isNull());
        openPairing(fixture);
        QCOMPARE(fixture.inDialog<QLineEdit>(u"pairingAddress"_s)->text(), u"edge1.contoso.com"_s);
        QCOMPARE(fixture.inDialog<QLineEdit>(u"pairingName"_s)->text(), u"hq"_s);
    }

    void noDialogOpensOnAButtonThatDestroys_data()
    {
        QTest::addColumn<QString>("command");
        for (const char *command : {"connection.choose", "configuration.push", "configuration.export",
                                    "help.keyboard", "help.about"})
            QTest::newRow(command) << QString::fromLatin1(command);
    }
    void noDialogOpensOnAButtonThatDestroys()
    {
        QFETCH(QString, command);
        WindowFixture fixture;
        QVERIFY(client::ProfileStore(fixture.folder() + u"/connections"_s).save(pairedRelay()));
        QVERIFY(fixture.set(u"pools[pool1].addressBook.daysToKeep=45"_s));
        QVERIFY(fixture.window().commands().run(*fixture.window().commands().find(command)));
        QDialog *dialog = fixture.dialogs().m_dialog;
        QTRY_VERIFY(dialog->isActiveWindow() && dialog->focusWidget());
        QVERIFY(!qobject_cast<ui::DestructiveButton *>(dialog->focusWidget()));
        for (auto *button : dialog->findChildren<ui::DestructiveButton *>())
            QVERIFY(!button->isDefault() && !button->autoDefault());
    }

    void everyDialogBeginsAtTheSamePlaceEachTime_data()
    {
        QTest::addColumn<QString>("dialog");
        QTest::addColumn<QString>("place");
        QTest::newRow("export") << u"export"_s << u"exportProceed"_s;
        QTest::newRow("import") << u"import"_s << u"importProceed"_s;
        QTest::newRow("what both changed") << u"overlap"_s << u"conflictsList"_s;
    }
    void everyDialogBeginsAtTheSamePlaceEachTime()
    {
        QFETCH(QString, dialog);
        QFETCH(QString, place);
        WindowFixture fixture;
        ui::ShellCommands &commands = fixture.window().commands();
        fixture.dialogs().m_fileName = fixture.folder() + u"/deployment.json"_s;
        QVERIFY(document::writeDeployment(*fixture.workspace().document().working(),
                                          fixture.dialogs().m_fileName));
        QVERIFY(fixture.set(kDays + u"=45"_s));
        fixture.relay().somebodyPushes(
            document::applied(*fixture.workspace().document().base(), {{}, {edit(fixture, kDays + u"=60"_s)}})
                .value());
        QTRY_VERIFY(fixture.workspace().running().hasOverlap());
        for (int time = 0; time < 2; ++time) {
            if (dialog == u"overlap")
                fixture.find<QWidget>(u"info-overlap"_s)->findChild<QPushButton *>(u"infoAction"_s)->click();
            else
                QVERIFY(commands.run(dialog == u"export" ? commands.exportConfiguration
                                                         : commands.importConfiguration));
            QPointer<QDialog> opened = fixture.dialogs().m_dialog;
            QVERIFY(opened);
            QTRY_VERIFY(opened->isActiveWindow() && opened->focusWidget());
            QCOMPARE(opened->focusWidget()->objectName(), place);
            // Nothing is decided by habit about what another has pushed.
            if (dialog == u"overlap") {
                QTest::keyClick(opened->focusWidget(), Qt::Key_Return);
                QVERIFY(fixture.workspace().running().hasOverlap());
                QCOMPARE(fixture.value(kDays), u"45"_s);
            }
            if (opened)
                opened->reject();
            QTRY_VERIFY(!opened);
        }
    }

    void aboutCopiesWhatABugReportNeeds()
    {
        WindowFixture fixture;
        QVERIFY(fixture.window().commands().run(fixture.window().commands().about));
        fixture.inDialog<QPushButton>(u"aboutCopy"_s)->click();
        QVERIFY(QApplication::clipboard()->text().contains(QString::fromLatin1(qVersion())));
    }

private:
    static document::Edit edit(WindowFixture &fixture, const QString &assignment)
    {
        return document::parseAssignment(*fixture.workspace().document().base(), assignment).value();
    }
    static void openPairing(WindowFixture &fixture)
    {
        QVERIFY(fixture.window().commands().run(fixture.window().commands().chooseConnection));
        auto *list = fixture.inDialog<QListWidget>(u"connectionList"_s);
        list->setCurrentRow(list->count() - 1);
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestDialogs)
#include "tst_dialogs.moc"
