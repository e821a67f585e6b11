// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/journeys/console_driver.h"
#include "tests/journeys/relay_fixture.h"
#include "tests/support/main.h"
#include "ui/style/theme.h"

#include <QApplication>
#include <QStandardPaths>

#include <signal.h>

#include <cstdio>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;

/// `kill -9` in the middle of editing: the next start offers the edits back. The console that dies is a
/// process of its own: this program again, with the folder it shall use as its argument.
class CrashJourney : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void editsSurviveKill_data();
    void editsSurviveKill();
};

namespace {

const QString kPartition = u"pools[pool1].addressBook.partitionOutputByOU"_s;

void useFolder(const QString &folder)
{
    qputenv("XDG_DATA_HOME", (folder + u"/data"_s).toUtf8());
    qputenv("XDG_CONFIG_HOME", (folder + u"/config"_s).toUtf8());
}

/// The console that will be killed: edits, says so, and waits for its end.
int editAndWait(int argc, char **argv)
{
    const QString folder = QString::fromLocal8Bit(argv[2]);
    useFolder(folder);
    QApplication application(argc, argv);
    // The name decides where data are kept; both consoles have to be the same program.
    QCoreApplication::setApplicationName(u"turnpike-test"_s);
    ui::Theme::install(application, ui::Theme::Choice::Light);
    RelayOfThisProcess relay(folder + u"/state"_s);
    ConsoleDriver console(relay.connect());
    if (!QTest::qWaitFor([&] { return console.isReady(); }, kLongestWait) ||
        !console.goTo({u"Pools"_s, u"pool1"_s, u"Address book"_s}) ||
        !console.click(console.find(kPartition)) ||
        console.workspace().document().pendingChanges().size() != 1)
        return 1;
    std::puts("edited");
    std::fflush(stdout);
    return QApplication::exec();
}

} // namespace

void CrashJourney::editsSurviveKill_data()
{
    // What a person does when the next start offers the edits; none of it may lose them.
    QTest::addColumn<QStringList>("doings");
    QTest::newRow("Restore is clicked") << QStringList{u"click recoveryRestore"_s};
    QTest::newRow("Enter by habit") << QStringList{u"Enter"_s};
    QTest::newRow("looks at them, then Enter by habit")
        << QStringList{u"click recoveryShow"_s, u"Enter"_s, u"click recoveryRestore"_s};
    QTest::newRow("Esc, edits are refused, then decides")
        << QStringList{u"Esc"_s, u"click infoAction"_s, u"Enter"_s};
}

void CrashJourney::editsSurviveKill()
{
    QFETCH(QStringList, doings);
    QTemporaryDir folder;
    useFolder(folder.path());
    QProcess first;
    first.setProcessChannelMode(QProcess::MergedChannels);
    first.start(QApplication::applicationFilePath(), sameTest({u"--edit-and-wait"_s, folder.path()}));
    QByteArray said;
    QTRY_VERIFY((said += first.readAll()).contains("edited"));
    ::kill(static_cast<pid_t>(first.processId()), SIGKILL);
    QTRY_COMPARE(first.state(), QProcess::NotRunning);

    RelayOfThisProcess relay(folder.path() + u"/state"_s);
    ConsoleDriver console(relay.connect());
    QTRY_VERIFY(console.isReady());
    QVERIFY(!console.workspace().document().working()->pools.front().addressBook.partitionOutputByOU);
    QTRY_VERIFY(console.find(u"recoveryDialog"_s) != nullptr);
    QVERIFY(QTest::qWaitForWindowActive(console.find(u"recoveryDialog"_s)));
    const auto isRestored = [&console] { return console.workspace().recovered() == nullptr; };
    for (const QString &doing : doings) {
        if (isRestored())
            break; // what was meant to look at them has restored them
        if (doing.startsWith(u"click "_s)) {
            const QString name = doing.section(u' ', 1);
            QTRY_VERIFY(console.find(name) != nullptr);
            QVERIFY(console.click(console.find(name)));
            continue;
        }
        QWidget *dialog = nullptr;
        QTRY_VERIFY((dialog = console.find(u"recoveryDialog"_s)) != nullptr);
        QVERIFY(QTest::qWaitForWindowActive(dialog));
        QWidget *focus = dialog->focusWidget() != nullptr ? dialog->focusWidget() : dialog;
        QTest::keyClick(focus, doing == u"Esc" ? Qt::Key_Escape : Qt::Key_Return);
        if (doing == u"Esc") {
            QTRY_VERIFY(console.find(u"recoveryDialog"_s) == nullptr);
            QVERIFY(console.workspace().document().isReadOnly());
        }
    }
    QTRY_VERIFY(console.workspace().document().working()->pools.front().addressBook.partitionOutputByOU);
    QCOMPARE(console.workspace().document().pendingChanges().size(), std::size_t(1));
}

static int runOrEdit(int argc, char **argv)
{
    if (argc == 3 && qstrcmp(argv[1], "--edit-and-wait") == 0)
        return editAndWait(argc, argv);
    return testing::run<QApplication, CrashJourney>(argc, argv);
}
TURNPIKE_TEST_FUNCTION(runOrEdit)
#include "tst_crash_journey.moc"
