// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/full_disk.h"
#include "tests/support/main.h"
#include "tests/ui/workspace/workspace_fixture.h"
#include "ui/workspace/conditions.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QSignalSpy>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

const QString kJournal = u"journal"_s;

} // namespace

/// Edits that cannot be kept on disk: said as long as it lasts, tried again, and over by itself.
class TestUnkeptEdits : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        m_folder = std::make_unique<QTemporaryDir>();
        m_options = {};
        m_options.dataFolder = m_folder->path();
        m_options.journalRetry = 10ms;
    }

    void aFullDiskIsNamedUntilThereIsRoomAgain()
    {
        {
            WorkspaceFixture fixture(m_options);
            ui::Conditions &conditions = fixture.workspace().conditions();
            {
                const FullDisk disk(100);
                QVERIFY(fixture.set(kDays + "=45"_L1));
                const QString text = conditions.text(kJournal);
                QVERIFY2(text.contains(u"File too large"_s), qPrintable(text));
                QVERIFY2(text.contains(u"free space"_s), qPrintable(text));
                QVERIFY2(!text.contains(u"Unknown error"_s), qPrintable(text));
                QVERIFY(fixture.set(kOu + "=true"_L1));
                QVERIFY(conditions.holds(kJournal));
                QVERIFY(fixture.workspace().hasUnkeptEdits());
            }
            QTRY_VERIFY(!conditions.holds(kJournal));
            QVERIFY(!fixture.workspace().hasUnkeptEdits());
        }
        WorkspaceFixture next(m_options);
        QTRY_VERIFY(next.workspace().recovered());
        QCOMPARE(next.workspace().recoveredChanges().size(), size_t(2));
    }

    void theNextEditTriesAtOnce()
    {
        m_options.journalRetry = 1h;
        WorkspaceFixture fixture(m_options);
        {
            const FullDisk disk(100);
            QVERIFY(fixture.set(kDays + "=45"_L1));
        }
        QVERIFY(fixture.workspace().conditions().holds(kJournal));
        QVERIFY(fixture.set(kDays + "=46"_L1));
        QVERIFY(!fixture.workspace().conditions().holds(kJournal));
    }

    void aFolderThatCannotBeMadeIsNamedUntilItCan()
    {
        const QString inTheWay = m_folder->filePath(u"data"_s);
        QFile file(inTheWay);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.close();
        m_options.dataFolder = inTheWay;
        WorkspaceFixture fixture(m_options);
        QTRY_VERIFY(fixture.workspace().conditions().text(kJournal).contains(inTheWay));
        QVERIFY(fixture.set(kDays + "=45"_L1));
        QVERIFY(fixture.workspace().hasUnkeptEdits());
        QVERIFY(file.remove());
        QTRY_VERIFY(!fixture.workspace().conditions().holds(kJournal));
        QVERIFY(!fixture.workspace().hasUnkeptEdits());
    }

    void aSecondWindowIsToldUntilTheFirstIsClosed()
    {
        auto first = std::make_unique<WorkspaceFixture>(m_options);
        QTRY_VERIFY(first->workspace().document().hasJournal());
        WorkspaceFixture second(m_options);
        QTRY_VERIFY(second.workspace().conditions().text(kJournal).contains(u"in use"_s));
        QVERIFY(second.workspace().conditions().text(kJournal).contains(u"Close the other window"_s));
        QVERIFY(second.set(kDays + "=45"_L1));
        QVERIFY(second.workspace().conditions().holds(kJournal));
        first.reset();
        QTRY_VERIFY(!second.workspace().conditions().holds(kJournal));
        QVERIFY(!second.workspace().hasUnkeptEdits());
        QCOMPARE(second.value(kDays), u"45"_s);
    }

    void whatTheFirstWindowLeftIsOfferedToTheSecondAndNeitherIsLost()
    {
        auto first = std::make_unique<WorkspaceFixture>(m_options);
        QVERIFY(first->set(kOu + "=true"_L1));
        WorkspaceFixture second(m_options);
        QTRY_VERIFY(second.workspace().conditions().holds(kJournal));
        QVERIFY(second.set(kDays + "=45"_L1));
        QSignalSpy found(&second.workspace(), &ui::Workspace::recoveryFound);
        first.reset();
        QTRY_COMPARE(found.size(), 1);
        second.workspace().restoreRecovered();
        QCOMPARE(second.value(kDays), u"45"_s);
        QCOMPARE(second.value(kOu), u"true"_s);
        QVERIFY(!second.workspace().hasUnkeptEdits());
    }

    void whatBothChangedIsAskedAgainAfterACrash_data()
    {
        QTest::addColumn<bool>("isDecided");
        QTest::newRow("not decided") << false;
        QTest::newRow("decided") << true;
    }
    void whatBothChangedIsAskedAgainAfterACrash()
    {
        QFETCH(const bool, isDecided);
        model::SharedDeployment theirs;
        {
            WorkspaceFixture first(m_options);
            QVERIFY(first.set(kDays + "=45"_L1));
            QVERIFY(first.set(kOu + "=true"_L1));
            const auto base = first.workspace().document().base();
            theirs =
                document::applied(*base, {{}, {*document::parseAssignment(*base, kDays + "=60"_L1)}}).value();
            first.relay().somebodyPushes(theirs);
            QTRY_VERIFY(first.workspace().running().hasOverlap());
            if (isDecided)
                QVERIFY(first.workspace().decideOverlap({document::PropertyPath::of(kDays)}));
        }
        // The journal is all that is left, as after a crash.
        WorkspaceFixture next(m_options, wire::Role::Administrator, theirs);
        QTRY_VERIFY(next.workspace().recovered());
        next.workspace().restoreRecovered();
        QCOMPARE(next.value(kDays), u"45"_s);
        QCOMPARE(next.workspace().running().hasOverlap(), !isDecided);
        if (isDecided)
            return;
        QCOMPARE(next.workspace().running().overlapRevision().author, u"sam"_s);
        const auto overlap = next.workspace().running().overlap();
        QCOMPARE(overlap->conflicts.size(), size_t(1));
        QCOMPARE(overlap->conflicts.front().base.toInt(), 30);
        QCOMPARE(overlap->conflicts.front().theirs.toInt(), 60);
        // A push asks first.
        next.workspace().push().begin();
        QCOMPARE(next.workspace().push().state(), client::PushSession::State::Conflict);
    }

    void withoutEditsNothingIsUnkept()
    {
        WorkspaceFixture first(m_options);
        QTRY_VERIFY(first.workspace().document().hasJournal());
        WorkspaceFixture second(m_options);
        QTRY_VERIFY(second.workspace().conditions().holds(kJournal));
        QVERIFY(!second.workspace().hasUnkeptEdits());
    }

    void anotherRelayEndsTheCondition()
    {
        WorkspaceFixture first(m_options);
        QTRY_VERIFY(first.workspace().document().hasJournal());
        WorkspaceFixture second(m_options);
        QTRY_VERIFY(second.workspace().conditions().holds(kJournal));
        second.workspace().setConnection(nullptr);
        QVERIFY(!second.workspace().conditions().holds(kJournal));
    }

private:
    std::unique_ptr<QTemporaryDir> m_folder;
    ui::Workspace::Options m_options;
};

TURNPIKE_TEST_MAIN(QApplication, TestUnkeptEdits)
#include "tst_unkept_edits.moc"
