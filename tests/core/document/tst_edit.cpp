// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/default_deployment.h"
#include "core/document/edit_json.h"
#include "core/document/place_walk.h"
#include "tests/core/document/sample_values.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::document;
using namespace Qt::StringLiterals;

class TestEdit : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void aValueIsSet()
    {
        const auto path = PropertyPath::of(u"pools[pool1].addressBook.daysToKeep");
        const auto changed = apply({Edit::set(path, 7)});
        QCOMPARE(valueAt(*changed.value(), path).value().toInt(), 7);
        QCOMPARE(valueAt(*m_deployment, path).value().toInt(), 30);
    }

    void settingTheSameValueChangesNothing()
    {
        const auto path = PropertyPath::of(u"pools[pool1].fqdn");
        const auto same = apply({Edit::set(path, valueAt(*m_deployment, path).value())});
        QVERIFY(*same.value() == *m_deployment);
        QVERIFY(*apply({}).value() == *m_deployment);
        QVERIFY(*apply({Edit::move(PropertyPath::of(u"pools[pool1]"), 0)}).value() == *m_deployment);
        QVERIFY(*apply({Edit::rename(PropertyPath::of(u"pools[pool1]"), u"pool1"_s)}).value() ==
                *m_deployment);
    }

    void entriesComeMoveAndGo()
    {
        const auto pools = PropertyPath::of(u"pools");
        const auto changed =
            apply({Edit::insert(pools, {{u"name"_s, u"pool3"_s}}),
                   Edit::insert(pools, {{u"name"_s, u"pool0"_s}}, 0),
                   Edit::insert(pools, {{u"name"_s, u"pool9"_s}}, 99),
                   Edit::move(pools.entry(u"pool1"_s), -1), Edit::remove(pools.entry(u"pool2"_s))});
        QCOMPARE(entryNames(*changed.value(), pools),
                 (QStringList{u"pool0"_s, u"pool3"_s, u"pool9"_s, u"pool1"_s}));
    }

    void anEntryCanBeInsertedAndFilledInOneSet()
    {
        const auto changed =
            apply({Edit::insert(PropertyPath::of(u"pools"), {{u"name"_s, u"pool3"_s}}),
                   Edit::set(PropertyPath::of(u"pools[pool3].fqdn"), u"pool3.contoso.com"_s)});
        QCOMPARE(changed.value()->pools.last().fqdn, u"pool3.contoso.com"_s);
        QCOMPARE(changed.value()->pools.last().addressBook.daysToKeep, 30);
    }

    void referencesFollowARename()
    {
        const auto changed =
            apply({Edit::rename(PropertyPath::of(u"forest.avAuthenticationServices[avauth-hq]"), u"main"_s),
                   Edit::rename(PropertyPath::of(u"directories[corp]"), u"people"_s)});
        QVERIFY2(changed, changed ? "" : changed.error().text().c_str());
        const auto &pools = (*changed)->pools;
        QCOMPARE(pools.first().avConferencing.avAuthenticationService, u"main"_s);
        QCOMPARE(pools.last().avConferencing.avAuthenticationService, u"avauth-branch"_s);
        QCOMPARE(pools.first().addressBook.directory, u"people"_s);
        QCOMPARE(pools.last().addressBook.directory, u"people"_s);
        QCOMPARE(m_deployment->pools.first().addressBook.directory, u"corp"_s);
    }

    void settingANameRenames()
    {
        const auto changed = apply({Edit::set(PropertyPath::of(u"directories[corp].name"), u"people"_s)});
        QCOMPARE(changed.value()->pools.first().addressBook.directory, u"people"_s);
        QCOMPARE(apply({Edit::set(PropertyPath::of(u"name"), u"Fabrikam"_s)}).value()->name, u"Fabrikam"_s);
    }

    void whatIsInUseIsNotRemoved()
    {
        const auto service = PropertyPath::of(u"forest.avAuthenticationServices[avauth-hq]");
        QCOMPARE(referencesTo(*m_deployment, service),
                 QList{PropertyPath::of(u"pools[pool1].avConferencing.avAuthenticationService")});
        const auto refused = apply({Edit::remove(service)});
        QCOMPARE(refused.error().code, Error::Code::Conflict);
        QCOMPARE(QString::fromStdString(refused.error().message),
                 u"\"avauth-hq\" is in use by pool1 › A/V conferencing › A/V authentication service and "
                 u"cannot be removed"_s);
        QVERIFY(!refused.error().remedy.empty());
    }

    void whatIsInUseMayGoTogetherWithItsUse()
    {
        const auto service = PropertyPath::of(u"forest.avAuthenticationServices[avauth-hq]");
        const auto use = PropertyPath::of(u"pools[pool1].avConferencing.avAuthenticationService");
        QVERIFY(apply({Edit::remove(service), Edit::set(use, u"avauth-branch"_s)}));
        QVERIFY(apply({Edit::set(use, QString()), Edit::remove(service)}));
        QVERIFY(apply({Edit::remove(service), Edit::remove(PropertyPath::of(u"pools[pool1]"))}));
        QVERIFY(
            apply({Edit::remove(service), Edit::insert(service.parent(), {{u"name"_s, u"avauth-hq"_s}})}));
    }

    void wrongEditsAreRefused_data()
    {
        QTest::addColumn<Edit>("edit");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *name, const Edit &edit, const QString &error) {
            QTest::newRow(name) << edit << error;
        };
        const auto at = [](const char16_t *text) { return PropertyPath::of(text); };
        row("range", Edit::set(at(u"pools[pool1].addressBook.daysToKeep"), 91),
            u"pools[pool1].addressBook.daysToKeep: \"91\" is out of range; allowed: 1 to 90 days"_s);
        row("type", Edit::set(at(u"pools[pool1].addressBook.daysToKeep"), u"7"_s),
            u"pools[pool1].addressBook.daysToKeep: the value has the wrong type; allowed: 1 to 90 days"_s);
        row("no value", Edit::set(at(u"pools[pool1].fqdn"), QVariant()),
            u"pools[pool1].fqdn: the value has the wrong type; allowed: a host name such as av.contoso.com"_s);
        row("format", Edit::set(at(u"pools[pool1].fqdn"), u"a b"_s),
            u"pools[pool1].fqdn: \"a b\" does not fit here; allowed: a host name such as av.contoso.com"_s);
        row("group", Edit::set(at(u"pools[pool1].addressBook"), 1),
            u"pools[pool1].addressBook: this is a group of properties and holds no value itself; allowed: the path of one property"_s);
        row("unknown place", Edit::set(at(u"pools[pool1].fqnd"), u"a"_s),
            u"pools[pool1].fqnd: \"fqnd\" is not a property of pools[pool1]; did you mean \"fqdn\"?"_s);
        row("name taken by insert", Edit::insert(at(u"pools"), {{u"name"_s, u"pool1"_s}}),
            u"pools: the name \"pool1\" is taken; allowed: a name that no other entry of this list has"_s);
        row("name taken by rename", Edit::rename(at(u"pools[pool1]"), u"pool2"_s),
            u"pools[pool1]: the name \"pool2\" is taken; allowed: a name that no other entry of this list has"_s);
        row("nameless insert", Edit::insert(at(u"pools"), {}),
            u"pools: an entry needs a name; allowed: letters, digits, '.', '_' and '-', at most 63, beginning with a letter or digit"_s);
        row("nameless rename", Edit::rename(at(u"pools[pool1]"), QString()),
            u"pools[pool1]: an entry needs a name; allowed: letters, digits, '.', '_' and '-', at most 63, beginning with a letter or digit"_s);
        row("odd name", Edit::rename(at(u"pools[pool1]"), u"a/b"_s),
            u"pools[pool1]: \"a/b\" does not fit here; allowed: letters, digits, '.', '_' and '-', at most 63, beginning with a letter or digit"_s);
        row("odd entry", Edit::insert(at(u"pools"), {{u"name"_s, u"p"_s}, {u"fqdnn"_s, 1}}),
            u"pools[p]: \"fqdnn\" is not a property of this entry; did you mean \"fqdn\"?"_s);
        row("odd value in an entry", Edit::insert(at(u"pools"), {{u"name"_s, u"p"_s}, {u"fqdn"_s, 1}}),
            u"pools[p].fqdn: this must be a string; allowed: a host name such as av.contoso.com"_s);
        row("insert into no list", Edit::insert(at(u"forest"), {{u"name"_s, u"p"_s}}),
            u"forest: this is not a list of named entries"_s);
        row("remove a group", Edit::remove(at(u"forest")),
            u"forest: this does not name an entry of a list; allowed: an entry in brackets, such as pools[pool1]"_s);
        row("remove the root", Edit::remove({}),
            u"this does not name an entry of a list; allowed: an entry in brackets, such as pools[pool1]"_s);
        row("remove what is not there", Edit::remove(at(u"pools[pool9]")),
            u"pools[pool9]: there is no \"pool9\" in pools; allowed: pool1, pool2; did you mean \"pool1\"?"_s);
    }
    void wrongEditsAreRefused()
    {
        QFETCH(Edit, edit);
        QFETCH(QString, error);
        // All or nothing: the good edit before it does not count either.
        const auto refused = apply({Edit::set(PropertyPath::of(u"name"), u"changed"_s), edit});
        QVERIFY(!refused);
        QCOMPARE(QString::fromStdString(refused.error().text()), error);
    }

    void assignmentsAreReadAsAPersonTypesThem_data()
    {
        QTest::addColumn<QString>("assignment");
        QTest::addColumn<QString>("result"); // the value, or the error
        const auto row = [](const char *assignment, const char *result) {
            QTest::newRow(assignment) << QString::fromUtf8(assignment) << QString::fromUtf8(result);
        };
        row("pools[pool1].imFilter.fileTransfer.action=blocklist", "blockList");
        row(" edgeSites[hq].avEdge.udpPort = 3479", "3479");
        row("edgeSites[hq].avEdge.lifetimes.nonce=10 min", "600 s");
        row("pools[pool1].imFilter.url.allowMessage=a=b", "a=b");
        row("pools[pool1].fqdn=", "");
        row("edgeSites[hq].avEdge.peers.deny=198.51.100.0/24,2001:db8::/32", "198.51.100.0/24 2001:db8::/32");
        row("pools[pool1].addressBook.outputLocation = /srv/books", "/srv/books");
        row("edgeSites[hq].avEdge.credentials.sharedSecrets[web-phone].secret = ••••••",
            "edgeSites[hq].avEdge.credentials.sharedSecrets[web-phone].secret: dots stand for a secret and "
            "are none; "
            "allowed: the secret itself");
        row("nothing", "\"nothing\" has no '=' between path and value; allowed: path=value, such as "
                       "edgeSites[hq].avEdge.udpPort=3478");
        row("pools[pool1]=x", "pools[pool1]: this is a group of properties and holds no value itself; "
                              "allowed: the path of one property");
        row("pools[pool1].addressBook.daysToKeep=many",
            "pools[pool1].addressBook.daysToKeep: \"many\" is not a whole number; allowed: 1 to 90 days");
        row("pools[pool1].addressBook.daysToKeep=0",
            "pools[pool1].addressBook.daysToKeep: \"0\" is out of range; allowed: 1 to 90 days");
        row("pools[pool1.fqdn=x", "\"pools[pool1.fqdn=x\" has no '=' between path and value; allowed: "
                                  "path=value, such as edgeSites[hq].avEdge.udpPort=3478");
    }
    void assignmentsAreReadAsAPersonTypesThem()
    {
        QFETCH(QString, assignment);
        QFETCH(QString, result);
        const auto edit = parseAssignment(*m_deployment, assignment);
        if (!edit) {
            QCOMPARE(QString::fromStdString(edit.error().text()), result);
            return;
        }
        const auto place = resolve(*m_deployment, edit->path).value();
        QCOMPARE(place.property->type().toText(edit->value), result);
        QVERIFY(apply({*edit}));
    }

    void anEqualSignInANameIsNotTheAssignment()
    {
        const auto list = PropertyPath::of(u"edgeSites[hq].avEdge.credentials.users");
        const auto deployment = apply({Edit::insert(list, {{u"name"_s, u"a=\"]b"_s}})}).value();
        const auto edit = parseAssignment(*deployment, list.entry(u"a=\"]b"_s).toString() %
                                                           u".key=00000000000000000000000000000000");
        QVERIFY2(edit, edit ? "" : edit.error().text().c_str());
        QCOMPARE(edit->value.toString(), QString(32, u'0'));
    }

    void editsSurviveJson()
    {
        const auto &info = model::ClassInfo::of<model::Deployment>();
        const model::Deployment all = testing::everythingSet();
        EditSet set{u"Every value"_s, {}};
        const auto paths = valuePaths(all);
        for (const PropertyPath &path : paths)
            set.edits.push_back(Edit::set(path, valueAt(all, path).value()));
        set.edits.push_back(Edit::insert(PropertyPath::of(u"pools"), {{u"name"_s, u"p"_s}}, 1));
        set.edits.push_back(Edit::move(PropertyPath::of(u"pools[p]"), 0));
        set.edits.push_back(Edit::rename(PropertyPath::of(u"pools[p]"), u"q"_s));
        set.edits.push_back(Edit::remove(PropertyPath::of(u"pools[entry0]")));
        const auto back = editSetFromJson(toJson(set));
        QVERIFY2(back, back ? "" : back.error().text().c_str());
        QCOMPARE(back->description, set.description);
        QVERIFY(*applied(all, *back).value() == *applied(all, set).value());
        QVERIFY(objectToJson(info, &all, JsonForm::Complete).size() > 0);
        QVERIFY(!editFromJson({{u"kind"_s, u"sing"_s}, {u"path"_s, u"name"_s}}));
        QVERIFY(!editFromJson({{u"kind"_s, u"set"_s}, {u"path"_s, u"nme"_s}, {u"value"_s, 1}}));
        QVERIFY(!editFromJson({{u"kind"_s, u"set"_s}, {u"path"_s, u"name"_s}, {u"value"_s, 1}}));
        QVERIFY(!editFromJson({{u"kind"_s, u"set"_s}, {u"path"_s, u"[["_s}}));
    }

    void manyEditsAtOnceDoWhatTheyDoOneByOne()
    {
        for (quint32 seed = 1; seed < 20; ++seed) {
            testing::RandomEditor editor(seed);
            model::SharedDeployment oneByOne = m_deployment;
            EditSet set;
            while (set.edits.size() < 60) {
                const Edit edit = editor.edit(*oneByOne);
                const auto next = applied(*oneByOne, {{}, {edit}});
                if (!next)
                    continue;
                oneByOne = *next;
                set.edits.push_back(edit);
            }
            const auto together = applied(*m_deployment, set);
            QVERIFY2(together, together ? "" : together.error().text().c_str());
            QVERIFY(**together == *oneByOne);
        }
    }

    void manyEditsRefuseWhatOneRefuses()
    {
        const PropertyPath users = PropertyPath::of(u"edgeSites[hq].avEdge.credentials.users");
        const std::vector<Edit> wrong{
            Edit::remove(users.entry(u"nobody"_s)),
            Edit::remove(PropertyPath::of(u"forest.avAuthenticationServices[avauth-hq]")),
            Edit::insert(users, {{u"name"_s, u"user7"_s}}),
            Edit::rename(users.entry(u"user7"_s), u"user8"_s),
            Edit::set(users.entry(u"user7"_s).child(u"kye"_s), u"x"_s),
            Edit::set(users.entry(u"user7"_s).child(u"name"_s), u"user8"_s),
            Edit::set(users.entry(u"nobody"_s).child(u"key"_s), u"x"_s),
            Edit::remove(PropertyPath::of(u"pools[pool1].fqdn")),
        };
        EditSet many{{}, insertedUsers(users, 40)};
        const auto filled = applied(*m_deployment, many).value();
        for (const Edit &edit : wrong) {
            const auto alone = applied(*filled, {{}, {edit}});
            EditSet set = many;
            set.edits.push_back(edit);
            const auto together = applied(*m_deployment, set);
            QVERIFY(!alone);
            QVERIFY(!together);
            QCOMPARE(QString::fromStdString(together.error().text()),
                     QString::fromStdString(alone.error().text()));
        }
    }

    // Whoever looks a name up for each of thousands of edits reads millions of names.
    void thousandsOfEditsReadEachNameAFewTimes()
    {
        constexpr int kUsers = 5000;
        const PropertyPath users = PropertyPath::of(u"edgeSites[hq].avEdge.credentials.users");
        qsizetype before = namesRead();
        const auto filled = applied(*m_deployment, {{}, insertedUsers(users, kUsers)}).value();
        QVERIFY2(namesRead() - before < 10 * kUsers, qPrintable(QString::number(namesRead() - before)));
        for (const bool fromTheEnd : {false, true}) {
            EditSet removals;
            EditSet keys;
            for (int n = 0; n < kUsers; ++n) {
                const auto user = users.entry(u"user%1"_s.arg(fromTheEnd ? kUsers - 1 - n : n));
                if (n % 2 == 0)
                    removals.edits.push_back(Edit::remove(user));
                keys.edits.push_back(Edit::set(user.child(u"key"_s), QString(32, u'b')));
            }
            before = namesRead();
            const auto fewer = applied(*filled, removals).value();
            QCOMPARE(entryNames(*fewer, users).size(), entryNames(*filled, users).size() - kUsers / 2);
            QVERIFY(applied(*filled, keys));
            QVERIFY2(namesRead() - before < 20 * kUsers, qPrintable(QString::number(namesRead() - before)));
        }
    }

private:
    static std::vector<Edit> insertedUsers(const PropertyPath &list, int count)
    {
        std::vector<Edit> edits;
        for (int n = 0; n < count; ++n)
            edits.push_back(Edit::insert(list, {{u"name"_s, u"user%1"_s.arg(n)}}));
        return edits;
    }

    Result<model::SharedDeployment> apply(std::vector<Edit> edits) const
    {
        return applied(*m_deployment, {u"Test"_s, std::move(edits)});
    }

    model::SharedDeployment m_deployment = defaultDeployment();
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestEdit)
#include "tst_edit.moc"
