// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/default_deployment.h"
#include "core/document/merge.h"
#include "tests/core/document/sample_values.h"
#include "tests/support/main.h"

#include <QJsonArray>

#include <algorithm>

using namespace turnpike;
using namespace turnpike::document;
using namespace Qt::StringLiterals;

class TestMerge : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void differentPlacesAreBothTaken()
    {
        const auto mine = with({u"pools[pool1].fqdn=mine.contoso.com"_s});
        const auto theirs =
            with({u"pools[pool1].addressBook.daysToKeep=9"_s, u"edgeSites[hq].avEdge.udpPort=3500"_s});
        const auto result = threeWayMerge(*m_base, *mine, *theirs).value();
        QVERIFY(result.conflicts.empty());
        QVERIFY(*result.merged ==
                *with({u"pools[pool1].fqdn=mine.contoso.com"_s, u"pools[pool1].addressBook.daysToKeep=9"_s,
                       u"edgeSites[hq].avEdge.udpPort=3500"_s}));
        QCOMPARE(result.mineOnly.size(), 1U);
        QCOMPARE(result.mineOnly.front().path, PropertyPath::of(u"pools[pool1].fqdn"));
    }

    void theSameChangeIsNoConflict()
    {
        const auto same = with({u"pools[pool1].fqdn=same.contoso.com"_s});
        const auto result = threeWayMerge(*m_base, *same, *same).value();
        QVERIFY(result.conflicts.empty() && result.mineOnly.empty());
        QVERIFY(*result.merged == *same);
    }

    void theSamePlaceAsks()
    {
        const auto mine = with({u"pools[pool1].addressBook.daysToKeep=7"_s});
        const auto theirs = with({u"pools[pool1].addressBook.daysToKeep=9"_s});
        const auto result = threeWayMerge(*m_base, *mine, *theirs).value();
        QCOMPARE(result.conflicts.size(), 1U);
        const MergeConflict &conflict = result.conflicts.front();
        QCOMPARE(conflict.path, PropertyPath::of(u"pools[pool1].addressBook.daysToKeep"));
        QCOMPARE(conflict.base, QJsonValue(30));
        QCOMPARE(conflict.mine, QJsonValue(7));
        QCOMPARE(conflict.theirs, QJsonValue(9));
        QVERIFY(*result.merged == *theirs);
        QVERIFY(*applied(*result.merged, editsForMine(*result.merged, conflict)).value() == *mine);
    }

    void aReferrerThatGoesWithWhatItRefersToIsNoConflict()
    {
        const auto service = PropertyPath::of(u"forest.avAuthenticationServices");
        const auto referring = applied(
            *m_base, {{},
                      {Edit::insert(service, {{u"name"_s, u"spare"_s}, {u"fqdn"_s, u"av.contoso.com"_s}}),
                       Edit::set(PropertyPath::of(u"pools[pool2].avConferencing.avAuthenticationService"),
                                 u"spare"_s)}});
        QVERIFY(referring);
        const auto mine = applied(
            **referring,
            {{}, {Edit::remove(PropertyPath::of(u"pools[pool2]")), Edit::remove(service.entry(u"spare"_s))}});
        QVERIFY2(mine, mine ? "" : mine.error().text().c_str());
        const auto theirs = applied(
            **referring, {{}, {*parseAssignment(**referring, u"pools[pool1].addressBook.daysToKeep=9"_s)}});
        const auto result = threeWayMerge(**referring, **mine, **theirs).value();
        QVERIFY(result.conflicts.empty());
        QVERIFY(!resolve(*result.merged, PropertyPath::of(u"pools[pool2]")));
        QVERIFY(!resolve(*result.merged, service.entry(u"spare"_s)));
    }

    void keepingMineLosesNoEdit()
    {
        const auto mine =
            with({u"pools[pool1].addressBook.daysToKeep=7"_s, u"pools[pool1].fqdn=mine.contoso.com"_s});
        const auto theirs =
            with({u"pools[pool1].addressBook.daysToKeep=9"_s, u"edgeSites[hq].avEdge.udpPort=3500"_s});
        const auto result = mergeKeepingMine(*m_base, *mine, *theirs).value();
        QCOMPARE(result.conflicts.size(), 1U);
        QVERIFY(*result.merged ==
                *with({u"pools[pool1].addressBook.daysToKeep=7"_s, u"pools[pool1].fqdn=mine.contoso.com"_s,
                       u"edgeSites[hq].avEdge.udpPort=3500"_s}));
    }

    void keepingMineLosesNothingOfTheirs()
    {
        // Both change the order; what they added to the list stays in it.
        const auto pools = PropertyPath::of(u"pools");
        const auto mine = applied(*m_base, {{}, {Edit::move(pools.entry(u"pool2"_s), 0)}}).value();
        const auto three = applied(*m_base, {{},
                                             {Edit::insert(pools, {{u"name"_s, u"pool3"_s}}, 0),
                                              Edit::move(pools.entry(u"pool2"_s), 0)}})
                               .value();
        const auto result = mergeKeepingMine(*m_base, *mine, *three).value();
        QVERIFY(resolve(*result.merged, pools.entry(u"pool3"_s)));
    }

    void keepingMineBringsBackAnEntryThatIChangedAndTheyRemoved()
    {
        const auto edge1 = PropertyPath::of(u"edgeSites[hq].servers[edge1]");
        const auto mine = applied(*m_base, {{}, {Edit::set(edge1.child(u"enabled"_s), false)}}).value();
        const auto theirs = applied(*m_base, {{}, {Edit::remove(edge1)}}).value();
        const auto result = mergeKeepingMine(*m_base, *mine, *theirs).value();
        QCOMPARE(result.conflicts.size(), 1U);
        const auto place = resolve(*result.merged, edge1);
        QVERIFY(place);
        QCOMPARE(valueAt(*result.merged, edge1.child(u"enabled"_s))->toBool(), false);
    }

    void entryConflicts_data()
    {
        QTest::addColumn<EditSet>("mine");
        QTest::addColumn<EditSet>("theirs");
        QTest::addColumn<QString>("path");
        QTest::addColumn<bool>("goneInMine");
        QTest::addColumn<bool>("goneInTheirs");
        const auto edge1 = PropertyPath::of(u"edgeSites[hq].servers[edge1]");
        const EditSet change{{}, {Edit::set(edge1.child(u"enabled"_s), false)}};
        const EditSet removal{{}, {Edit::remove(edge1)}};
        QTest::newRow("they removed what I changed")
            << change << removal << edge1.toString() << false << true;
        QTest::newRow("I removed what they changed")
            << removal << change << edge1.toString() << true << false;

        const auto pools = PropertyPath::of(u"pools");
        const EditSet one{{}, {Edit::insert(pools, {{u"name"_s, u"new"_s}, {u"fqdn"_s, u"a.b"_s}})}};
        const EditSet other{{}, {Edit::insert(pools, {{u"name"_s, u"new"_s}, {u"fqdn"_s, u"c.d"_s}})}};
        QTest::newRow("both added the name") << one << other << u"pools[new]"_s << false << false;

        const auto site = PropertyPath::of(u"edgeSites[hq]");
        const EditSet siteRemoval{{}, {Edit::remove(site)}};
        const EditSet inner{{},
                            {Edit::insert(edge1.parent(), {{u"name"_s, u"edge3"_s}}), Edit::remove(edge1)}};
        QTest::newRow("they removed what I added to")
            << inner << siteRemoval << site.toString() << false << true;
        QTest::newRow("I removed what they added to")
            << siteRemoval << inner << site.toString() << true << false;

        const auto service = PropertyPath::of(u"forest.avAuthenticationServices[avauth-hq]");
        const auto pool1 = PropertyPath::of(u"pools[pool1].avConferencing.avAuthenticationService");
        const auto pool2 = PropertyPath::of(u"pools[pool2].avConferencing.avAuthenticationService");
        const EditSet retire{{}, {Edit::set(pool1, u"avauth-branch"_s), Edit::remove(service)}};
        const EditSet use{{}, {Edit::set(pool2, u"avauth-hq"_s)}};
        QTest::newRow("I removed what they began to use")
            << retire << use << service.toString() << true << false;
    }
    void entryConflicts()
    {
        QFETCH(EditSet, mine);
        QFETCH(EditSet, theirs);
        QFETCH(QString, path);
        QFETCH(bool, goneInMine);
        QFETCH(bool, goneInTheirs);
        const auto mineNow = applied(*m_base, mine).value();
        const auto theirsNow = applied(*m_base, theirs).value();
        const auto result = threeWayMerge(*m_base, *mineNow, *theirsNow).value();
        QCOMPARE(result.conflicts.size(), 1U);
        const MergeConflict &conflict = result.conflicts.front();
        QCOMPARE(conflict.path.toString(), path);
        QCOMPARE(conflict.mine.isNull(), goneInMine);
        QCOMPARE(conflict.theirs.isNull(), goneInTheirs);
        QCOMPARE(resolve(*result.merged, conflict.path).has_value(), !goneInTheirs);
        const auto settled = applied(*result.merged, editsForMine(*result.merged, conflict));
        if (!settled) {
            // Keeping my removal would leave their use dangling: refused until that is put right.
            QCOMPARE(settled.error().code, Error::Code::Conflict);
            return;
        }
        QCOMPARE(resolve(**settled, conflict.path).has_value(), !goneInMine);
    }

    void aReferenceToWhatTheyRemovedAsks()
    {
        const auto service = PropertyPath::of(u"forest.avAuthenticationServices[avauth-hq]");
        const auto theirs = applied(*m_base, {{},
                                              {Edit::set(PropertyPath::of(u"pools[pool1].avConferencing."
                                                                          u"avAuthenticationService"),
                                                         u"avauth-branch"_s),
                                               Edit::remove(service)}})
                                .value();
        const auto mine = with({u"pools[pool2].avConferencing.avAuthenticationService=avauth-hq"_s});
        const auto result = threeWayMerge(*m_base, *mine, *theirs).value();
        QCOMPARE(result.conflicts.size(), 1U);
        QCOMPARE(result.conflicts.front().path.toString(),
                 u"pools[pool2].avConferencing.avAuthenticationService"_s);
        QVERIFY(*result.merged == *theirs);
    }

    void aRenameAndTheirChangeInTheEntryAreBothTaken()
    {
        const auto edge1 = PropertyPath::of(u"edgeSites[hq].servers[edge1]");
        const auto mine = applied(*m_base, {{}, {Edit::rename(edge1, u"west"_s)}}).value();
        const auto theirs = applied(*m_base, {{}, {Edit::set(edge1.child(u"enabled"_s), false)}}).value();
        const auto west = edge1.parent().entry(u"west"_s);
        for (const auto &[left, right] : {std::pair(mine, theirs), std::pair(theirs, mine)}) {
            const auto result = threeWayMerge(*m_base, *left, *right).value();
            QVERIFY(result.conflicts.empty());
            QVERIFY(!resolve(*result.merged, edge1));
            QCOMPARE(valueAt(*result.merged, west.child(u"enabled"_s))->toBool(), false);
            QCOMPARE(entryNames(*result.merged, west.parent()).size(),
                     entryNames(*m_base, west.parent()).size());
            QCOMPARE(result.mineOnly.size(), 1U);
        }
    }

    void aReferenceFollowsTheRenameOfTheOther()
    {
        const auto service = PropertyPath::of(u"forest.avAuthenticationServices[avauth-hq]");
        const auto use = PropertyPath::of(u"pools[pool2].avConferencing.avAuthenticationService");
        const auto mine = applied(*m_base, {{}, {Edit::rename(service, u"first"_s)}}).value();
        const auto theirs = applied(*m_base, {{}, {Edit::set(use, u"avauth-hq"_s)}}).value();
        const auto result = threeWayMerge(*m_base, *mine, *theirs).value();
        QVERIFY(result.conflicts.empty());
        QCOMPARE(valueAt(*result.merged, use)->toString(), u"first"_s);
    }

    void twoNamesForOneEntryAsk()
    {
        const auto edge1 = PropertyPath::of(u"edgeSites[hq].servers[edge1]");
        const auto east = edge1.parent().entry(u"east"_s);
        const auto mine =
            applied(*m_base,
                    {{}, {Edit::set(edge1.child(u"enabled"_s), false), Edit::rename(edge1, u"west"_s)}})
                .value();
        const auto theirs = applied(*m_base, {{}, {Edit::rename(edge1, u"east"_s)}}).value();
        const auto result = threeWayMerge(*m_base, *mine, *theirs).value();
        QCOMPARE(result.conflicts.size(), 1U);
        const MergeConflict &conflict = result.conflicts.front();
        QCOMPARE(conflict.path, east.child(u"name"_s));
        QCOMPARE(conflict.base, QJsonValue(u"edge1"_s));
        QCOMPARE(conflict.mine, QJsonValue(u"west"_s));
        QCOMPARE(conflict.theirs, QJsonValue(u"east"_s));
        QCOMPARE(valueAt(*result.merged, east.child(u"enabled"_s))->toBool(), false);
        QVERIFY(*applied(*result.merged, editsForMine(*result.merged, conflict)).value() == *mine);
        QVERIFY(*mergeKeepingMine(*m_base, *mine, *theirs)->merged == *mine);
    }

    void whatBothRenamedAndChangedIsKeptAsMine()
    {
        const auto edge1 = PropertyPath::of(u"edgeSites[hq].servers[edge1]");
        const auto renamed = [&](const QString &name, int workers) {
            return applied(*m_base,
                           {{}, {Edit::set(edge1.child(u"workers"_s), workers), Edit::rename(edge1, name)}})
                .value();
        };
        const auto mine = renamed(u"west"_s, 3);
        const auto theirs = renamed(u"east"_s, 5);
        QCOMPARE(threeWayMerge(*m_base, *mine, *theirs)->conflicts.size(), 2U);
        QVERIFY(*mergeKeepingMine(*m_base, *mine, *theirs)->merged == *mine);
    }

    void aRenamedEntryThatTheyRemovedIsNotLost()
    {
        const auto edge1 = PropertyPath::of(u"edgeSites[hq].servers[edge1]");
        const auto mine = applied(*m_base, {{}, {Edit::rename(edge1, u"west"_s)}}).value();
        const auto theirs = applied(*m_base, {{}, {Edit::remove(edge1)}}).value();
        const auto result = threeWayMerge(*m_base, *mine, *theirs).value();
        QVERIFY(resolve(*result.merged, edge1.parent().entry(u"west"_s)));
        const auto other = threeWayMerge(*m_base, *theirs, *mine).value();
        QVERIFY(!resolve(*other.merged, edge1.parent().entry(u"west"_s)));
    }

    void secretsAreMarked()
    {
        const QString path = u"edgeSites[this-computer].avEdge.credentials.users[alice].key"_s;
        const auto mine = with({path % u"=00000000000000000000000000000000"});
        const auto theirs = with({path % u"=11111111111111111111111111111111"});
        const auto result = threeWayMerge(*m_base, *mine, *theirs).value();
        QVERIFY(result.conflicts.front().isSecret);
    }

    void myOrderSurvivesTheirNewEntry()
    {
        const auto rules = PropertyPath::of(u"pools[pool1].addressBook.normalizationRules");
        const auto mine = applied(*m_base, {{}, {Edit::move(rules.entry(u"international"_s), 0)}}).value();
        const auto theirs = applied(*m_base, {{}, {Edit::insert(rules, {{u"name"_s, u"new"_s}}, 1)}}).value();
        const auto result = threeWayMerge(*m_base, *mine, *theirs).value();
        QVERIFY(result.conflicts.empty());
        QCOMPARE(entryNames(*result.merged, rules),
                 (QStringList{u"international"_s, u"extension"_s, u"new"_s, u"seattle"_s}));
    }

    void twoOrdersAsk()
    {
        const auto rules = PropertyPath::of(u"pools[pool1].addressBook.normalizationRules");
        const auto mine = applied(*m_base, {{}, {Edit::move(rules.entry(u"international"_s), 0)}}).value();
        const auto theirs = applied(*m_base, {{}, {Edit::move(rules.entry(u"seattle"_s), 0)}}).value();
        const auto result = threeWayMerge(*m_base, *mine, *theirs).value();
        QCOMPARE(result.conflicts.size(), 1U);
        QCOMPARE(result.conflicts.front().path, rules);
        QVERIFY(*result.merged == *theirs);
        const auto settled =
            applied(*result.merged, editsForMine(*result.merged, result.conflicts.front())).value();
        QVERIFY(*settled == *mine);
    }

    void whoChangesAloneIsTakenWhole()
    {
        testing::RandomEditor editor(1);
        for (int round = 0; round < 60; ++round) {
            const auto changed = editor.edited(m_base, 12);
            for (const auto &[mine, theirs] :
                 {std::pair(changed, m_base), std::pair(m_base, changed), std::pair(changed, changed)}) {
                const auto result = threeWayMerge(*m_base, *mine, *theirs);
                QVERIFY2(result, result ? "" : result.error().text().c_str());
                QVERIFY(result->conflicts.empty());
                QVERIFY2(*result->merged == *changed, qPrintable(u"round %1"_s.arg(round)));
            }
        }
    }

    void everyChangeOfMineIsTakenOrAsked()
    {
        testing::RandomEditor editor(3478);
        for (int round = 0; round < 150; ++round) {
            const auto mine = editor.edited(m_base, 8);
            const auto theirs = editor.edited(m_base, 8);
            const auto result = threeWayMerge(*m_base, *mine, *theirs);
            QVERIFY2(result, qPrintable(u"round %1: "_s.arg(round) %
                                        QString::fromStdString(result ? "" : result.error().text())));
            // Under the names that entries have by then.
            for (const Change &change : difference(*m_base, *result->mine)) {
                if (change.kind == Change::Kind::Modified)
                    QVERIFY2(isTaken(change, *result) || isAsked(change, *result),
                             qPrintable(u"round %1: "_s.arg(round) % change.path.toString()));
            }
            for (Change change : difference(*m_base, *theirs)) {
                // A reference follows the name that I gave.
                if (change.kind != Change::Kind::Modified ||
                    !declaredAt(change.path).property->reference().isEmpty())
                    continue;
                const Changes mineOnly = difference(*theirs, *result->merged);
                for (const PropertyPath &path : valuePaths(*result->merged)) {
                    if (pathBefore(path, mineOnly) == change.path)
                        change.path = path;
                }
                QVERIFY2(isTaken(change, *result) || !resolve(*result->merged, change.path),
                         qPrintable(u"round %1: "_s.arg(round) % change.path.toString()));
            }
        }
    }

private:
    static bool isTaken(const Change &change, const MergeResult &result)
    {
        const auto place = resolve(*result.merged, change.path);
        return place && place->property->type().toJson(place->property->read(place->object)) == change.after;
    }

    static bool isAsked(const Change &change, const MergeResult &result)
    {
        return std::any_of(
            result.conflicts.begin(), result.conflicts.end(),
            [&change](const MergeConflict &conflict) { return change.path.startsWith(conflict.path); });
    }

    model::SharedDeployment with(const QStringList &assignments) const
    {
        EditSet set;
        for (const QString &assignment : assignments)
            set.edits.push_back(parseAssignment(*m_base, assignment).value());
        return applied(*m_base, set).value();
    }

    model::SharedDeployment m_base = defaultDeployment();
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestMerge)
#include "tst_merge.moc"
