// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/workspace/workspace_fixture.h"
#include "ui/live/overview/revision_list.h"

#include <QApplication>
#include <QLabel>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// The last revisions on the overview, above all while one is tried.
class TestRevisionList : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void whileOneIsTriedItRunsAndTheOneBeforeStandsBy()
    {
        WorkspaceFixture fixture;
        const ui::RevisionList list(fixture.workspace());
        QTRY_COMPARE(rows(list), QStringList(u"17 kim: runs"_s));
        samPushes(fixture, 60, 120s);
        QTRY_COMPARE(rows(list), (QStringList{u"18 sam: runs on trial"_s, u"17 kim: stands by"_s}));
        QCOMPARE(text(list, 0, 4), u"Theirs"_s);
    }

    void afterATrialThatFailedTheOneBeforeRunsAgain()
    {
        WorkspaceFixture fixture;
        const ui::RevisionList list(fixture.workspace());
        samPushes(fixture, 60, 120s);
        QTRY_COMPARE(rows(list).value(0), u"18 sam: runs on trial"_s);
        fixture.relay().deadlinePasses();
        QTRY_COMPARE(rows(list), (QStringList{u"18 sam: reverted"_s, u"17 kim: runs"_s}));
    }

    void whatIsKeptRuns()
    {
        WorkspaceFixture fixture;
        const ui::RevisionList list(fixture.workspace());
        samPushes(fixture, 60, 120s);
        QTRY_COMPARE(rows(list).value(0), u"18 sam: runs on trial"_s);
        fixture.relay().somebodyConfirms();
        QTRY_COMPARE(rows(list).value(0), u"18 sam: runs"_s);
    }

    void anotherRelayAndNoneShowNothingOfTheOneBefore()
    {
        WorkspaceFixture fixture;
        const ui::RevisionList list(fixture.workspace());
        samPushes(fixture, 60, 120s);
        QTRY_COMPARE(rows(list).size(), 2);
        fixture.connectTo(document::defaultDeployment());
        QTRY_COMPARE(rows(list), QStringList(u"17 kim: runs"_s));
        fixture.relay().loseConnection();
        QTRY_VERIFY(rows(list).isEmpty());
        QVERIFY(list.findChild<QLabel *>(u"revisionsState"_s)->text().contains(u"connected to a relay"_s));
    }

private:
    static QString text(const ui::RevisionList &list, int row, int column)
    {
        const auto *label = list.findChild<QLabel *>(u"revision%1-%2"_s.arg(row).arg(column));
        return label != nullptr ? label->text() : QString();
    }
    /// "18 sam: runs", newest first.
    static QStringList rows(const ui::RevisionList &list)
    {
        QStringList rows;
        while (!text(list, static_cast<int>(rows.size()), 0).isEmpty()) {
            const auto row = static_cast<int>(rows.size());
            rows << u"%1 %2: %3"_s.arg(text(list, row, 0), text(list, row, 3), text(list, row, 2));
        }
        return rows;
    }
    static void samPushes(WorkspaceFixture &fixture, int days, std::chrono::seconds confirmWithin)
    {
        const auto &base = *fixture.workspace().document().base();
        const auto edit = document::parseAssignment(base, kDays + u"=%1"_s.arg(days));
        QVERIFY(edit);
        fixture.relay().somebodyPushes(document::applied(base, {u"Theirs"_s, {*edit}}).value(),
                                       confirmWithin);
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestRevisionList)
#include "tst_revision_list.moc"
