// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/shell/window_fixture.h"
#include "ui/shell/info_bar.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QPushButton>
#include <QTcpServer>
#include <QTreeView>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;

namespace {

const QString kDays = u"pools[pool1].addressBook.daysToKeep"_s;

} // namespace

class TestDialogs : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void recoveryShowsTheEditsAndRestoresThem()
    {
        QTemporaryDir folder;
        ui::Workspace::Options options;
        options.dataFolder = folder.path();
        {
            WindowFixture first(options);
            QVERIFY(first.set(kDays + "=45"_L1));
        }
        WindowFixture second(options);
        // The offer came before there was a window to make it.
        second.window().decideRecovery();
        QVERIFY(second.inDialog<QLabel>(u"recoveryTitle"_s)->text().startsWith(u"1 edit"_s));
        QVERIFY(!second.window().infoBar().text(u"recovery"_s).isEmpty());
        second.inDialog<QPushButton>(u"recoveryShow"_s)->click();
        const auto *list = second.inDialog<QTreeView>(u"recoveryList"_s);
        QVERIFY(list->isVisible());
        QCOMPARE(list->model()->index(0, 2).data().toString(), u"45 days"_s);
        second.inDialog<QPushButton>(u"recoveryRestore"_s)->click();
        QCOMPARE(second.value(kDays), u"45"_s);
        QVERIFY(second.window().infoBar().text(u"recovery"_s).isEmpty());
    }

    void connectionsOfferThisComputerAndPairing()
    {
        WindowFixture fixture;
        QVERIFY(fixture.window().commands().run(u"connection.choose"_s));
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

    void aboutCopiesWhatABugReportNeeds()
    {
        WindowFixture fixture;
        QVERIFY(fixture.window().commands().run(u"help.about"_s));
        fixture.inDialog<QPushButton>(u"aboutCopy"_s)->click();
        QVERIFY(QApplication::clipboard()->text().contains(QString::fromLatin1(qVersion())));
    }

private:
    static void openPairing(WindowFixture &fixture)
    {
        QVERIFY(fixture.window().commands().run(u"connection.choose"_s));
        auto *list = fixture.inDialog<QListWidget>(u"connectionList"_s);
        list->setCurrentRow(list->count() - 1);
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestDialogs)
#include "tst_dialogs.moc"
