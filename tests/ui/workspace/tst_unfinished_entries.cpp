// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/workspace/workspace_fixture.h"

#include <QUndoStack>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using document::Edit;
using document::PropertyPath;

namespace {

const PropertyPath kPort = PropertyPath::of(u"edgeSites[hq].avEdge.udpPort");
const PropertyPath kName = PropertyPath::of(u"pools[pool1].name");
const Error kWhy{Error::Code::InvalidValue, "\"70000\" is not a port", {}, "1 to 65535", {}};

QStringList notTaken(const ui::Workspace &workspace)
{
    QStringList paths;
    for (const validation::Problem &problem : workspace.problems()) {
        if (problem.ruleId == ui::UnfinishedEntries::ruleId())
            paths << problem.path.toString();
    }
    return paths;
}

} // namespace

/// What was typed and is no value.
class TestUnfinishedEntries : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aTextThatIsNotTakenIsAProblemUntilItIsCorrected()
    {
        WorkspaceFixture fixture;
        ui::Workspace &workspace = fixture.workspace();
        workspace.keepUnfinished(kPort, u"70000"_s, kWhy);
        QCOMPARE(notTaken(workspace), QStringList(kPort.toString()));
        QCOMPARE(workspace.problems().front().severity, validation::Severity::Error);
        QCOMPARE(workspace.problems().front().message,
                 u"What was typed is not taken: \"70000\" is not a port. Allowed: 1 to 65535."_s);
        // Also when the rules have looked again.
        QVERIFY(fixture.set(kDays + u"=45"_s));
        QTRY_VERIFY(!workspace.isValidating());
        QCOMPARE(notTaken(workspace), QStringList(kPort.toString()));
        workspace.unfinished().drop(kPort);
        QVERIFY(notTaken(workspace).isEmpty());
    }

    void whatIsRefusedAgainIsTheNewest()
    {
        WorkspaceFixture fixture;
        ui::Workspace &workspace = fixture.workspace();
        workspace.keepUnfinished(kPort, u"70000"_s, kWhy);
        workspace.keepUnfinished(kName, u"a b"_s, kWhy);
        QCOMPARE(workspace.unfinished().all().back().path, kName);
        workspace.keepUnfinished(kPort, u"70000"_s, kWhy);
        QCOMPARE(workspace.unfinished().all().back().path, kPort);
        QCOMPARE(workspace.unfinished().all().size(), size_t(2));
    }

    void undoTakesTheTextBackInItsTurn()
    {
        WorkspaceFixture fixture;
        ui::Workspace &workspace = fixture.workspace();
        QVERIFY(fixture.set(kDays + u"=45"_s));
        workspace.keepUnfinished(kPort, u"70000"_s, kWhy);
        QVERIFY(fixture.set(kDays + u"=46"_s));
        QVERIFY(workspace.undoText().startsWith(u"Set pools"_s));
        workspace.undo();
        QCOMPARE(fixture.value(kDays), u"45"_s);
        QVERIFY(!notTaken(workspace).isEmpty());
        QVERIFY(workspace.undoText().startsWith(u"Typing in hq"_s));
        workspace.undo();
        QVERIFY(notTaken(workspace).isEmpty());
        QCOMPARE(fixture.value(kDays), u"45"_s);
        workspace.undo();
        QCOMPARE(fixture.value(kDays), u"30"_s);
    }

    void theTextGoesWithItsPlaceAndWithItsRelay()
    {
        WorkspaceFixture fixture;
        ui::Workspace &workspace = fixture.workspace();
        const PropertyPath sites = PropertyPath::of(u"edgeSites");
        QVERIFY(workspace.apply({u"Add"_s, {Edit::insert(sites, {{u"name"_s, u"new1"_s}})}}));
        workspace.keepUnfinished(PropertyPath::of(u"edgeSites[new1].avEdge.udpPort"), u"70000"_s, kWhy);
        workspace.keepUnfinished(kPort, u"70000"_s, kWhy);
        QVERIFY(workspace.apply({u"Remove"_s, {Edit::remove(sites.entry(u"new1"_s))}}));
        QCOMPARE(notTaken(workspace), QStringList(kPort.toString()));
        fixture.connectTo(document::defaultDeployment());
        QVERIFY(notTaken(workspace).isEmpty());
    }

    void aRenameTakesTheTextAlong()
    {
        WorkspaceFixture fixture;
        ui::Workspace &workspace = fixture.workspace();
        workspace.keepUnfinished(kPort, u"70000"_s, kWhy);
        workspace.keepUnfinished(kName, u"a b"_s, kWhy);
        QVERIFY(
            workspace.apply({u"Rename"_s, {Edit::rename(PropertyPath::of(u"edgeSites[hq]"), u"main"_s)}}));
        QVERIFY(
            workspace.apply({u"Rename"_s, {Edit::rename(PropertyPath::of(u"pools[pool1]"), u"first"_s)}}));
        QCOMPARE(notTaken(workspace), QStringList(u"edgeSites[main].avEdge.udpPort"_s));
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestUnfinishedEntries)
#include "tst_unfinished_entries.moc"
