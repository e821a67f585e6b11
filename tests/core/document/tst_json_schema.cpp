// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/default_deployment.h"
#include "core/document/json_codec.h"
#include "tests/core/document/sample_values.h"
#include "tests/support/main.h"

#include <QJsonArray>
#include <QJsonDocument>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wsign-conversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wnon-virtual-dtor"
#pragma GCC diagnostic ignored "-Woverloaded-virtual"
#pragma GCC diagnostic ignored "-Wundef"
#pragma GCC diagnostic ignored "-Wcast-qual"
#pragma GCC diagnostic ignored "-Wunused-parameter"
#include <nlohmann/json.hpp>
#include <valijson/adapters/nlohmann_json_adapter.hpp>
#include <valijson/schema.hpp>
#include <valijson/schema_parser.hpp>
#include <valijson/validator.hpp>
#pragma GCC diagnostic pop

using namespace turnpike;
using namespace turnpike::document;
using namespace Qt::StringLiterals;

class TestJsonSchema : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void initTestCase()
    {
        const auto json = nlohmann::json::parse(jsonSchema().toStdString());
        valijson::SchemaParser parser(valijson::SchemaParser::kDraft7);
        parser.populateSchema(valijson::adapters::NlohmannJsonAdapter(json), m_schema);
    }

    void whatIsWrittenIsValid()
    {
        QCOMPARE(errorsIn(toJson(*defaultDeployment())), QString());
        QCOMPARE(errorsIn(toJson(*defaultDeployment(), JsonForm::Complete)), QString());
        QCOMPARE(errorsIn(toJson(testing::everythingSet())), QString());
        QCOMPARE(errorsIn(toJson(model::Deployment())), QString());
    }

    void whatTheReaderRefusesIsInvalid_data()
    {
        QTest::addColumn<QByteArray>("json");
        for (const char *json :
             {R"({"nam": "x"})", R"({"name": 5})", R"({"schemaVersion": 2})", R"({"pools": {}})",
              R"({"pools": [{"fqdn": "a.b"}]})", R"({"management": {"port": 0}})",
              R"({"management": {"port": 1.5}})", R"({"pools": [{"name": "p", "edition": "big"}]})",
              R"({"pools": [{"name": "p", "addressBook": {"daysToKeep": 91}}]})",
              R"({"pools": [{"name": "p", "addressBook": {"runTime": "25:00"}}]})",
              R"({"forest": {"sipDomains": ["a b"]}})", R"({"forest": {"sipDomains": [""]}})"}) {
            QTest::newRow(json) << QByteArray(json);
        }
    }
    void whatTheReaderRefusesIsInvalid()
    {
        QFETCH(QByteArray, json);
        QVERIFY(!fromJson(json));
        QVERIFY(!errorsIn(json).isEmpty());
    }

    void everyPropertyIsDescribed()
    {
        const QJsonObject schema = QJsonDocument::fromJson(jsonSchema()).object();
        const QJsonObject definitions = schema.value(u"definitions"_s).toObject();
        QVERIFY(definitions.size() >= 30);
        for (const QJsonValue definition : definitions) {
            const QJsonObject properties = definition.toObject().value(u"properties"_s).toObject();
            QVERIFY(!properties.isEmpty());
            for (const QJsonValue property : properties) {
                QVERIFY(property.toObject().value(u"description"_s).toString().endsWith(u'.'));
                QVERIFY(!property.toObject().value(u"title"_s).toString().isEmpty());
            }
        }
    }

private:
    QString errorsIn(const QByteArray &text) const
    {
        const auto json = nlohmann::json::parse(text.toStdString());
        valijson::Validator validator;
        valijson::ValidationResults results;
        validator.validate(m_schema, valijson::adapters::NlohmannJsonAdapter(json), &results);
        QString errors;
        for (const auto &error : results)
            errors += QString::fromStdString(error.context.back() + ": " + error.description + "\n");
        return errors;
    }

    valijson::Schema m_schema;
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestJsonSchema)
#include "tst_json_schema.moc"
