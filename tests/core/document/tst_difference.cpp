// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/changed_places.h"
#include "core/document/default_deployment.h"
#include "core/document/difference.h"
#include "tests/core/document/sample_values.h"
#include "tests/support/main.h"

#include <QJsonArray>
#include <QJsonDocument>

#include <algorithm>

using namespace turnpike;
using namespace turnpike::document;
using namespace Qt::StringLiterals;

class TestDifference : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void equalDeploymentsDifferInNothing()
    {
        QVERIFY(difference(*m_deployment, *m_deployment).empty());
        QVERIFY(editsFor({}).edits.empty());
    }

    void everyPropertyIsCompared()
    {
        const model::Deployment all = testing::everythingSet();
        const auto paths = valuePaths(all);
        for (const PropertyPath &path : paths) {
            const auto place = resolve(all, path).value();
            if (place.property->name() == u"name")
                continue;
            const auto reset = applied(all, {{}, {Edit::set(path, place.property->defaultValue())}}).value();
            const Changes changes = difference(all, *reset);
            QVERIFY2(changes.size() == 1, qPrintable(path.toString()));
            QCOMPARE(changes.front().path, path);
            QCOMPARE(changes.front().effect, place.property->effect());
            QCOMPARE(changes.front().isSecret, place.property->isSecret());
        }
    }

    void aMemoryFindsTheSameAndLooksOnlyAtWhatIsNew()
    {
        // 5,000 users that were imported and not pushed.
        const model::SharedDeployment base = m_deployment;
        const PropertyPath users = PropertyPath::of(u"edgeSites[hq].avEdge.credentials.users");
        EditSet import;
        for (int n = 0; n < 5000; ++n)
            import.edits.push_back(Edit::insert(users, {{u"name"_s, u"user%1"_s.arg(n)},
                                                        { u"key"_s,
                                                          QString(32, u'a') }}));
        const model::SharedDeployment imported = applied(*base, import).value();
        DifferenceMemory memory;
        QCOMPARE(memory.difference(base, imported), difference(*base, *imported));
        // A letter somewhere else.
        const auto typed =
            applied(*imported, {{}, {Edit::set(PropertyPath::of(u"pools[pool1].fqdn"), u"x"_s)}}).value();
        QCOMPARE(memory.difference(base, typed), difference(*base, *typed));
        QVERIFY2(memory.comparedEntries() < 20, qPrintable(QString::number(memory.comparedEntries())));
        // A letter in one of them is worth one look at each, not more.
        const auto keyed =
            applied(*typed, {{}, {Edit::set(users.entry(u"user17"_s).child(u"key"_s), QString(32, u'b'))}})
                .value();
        QCOMPARE(memory.difference(base, keyed), difference(*base, *keyed));
        QVERIFY(memory.comparedEntries() < 5100);
        QCOMPARE(memory.describedEntries(), 1);
        // One that goes: the others stay described, at their new positions.
        const auto fewer = applied(*keyed, {{}, {Edit::remove(users.entry(u"user3"_s))}}).value();
        QCOMPARE(memory.difference(base, fewer), difference(*base, *fewer));
        QCOMPARE(memory.describedEntries(), 0);
        // Back again, and another base.
        QCOMPARE(memory.difference(base, base).size(), std::size_t(0));
        QCOMPARE(memory.difference(imported, keyed), difference(*imported, *keyed));
        QCOMPARE(memory.difference(imported, typed), difference(*imported, *typed));
    }

    void aMemoryFindsTheSameAfterAnyEdits()
    {
        for (quint32 seed = 1; seed < 12; ++seed) {
            testing::RandomEditor editor(seed);
            DifferenceMemory memory;
            model::SharedDeployment base = m_deployment;
            model::SharedDeployment working = base;
            for (int round = 0; round < 40; ++round) {
                working = editor.edited(working, 3);
                if (round % 10 == 9)
                    base = editor.edited(base, 2);
                QCOMPARE(memory.difference(base, working), difference(*base, *working));
            }
        }
    }

    void placesAreAmongTheChangesWhenAChangeIsInThemOrTheyAreNew()
    {
        testing::RandomEditor editor(3);
        QVERIFY(!ChangedPlaces().contains({}));
        for (int round = 0; round < 20; ++round) {
            const auto edited = editor.edited(m_deployment, 12);
            const Changes changes = difference(*m_deployment, *edited);
            const ChangedPlaces places(changes);
            QList<PropertyPath> asked = valuePaths(*edited) + valuePaths(*m_deployment);
            for (const Change &change : changes)
                asked << change.path << change.path.parent();
            for (qsizetype at = asked.size() - 1; at >= 0; --at) {
                for (PropertyPath path = asked.at(at).parent(); !path.isRoot(); path = path.parent())
                    asked << path;
            }
            for (const PropertyPath &path : asked) {
                const bool isIn = std::any_of(changes.begin(), changes.end(), [&path](const Change &change) {
                    return change.path.startsWith(path) ||
                           (change.kind == Change::Kind::Added && path.startsWith(change.path));
                });
                QVERIFY2(places.contains(path) == isIn, qPrintable(path.toString()));
            }
        }
    }

    void whatSnapshotsShareIsNotLookedAt()
    {
        DifferenceMemory memory;
        const auto typed = applied(*m_deployment, {{},
                                                   {Edit::set(PropertyPath::of(u"forest.federation.port"),
                                                              QVariant::fromValue(Port{5062}))}})
                               .value();
        QCOMPARE(memory.difference(m_deployment, typed).size(), std::size_t(1));
        QCOMPARE(memory.comparedEntries(), 0);
    }

    void changesReadWell_data()
    {
        QTest::addColumn<QString>("assignment");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *assignment, const char *text) {
            QTest::newRow(assignment) << QString::fromLatin1(assignment) << QString::fromUtf8(text);
        };
        row("pools[pool1].addressBook.partitionOutputByOU=true", "false → true");
        row("pools[pool1].imFilter.fileTransfer.action=blockList", "blockAll → blockList");
        row("edgeSites[hq].avEdge.lifetimes.nonce=1200", "3600 s → 1200 s");
        row("edgeSites[hq].servers[edge1].publicAddress=192.0.2.7", "(empty) → 192.0.2.7");
        row("edgeSites[this-computer].avEdge.peers.allow=", "127.0.0.0/8 → (empty)");
        row("edgeSites[this-computer].avEdge.credentials.users[alice].key=00000000000000000000000000000000",
            "•••••••• → ••••••••");
        row("edgeSites[this-computer].avEdge.credentials.users[alice].key=", "•••••••• → (empty)");
    }
    void changesReadWell()
    {
        QFETCH(QString, assignment);
        QFETCH(QString, text);
        const auto edit = parseAssignment(*m_deployment, assignment).value();
        const Changes changes = difference(*m_deployment, *applied(*m_deployment, {{}, {edit}}).value());
        QCOMPARE(changes.size(), 1U);
        QCOMPARE(changes.front().text(), text);
    }

    void entriesAreMatchedByName()
    {
        const auto servers = PropertyPath::of(u"edgeSites[hq].servers");
        const auto after =
            applied(*m_deployment, {{},
                                    {Edit::remove(servers.entry(u"edge1"_s)),
                                     Edit::insert(servers, {{u"name"_s, u"edge3"_s}}, 0),
                                     Edit::set(servers.entry(u"edge2"_s).child(u"enabled"_s), false)}})
                .value();
        const Changes changes = difference(*m_deployment, *after);
        QCOMPARE(changes.size(), 3U);
        QCOMPARE(changes[0].kind, Change::Kind::Removed);
        QCOMPARE(changes[0].path, servers.entry(u"edge1"_s));
        QCOMPARE(changes[0].text(), u"removed"_s);
        QCOMPARE(changes[0].effect, model::Effect::Rebind);
        QCOMPARE(changes[1].kind, Change::Kind::Added);
        QCOMPARE(changes[1].text(), u"added"_s);
        QCOMPARE(changes[1].index, 0);
        QCOMPARE(changes[2].path, servers.entry(u"edge2"_s).child(u"enabled"_s));
    }

    void aRenamedEntryIsOneChange()
    {
        const auto edge1 = PropertyPath::of(u"edgeSites[hq].servers[edge1]");
        const auto after = applied(*m_deployment, {{}, {Edit::rename(edge1, u"west"_s)}}).value();
        const Changes changes = difference(*m_deployment, *after);
        QCOMPARE(changes.size(), 1U);
        QCOMPARE(changes.front().kind, Change::Kind::Renamed);
        QCOMPARE(changes.front().path, edge1.parent().entry(u"west"_s));
        QCOMPARE(changes.front().text(), u"renamed edge1 → west"_s);
        QCOMPARE(placeBefore(changes.front()), edge1);
        QCOMPARE(toJson(changes).first().toObject().value(u"kind").toString(), u"renamed"_s);
        QVERIFY(*applied(*after, editsFor(reversed(changes))).value() == *m_deployment);
    }

    void whatChangedInARenamedEntryIsAChangeOfItsOwn()
    {
        const auto pool = PropertyPath::of(u"pools[pool1]");
        const auto west = pool.parent().entry(u"west"_s);
        const auto after = applied(*m_deployment, {{},
                                                   {Edit::set(pool.child(u"fqdn"_s), u"west.contoso.com"_s),
                                                    Edit::rename(pool, u"west"_s), Edit::move(west, 5)}})
                               .value();
        const Changes changes = difference(*m_deployment, *after);
        QCOMPARE(changes.size(), 3U);
        QCOMPARE(changes[0].kind, Change::Kind::Renamed);
        QCOMPARE(changes[1].kind, Change::Kind::Moved);
        QCOMPARE(changes[2].path, west.child(u"fqdn"_s));
        QCOMPARE(pathBefore(changes[2].path, changes), pool.child(u"fqdn"_s));
        // Each can be taken and put back without the others.
        for (const Change &change : changes) {
            const auto part = applied(*m_deployment, editsForPart({change}, changes));
            QVERIFY2(part, part ? "" : part.error().text().c_str());
            QCOMPARE(difference(**part, *after).size(), 2U);
            const auto back = applied(*after, editsFor(reversed({change})));
            QVERIFY2(back, back ? "" : back.error().text().c_str());
            QCOMPARE(difference(*m_deployment, **back).size(), 2U);
        }
    }

    void referencesThatFollowARenameAreNoChangeOfTheirOwn()
    {
        const auto service = PropertyPath::of(u"forest.avAuthenticationServices[avauth-hq]");
        const auto after = applied(*m_deployment, {{}, {Edit::rename(service, u"first"_s)}}).value();
        const Changes changes = difference(*m_deployment, *after);
        QCOMPARE(changes.size(), 1U);
        QVERIFY(*applied(*m_deployment, editsFor(changes)).value() == *after);
    }

    void aNameThatSomebodyStillRefersToIsNoRename()
    {
        model::Deployment after = *m_deployment;
        after.forest.avAuthenticationServices.first().name = u"first"_s;
        const Changes changes = difference(*m_deployment, after);
        QCOMPARE(changes.size(), 2U);
        QCOMPARE(changes.front().kind, Change::Kind::Removed);
    }

    void anotherEntryInTheSamePlaceIsNoRename()
    {
        const auto users = PropertyPath::of(u"edgeSites[this-computer].avEdge.credentials.users");
        const auto alice = users.entry(u"alice"_s);
        const auto after =
            applied(*m_deployment,
                    {{},
                     {Edit::remove(alice),
                      Edit::insert(users, {{u"name"_s, u"bob"_s}, {u"key"_s, QString(32, u'7')}}, 0)}})
                .value();
        const Changes changes = difference(*m_deployment, *after);
        QCOMPARE(changes.size(), 2U);
        QCOMPARE(changes.front().kind, Change::Kind::Removed);
        QCOMPARE(changes.back().kind, Change::Kind::Added);
    }

    void listsThatAreEmptyInBothAreNoLikeness()
    {
        // Two directories of which only the address is set, and differs: all their lists are empty.
        model::Deployment before = *m_deployment;
        before.directories = {model::Directory{}};
        before.directories.front().name = u"old"_s;
        before.directories.front().url = u"ldaps://old.contoso.com"_s;
        model::Deployment after = before;
        after.directories.front().name = u"new"_s;
        after.directories.front().url = u"ldaps://new.contoso.com"_s;
        const Changes changes = difference(before, after);
        QCOMPARE(changes.size(), 2U);
        QCOMPARE(changes.front().kind, Change::Kind::Removed);
        QCOMPARE(changes.back().kind, Change::Kind::Added);
    }

    void oneEntryDraggedIsOneMove_data()
    {
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::addColumn<QString>("text");
        QTest::newRow("up") << 4 << 0 << u"moved up"_s;
        QTest::newRow("down") << 0 << 4 << u"moved down"_s;
    }
    void oneEntryDraggedIsOneMove()
    {
        QFETCH(int, from);
        QFETCH(int, to);
        QFETCH(QString, text);
        const auto list = PropertyPath::of(u"directories");
        EditSet fill;
        for (int i = 0; i < 5; ++i)
            fill.edits.push_back(Edit::insert(list, {{u"name"_s, u"d%1"_s.arg(i)}}));
        const auto before = applied(model::Deployment(), fill).value();
        const auto entry = list.entry(u"d%1"_s.arg(from));
        const auto after = applied(*before, {{}, {Edit::move(entry, to)}}).value();
        const Changes changes = difference(*before, *after);
        QCOMPARE(changes.size(), 1U);
        QCOMPARE(changes.front().kind, Change::Kind::Moved);
        QCOMPARE(changes.front().text(), text);
    }

    void editsLeadFromOneToTheOther()
    {
        testing::RandomEditor editor(2007);
        for (int round = 0; round < 200; ++round) {
            const auto before = editor.edited(m_deployment, static_cast<int>(editor.below(12)));
            const auto after = editor.edited(before, 1 + static_cast<int>(editor.below(12)));
            const Changes changes = difference(*before, *after);
            compare(applied(*before, editsFor(changes)), *after, round);
            compare(applied(*after, editsFor(reversed(changes))), *before, round);
            QVERIFY(reversed(reversed(changes)) == changes);
        }
    }

    void aPartOfTheChangesCanBeTaken()
    {
        testing::RandomEditor editor(5062);
        int refused = 0;
        for (int round = 0; round < 200; ++round) {
            const auto after = editor.edited(m_deployment, 10);
            const Changes all = difference(*m_deployment, *after);
            Changes chosen = all;
            std::erase_if(chosen, [&editor](const Change &) { return editor.below(2) == 0; });
            const auto part = applied(*m_deployment, editsForPart(chosen, all));
            if (!part) {
                // What is still in use cannot go alone, and that is said.
                QCOMPARE(part.error().code, Error::Code::Conflict);
                ++refused;
                continue;
            }
            // What was not chosen is as it was.
            const Changes rest = difference(**part, *after);
            for (const Change &change : chosen) {
                const bool isLeft = std::any_of(rest.begin(), rest.end(), [&change](const Change &other) {
                    return other.path == change.path && other.kind == change.kind &&
                           change.kind != Change::Kind::Moved;
                });
                QVERIFY2(!isLeft, qPrintable(change.path.toString()));
            }
        }
        QVERIFY(refused < 100);
    }

    void theJsonFormShowsNoSecret()
    {
        model::Deployment after = *m_deployment;
        const QString secret = u"the-very-secret-text"_s;
        model::EdgeSite site;
        site.name = u"added"_s;
        site.avEdge.credentials.sharedSecrets << model::EdgeSharedSecret{};
        site.avEdge.credentials.sharedSecrets.first().name = u"s"_s;
        site.avEdge.credentials.sharedSecrets.first().secret = secret;
        after.edgeSites << site;
        after.edgeSites.first().avEdge.credentials.sharedSecrets.first().secret = secret;
        const Changes changes = difference(*m_deployment, after);
        QCOMPARE(changes.size(), 2U);
        const QByteArray json = QJsonDocument(toJson(changes)).toJson();
        QVERIFY(!json.contains(secret.toUtf8()));
        QVERIFY(!json.contains("sample-secret"));
        QVERIFY(json.contains("\"added\""));
        // The changes themselves keep it, so that they can be applied.
        QVERIFY(*applied(*m_deployment, editsFor(changes)).value() == after);
    }

private:
    static void compare(const Result<model::SharedDeployment> &result, const model::Deployment &expected,
                        int round)
    {
        QVERIFY2(result, result ? "" : result.error().text().c_str());
        QVERIFY2(**result == expected, qPrintable(u"round %1"_s.arg(round)));
    }

    model::SharedDeployment m_deployment = defaultDeployment();
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestDifference)
#include "tst_difference.moc"
