// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/default_deployment.h"
#include "core/document/json_codec.h"
#include "tests/core/document/sample_values.h"
#include "tests/support/main.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTemporaryDir>

using namespace turnpike;
using namespace turnpike::document;
using namespace Qt::StringLiterals;

class TestJsonCodec : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void everyPropertySurvives_data()
    {
        QTest::addColumn<JsonForm>("form");
        QTest::newRow("complete") << JsonForm::Complete;
        QTest::newRow("without defaults") << JsonForm::WithoutDefaults;
    }
    void everyPropertySurvives()
    {
        QFETCH(JsonForm, form);
        const model::Deployment all = testing::everythingSet();
        const auto read = fromJson(toJson(all, form));
        QVERIFY2(read, read ? "" : read.error().text().c_str());
        const auto paths = valuePaths(all);
        for (const PropertyPath &path : paths) {
            QVERIFY2(valueAt(*read, path).value() == valueAt(all, path).value(), qPrintable(path.toString()));
        }
        QVERIFY(*read == all);
    }

    void everyPropertyIsWrittenAlone()
    {
        const auto base = fromJson(toJson(testing::everythingSet())).value();
        const auto paths = valuePaths(base);
        for (const PropertyPath &path : paths) {
            const auto place = resolve(base, path).value();
            if (place.property->name() == u"name")
                continue;
            const auto reset = applied(base, {{}, {Edit::set(path, place.property->defaultValue())}}).value();
            const auto again = fromJson(toJson(*reset)).value();
            QVERIFY2(again == *reset, qPrintable(path.toString()));
        }
    }

    void randomDeploymentsSurvive()
    {
        testing::RandomEditor editor(7);
        model::SharedDeployment deployment = defaultDeployment();
        for (int round = 0; round < 100; ++round) {
            deployment = editor.edited(deployment, 5);
            const auto read = fromJson(toJson(*deployment));
            QVERIFY2(read, read ? "" : read.error().text().c_str());
            QVERIFY(*read == *deployment);
        }
    }

    void theFormIsForPeopleToo()
    {
        model::Deployment deployment;
        deployment.name = u"Tiny"_s;
        model::Pool pool;
        pool.name = u"p"_s;
        pool.addressBook.daysToKeep = 7;
        pool.addressBook.maxDeltaFileSizePercentage = 0.1;
        pool.imFilter.url.localDomains = {u"a.org"_s, u"b.org"_s};
        deployment.pools << pool;
        QCOMPARE(toJson(deployment), QByteArray(R"({
  "schemaVersion": 1,
  "name": "Tiny",
  "pools": [
    {
      "name": "p",
      "addressBook": {
        "daysToKeep": 7,
        "maxDeltaFileSizePercentage": 0.1
      },
      "imFilter": {
        "url": {
          "localDomains": ["a.org", "b.org"]
        }
      }
    }
  ]
}
)"));
        QCOMPARE(toJson(model::Deployment()), QByteArray("{\n  \"schemaVersion\": 1\n}\n"));
    }

    void qtReadsWhatIsWritten()
    {
        const auto document = QJsonDocument::fromJson(toJson(testing::everythingSet(), JsonForm::Complete));
        QJsonObject object = document.object();
        QCOMPARE(object.take(u"schemaVersion"_s).toInt(), 1);
        const model::Deployment all = testing::everythingSet();
        QCOMPARE(object, objectToJson(model::ClassInfo::of<model::Deployment>(), &all, JsonForm::Complete));
    }

    void errorsCarryLineAndColumn_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("error");
        const auto row = [](const char *name, const char *json, const char *error) {
            QTest::newRow(name) << QByteArray(json) << QString::fromUtf8(error);
        };
        row("unknown key", "{\"pools\": [{\"name\": \"p\",\n  \"addressBook\": {\"daysToKep\": 3}}]}",
            "deployment.json:2:19: \"daysToKep\" is not a property of addressBook; did you mean "
            "\"daysToKeep\"?");
        row("unknown key of an entry", "{\"pools\": [{\"name\": \"p\", \"fqn\": 1}]}",
            "deployment.json:1:26: \"fqn\" is not a property of pools[p]; did you mean \"fqdn\"?");
        row("unknown key without a near name", "{\"zzzzzzzzz\": 1}",
            "deployment.json:1:2: \"zzzzzzzzz\" is not a property of a deployment; allowed: name, forest, "
            "pools, edgeSites, directories, management");
        row("wrong type", "{\"name\": 5}",
            "deployment.json:1:10: name: this must be a string; allowed: text without control characters");
        row("null", "{\"name\": null}",
            "deployment.json:1:10: name: this must be a string; allowed: text without control characters");
        row("fraction", "{\"management\": {\"port\": 54.5}}",
            "deployment.json:1:25: management.port: this must be a whole number; allowed: a port, 1 to "
            "65535");
        row("object where a list is needed", "{\"pools\": {}}",
            "deployment.json:1:11: pools: this must be a list in brackets, not an object");
        row("text where an object is needed", "{\"forest\": \"x\"}",
            "deployment.json:1:12: forest: this must be an object in braces, not a text");
        row("list as a document", "[]", "deployment.json:1:1: this must be an object in braces, not a list");
        row("out of range", "{\"pools\": [{\"name\": \"p\", \"addressBook\": {\n\"daysToKeep\": 91}}]}",
            "deployment.json:2:15: pools[p].addressBook.daysToKeep: \"91\" is out of range; allowed: 1 to 90 "
            "days");
        row("port out of range", "{\"management\": {\"port\": 65536}}",
            "deployment.json:1:25: management.port: \"65536\" is not a port; allowed: 1 to 65535");
        row("choice", "{\"pools\": [{\"name\": \"p\", \"edition\": \"enterprize\"}]}",
            "deployment.json:1:37: pools[p].edition: \"enterprize\" is not one of the choices; allowed: "
            "standard or enterprise; did you mean \"enterprise\"?");
        row("syntax of a text", "{\"pools\": [{\"name\": \"p\", \"fqdn\": \"a b\"}]}",
            "deployment.json:1:34: pools[p].fqdn: \"a b\" does not fit here; allowed: a host name such as "
            "av.contoso.com");
        row("item of a list", "{\"forest\": {\"sipDomains\": [\"contoso.com\",\n \"a b\"]}}",
            "deployment.json:2:2: forest.sipDomains: \"a b\" does not fit here; allowed: a host name such as "
            "av.contoso.com");
        row("type of an item", "{\"forest\": {\"sipDomains\": [\"contoso.com\", 3]}}",
            "deployment.json:1:43: forest.sipDomains: this must be a list of strings; allowed: a list, each "
            "a host name such as av.contoso.com");
        row("entry without a name", "{\"pools\": [{\"fqdn\": \"a.b\"}]}",
            "deployment.json:1:12: pools: an entry of this list has no \"name\"; allowed: every entry has a "
            "\"name\" of its own");
        row("entry that is no object", "{\"pools\": [7]}",
            "deployment.json:1:12: pools: this must be an object in braces, not a number");
        row("two entries of one name", "{\"pools\": [{\"name\": \"p\"},\n{\"name\": \"p\"}]}",
            "deployment.json:2:10: pools: the name \"p\" occurs twice in this list; allowed: every entry has "
            "a \"name\" of its own");
        row("duplicate key", "{\"name\": \"a\", \"name\": \"b\"}",
            "deployment.json:1:15: \"name\" occurs twice in this object; remove one of the two");
        row("newer version", "{\"schemaVersion\": 2, \"brandNew\": 1}",
            "deployment.json:1:19: schema version 2 was written by a newer Turnpike; allowed: 1; update this "
            "program, or export the configuration with the older schema");
        row("odd version", "{\"schemaVersion\": \"1\"}",
            "deployment.json:1:19: \"schemaVersion\" must be a whole number from 1 on; allowed: 1");
        row("network with host bits",
            "{\"edgeSites\": [{\"name\": \"s\", \"avEdge\": {\"peers\": {\"deny\": [\"10.0.0.1/8\"]}}}]}",
            "deployment.json:1:60: edgeSites[s].avEdge.peers.deny: \"10.0.0.1/8\" has bits set after its "
            "prefix; allowed: 10.0.0.0/8, or a longer prefix");
        row("syntax", "{\"name\" \"x\"}",
            "deployment.json:1:9: '\"' stands where ':' after the name is expected");
    }
    void errorsCarryLineAndColumn()
    {
        QFETCH(QByteArray, json);
        QFETCH(QString, error);
        const auto read = fromJson(json, u"deployment.json"_s);
        QVERIFY(!read);
        QCOMPARE(QString::fromStdString(read.error().text()), error);
    }

    void anErrorDoesNotShowASecret()
    {
        const auto read = fromJson(R"({"edgeSites": [{"name": "s", "avEdge": {"credentials":
            {"users": [{"name": "u", "key": "hush-hush"}]}}}]})");
        QVERIFY(!read);
        const QString text = QString::fromStdString(read.error().text());
        QVERIFY2(!text.contains(u"hush"), qPrintable(text));
        QVERIFY2(text.contains(u"32 or 96 hexadecimal digits"), qPrintable(text));
    }

    void withoutAFileNameTheLineIsNamed()
    {
        QCOMPARE(QString::fromStdString(fromJson("{\"nam\": 1}").error().text()),
                 u"line 1, column 2: \"nam\" is not a property of a deployment; did you mean \"name\"?"_s);
    }

    void anObjectIsReplacedWholeOrNotAtAll()
    {
        model::AddressBook book;
        book.daysToKeep = 5;
        book.outputLocation = u"/a"_s;
        const auto &info = model::ClassInfo::of<model::AddressBook>();
        const auto refused = objectFromJson(info, &book, {{u"daysToKeep"_s, 6}, {u"runTime"_s, u"late"_s}});
        QVERIFY(!refused);
        QCOMPARE(QString::fromStdString(refused.error().where), u"runTime"_s);
        QCOMPARE(book.daysToKeep, 5);
        QVERIFY(objectFromJson(info, &book, {{u"daysToKeep"_s, 6}}));
        QCOMPARE(book.daysToKeep, 6);
        QVERIFY(book.outputLocation.isEmpty());
    }

    void theFingerprintKnowsEveryProperty()
    {
        const model::Deployment all = testing::everythingSet();
        const QByteArray whole = fingerprint(all);
        QCOMPARE(whole.size(), 64);
        QCOMPARE(fingerprint(fromJson(toJson(all)).value()), whole);
        const auto paths = valuePaths(all);
        for (const PropertyPath &path : paths) {
            const auto place = resolve(all, path).value();
            if (place.property->name() == u"name")
                continue;
            const auto changed =
                applied(all, {{}, {Edit::set(path, place.property->defaultValue())}}).value();
            QVERIFY2(fingerprint(*changed) != whole, qPrintable(path.toString()));
        }
    }

    void filesAreReadAndWritten()
    {
        const QTemporaryDir folder;
        const QString name = folder.filePath(u"deployment.json"_s);
        QVERIFY(writeDeployment(*defaultDeployment(), name));
        QVERIFY(readDeployment(name).value() == *defaultDeployment());
        // It holds secrets.
        QCOMPARE(QFileInfo(name).permissions() & (QFile::ReadGroup | QFile::ReadOther), QFile::Permissions());
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files), QStringList{u"deployment.json"_s});
    }

    void aFileThatCannotBeReadIsNamed()
    {
        const auto missing = readDeployment(u"/nowhere/deployment.json"_s);
        QCOMPARE(missing.error().code, Error::Code::NotFound);
        QCOMPARE(missing.error().where, "/nowhere/deployment.json");
        const QTemporaryDir folder;
        const auto notAFile = readDeployment(folder.path());
        QCOMPARE(notAFile.error().code, Error::Code::InvalidValue);
        QCOMPARE(notAFile.error().where, folder.path().toStdString());
    }

    void aFileThatCannotBeWrittenStaysAsItWas()
    {
        const auto refused = writeDeployment(*defaultDeployment(), u"/nowhere/deployment.json"_s);
        QCOMPARE(refused.error().code, Error::Code::Io);
        QVERIFY(!refused.error().remedy.empty());
    }

    void aHugeFileIsRefusedBeforeItIsParsed()
    {
        const QTemporaryDir folder;
        QFile file(folder.filePath(u"huge.json"_s));
        QVERIFY(file.open(QIODevice::WriteOnly));
        QVERIFY(file.resize(200 * 1024 * 1024));
        file.close();
        QCOMPARE(readDeployment(file.fileName()).error().code, Error::Code::TooLarge);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestJsonCodec)
#include "tst_json_codec.moc"
