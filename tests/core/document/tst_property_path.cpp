// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/default_deployment.h"
#include "tests/core/document/sample_values.h"
#include "tests/support/main.h"

using namespace turnpike;
using namespace turnpike::document;
using namespace Qt::StringLiterals;

class TestPropertyPath : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void pathsAreWrittenAsTheyAreRead_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text :
             {"", "name", "pools", "pools[pool1]", "pools[pool1].imFilter.fileTransfer.action",
              "edgeSites[hq].servers[edge1].publicAddress", "a[av.contoso.com].b", "users[\"a ]b\"]",
              "users[\"a\\\"b\"]", "users[\"a\\\\b\"]", "users[\"a[b\"].key", "users[1234:alice].key"})
            QTest::newRow(text) << QString::fromUtf8(text);
    }
    void pathsAreWrittenAsTheyAreRead()
    {
        QFETCH(QString, text);
        const auto path = PropertyPath::parse(text);
        QVERIFY2(path, path ? "" : path.error().text().c_str());
        QCOMPARE(path->toString(), text);
    }

    void anyKeySurvives_data()
    {
        QTest::addColumn<QString>("key");
        for (const char *key : {"a", "a b", "]", "[", "\"", "\\", "\\\"", "a]b[c", "=", ".", "ü", " ", "\n"})
            QTest::newRow(key) << QString::fromUtf8(key);
    }
    void anyKeySurvives()
    {
        QFETCH(QString, key);
        const auto path = PropertyPath::of(u"users").entry(key).child(u"key"_s);
        QCOMPARE(PropertyPath::parse(path.toString()).value(), path);
    }

    void whatIsNoPathIsRefusedWithItsPlace_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("place");
        const auto row = [](const char *text, const char *place) {
            QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(place);
        };
        row(".", "character 1");
        row("pools.", "character 7");
        row("pools..a", "character 7");
        row("pools[]", "character 8");
        row("pools[a", "character 8");
        row("pools[\"a", "character 9");
        row("pools[\"a\"b]", "character 10");
        row("pools[a]b", "character 9");
        row("po ols", "character 3");
        row("[a]", "character 1");
    }
    void whatIsNoPathIsRefusedWithItsPlace()
    {
        QFETCH(QString, text);
        QFETCH(QString, place);
        const auto path = PropertyPath::parse(text);
        QVERIFY(!path);
        const QString message = QString::fromStdString(path.error().text());
        QVERIFY2(message.contains(place), qPrintable(message));
        QVERIFY(message.contains(text));
    }

    void aPlaceThatDoesNotExistNamesTheNearest_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *text, const char *error) {
            QTest::newRow(text) << QString::fromLatin1(text) << QString::fromLatin1(error);
        };
        row("pols", "pols: \"pols\" is not a property of a deployment; did you mean \"pools\"?");
        row("pools[pool1].adressBook.daysToKeep",
            "pools[pool1].adressBook.daysToKeep: \"adressBook\" is not a property of pools[pool1]; did you "
            "mean \"addressBook\"?");
        row("pools[pol1].fqdn", "pools[pol1].fqdn: there is no \"pol1\" in pools; allowed: pool1, pool2; did "
                                "you mean \"pool1\"?");
        row("pools.fqdn", "pools.fqdn: \"pools\" is a list: say which entry, as in pools[pool1]; allowed: "
                          "pool1, pool2");
        row("forest[a].sipDomains",
            "forest[a].sipDomains: \"forest\" is not a list of named entries and takes no brackets");
        row("name.length", "name.length: name is a value and has no properties of its own");
    }
    void aPlaceThatDoesNotExistNamesTheNearest()
    {
        QFETCH(QString, text);
        QFETCH(QString, error);
        const auto place = resolve(*defaultDeployment(), PropertyPath::of(text));
        QVERIFY(!place);
        QCOMPARE(place.error().code, Error::Code::NotFound);
        QCOMPARE(QString::fromStdString(place.error().text()), error);
    }

    void aPathLeadsToAValueAnObjectOrAList()
    {
        const auto deployment = defaultDeployment();
        const auto value = resolve(*deployment, PropertyPath::of(u"pools[pool1].fqdn")).value();
        QVERIFY(value.property != nullptr && value.property->isValue());
        QCOMPARE(value.object, &deployment->pools.first());
        const auto object = resolve(*deployment, PropertyPath::of(u"pools[pool1].addressBook")).value();
        QVERIFY(object.property == nullptr);
        QCOMPARE(object.objectClass->name(), u"AddressBook"_s);
        const auto entry = resolve(*deployment, PropertyPath::of(u"pools[pool2]")).value();
        QVERIFY(entry.property == nullptr);
        QCOMPARE(entry.object, &deployment->pools.last());
        const auto list = resolve(*deployment, PropertyPath::of(u"edgeSites[hq].servers")).value();
        QVERIFY(list.property != nullptr && list.property->isObjectList());
        QCOMPARE(resolve(*deployment, {}).value().object, deployment.get());
    }

    void everyValuePathResolves()
    {
        const auto deployment = testing::everythingSet();
        const auto paths = valuePaths(deployment);
        QVERIFY(paths.size() > 200);
        for (const PropertyPath &path : paths) {
            QVERIFY2(valueAt(deployment, path), qPrintable(path.toString()));
            QCOMPARE(PropertyPath::parse(path.toString()).value(), path);
        }
    }

    void valuePathsCanBeginAnywhere()
    {
        const auto deployment = defaultDeployment();
        const auto all = valuePaths(*deployment);
        const auto below = [&](const char16_t *root) {
            return valuePaths(*deployment, PropertyPath::of(root));
        };
        QCOMPARE(below(u"pools[pool1].fqdn"), QList{PropertyPath::of(u"pools[pool1].fqdn")});
        QCOMPARE(below(u"forest.accessEdges").size(), 2);
        const auto pools = below(u"pools");
        for (const PropertyPath &path : pools)
            QVERIFY(all.contains(path) && path.startsWith(PropertyPath::of(u"pools")));
        QVERIFY(below(u"nowhere").isEmpty());
    }

    void familyRelations()
    {
        const auto path = PropertyPath::of(u"pools[pool1].addressBook.directory");
        QCOMPARE(path.parent().toString(), u"pools[pool1].addressBook"_s);
        QCOMPARE(path.parent().parent().parent().toString(), u"pools"_s);
        QVERIFY(path.parent().parent().parent().parent().isRoot());
        QVERIFY(PropertyPath().parent().isRoot());
        QVERIFY(path.startsWith(PropertyPath()));
        QVERIFY(path.startsWith(PropertyPath::of(u"pools")));
        QVERIFY(path.startsWith(PropertyPath::of(u"pools[pool1]")));
        QVERIFY(!path.startsWith(PropertyPath::of(u"pools[pool]")));
        QVERIFY(!PropertyPath::of(u"pools").startsWith(PropertyPath::of(u"pools[pool1]")));
        QCOMPARE(qHash(path), qHash(PropertyPath::of(path.toString())));
    }

    void entryNamesAreInOrder()
    {
        QCOMPARE(entryNames(*defaultDeployment(), PropertyPath::of(u"pools")),
                 (QStringList{u"pool1"_s, u"pool2"_s}));
        QVERIFY(entryNames(*defaultDeployment(), PropertyPath::of(u"forest")).isEmpty());
    }

    void displayPathsAreForPeople()
    {
        const auto deployment = defaultDeployment();
        QCOMPARE(displayPath(*deployment, PropertyPath::of(u"pools[pool1].imFilter.fileTransfer")),
                 u"pool1 › Instant-message filter › File transfer filter"_s);
        QCOMPARE(displayPath(*deployment, PropertyPath::of(u"edgeSites[hq].servers[edge1].fqdn")),
                 u"hq › edge1 › FQDN"_s);
        QCOMPARE(displayPath(*deployment, PropertyPath::of(u"gone[x].whatever")), u"x › whatever"_s);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestPropertyPath)
#include "tst_property_path.moc"
