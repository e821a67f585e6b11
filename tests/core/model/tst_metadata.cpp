// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/model/deployment.h"
#include "tests/core/document/sample_values.h"
#include "tests/support/main.h"

#include <QSet>

using namespace turnpike;
using namespace turnpike::model;
using namespace Qt::StringLiterals;

class TestMetadata : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void everyPropertyIsDocumented_data() { addEveryProperty(); }
    void everyPropertyIsDocumented()
    {
        const PropertyInfo &property = fetched();
        QVERIFY2(property.helpText().endsWith(u'.'), qPrintable(property.helpText()));
        QVERIFY(property.helpText().front().isUpper() || !property.helpText().front().isLetter());
        QVERIFY(!property.label().isEmpty());
        QVERIFY(!property.label().endsWith(u'.'));
    }

    void everyNumberHasARange_data() { addEveryProperty(); }
    void everyNumberHasARange()
    {
        const PropertyInfo &property = fetched();
        if (!property.isValue())
            return;
        const ValueKind kind = property.type().kind();
        if (kind == ValueKind::Integer || kind == ValueKind::Real || kind == ValueKind::Duration) {
            QVERIFY(property.minimum() && property.maximum());
            QVERIFY(*property.minimum() < *property.maximum());
        }
        if (kind == ValueKind::Duration)
            QVERIFY(property.unit() != Unit::None);
    }

    void everyDefaultIsAllowed_data() { addEveryProperty(); }
    void everyDefaultIsAllowed()
    {
        const PropertyInfo &property = fetched();
        if (!property.isValue())
            return;
        const auto checked = property.check(property.defaultValue());
        QVERIFY2(checked, checked ? "" : checked.error().text().c_str());
    }

    void everyValueSaysWhatIsAllowed_data() { addEveryProperty(); }
    void everyValueSaysWhatIsAllowed()
    {
        const PropertyInfo &property = fetched();
        if (!property.isValue())
            return;
        QVERIFY(!property.allowedText().isEmpty());
        for (const QString &name : property.type().enumerators())
            QVERIFY2(property.allowedText().contains(name), qPrintable(property.allowedText()));
        if (property.type().kind() == ValueKind::Enumeration)
            QVERIFY(property.type().enumerators().size() >= 2);
    }

    void everyValueSurvivesTextAndJson_data() { addEveryProperty(); }
    void everyValueSurvivesTextAndJson()
    {
        const PropertyInfo &property = fetched();
        if (!property.isValue())
            return;
        for (const QVariant &value : {property.defaultValue(), testing::otherValue(property)}) {
            const QVariant fromJson = property.type().fromJson(property.type().toJson(value)).value();
            QCOMPARE(fromJson, value);
            // Items of a free list may hold spaces, which the one-line form cannot tell from separators.
            if (property.type().kind() == ValueKind::TextList && property.type().format() == TextFormat::Free)
                continue;
            const QVariant fromText = property.type().parse(property.type().toText(value)).value();
            QCOMPARE(fromText, value);
        }
    }

    void everyReferenceLeadsToAListOfNamedEntries_data() { addEveryProperty(); }
    void everyReferenceLeadsToAListOfNamedEntries()
    {
        const PropertyInfo &property = fetched();
        if (property.reference().isEmpty())
            return;
        const auto place = document::resolve(Deployment(), document::PropertyPath::of(property.reference()));
        QVERIFY(place && place->property != nullptr && place->property->isObjectList());
    }

    void everyListIsKeyedByARequiredName_data() { addEveryProperty(); }
    void everyListIsKeyedByARequiredName()
    {
        const PropertyInfo &property = fetched();
        if (!property.isObjectList())
            return;
        const PropertyInfo *name = property.elementClass()->find(u"name");
        QVERIFY(name != nullptr);
        QVERIFY(name->isRequired());
        QCOMPARE(name->type().kind(), ValueKind::Text);
    }

    void managementNamesAreClassAndProperty_data() { addEveryProperty(); }
    void managementNamesAreClassAndProperty()
    {
        const PropertyInfo &property = fetched();
        if (!property.wmiName().isEmpty()) {
            QVERIFY(property.wmiName().startsWith(u"MSFT_SIP"));
            QCOMPARE(property.wmiName().count(u'.'), 1);
        }
    }

    void secretsAreTexts_data() { addEveryProperty(); }
    void secretsAreTexts()
    {
        const PropertyInfo &property = fetched();
        if (property.isSecret())
            QCOMPARE(property.type().kind(), ValueKind::Text);
    }

    void writingAValueOfOneEntryLeavesTheSnapshotAlone()
    {
        const Deployment before = testing::everythingSet();
        const Deployment after = before;
        const auto place =
            document::walk<document::MutablePlace>(const_cast<Deployment *>(&after),
                                                   document::PropertyPath::of(u"pools[entry0].fqdn"))
                .value();
        place.property->write(place.object, u"changed.example.org"_s);
        QVERIFY(before.pools.first().fqdn != after.pools.first().fqdn);
    }

private:
    void addEveryProperty()
    {
        QTest::addColumn<const void *>("property");
        QSet<QString> seen;
        addClass(ClassInfo::of<Deployment>(), seen);
    }

    void addClass(const ClassInfo &info, QSet<QString> &seen)
    {
        if (seen.contains(info.name()))
            return;
        seen.insert(info.name());
        for (const PropertyInfo &property : info.properties()) {
            QTest::newRow(qPrintable(info.name() + u'.' + property.name()))
                << static_cast<const void *>(&property);
            if (!property.isValue())
                addClass(*property.elementClass(), seen);
        }
    }

    static const PropertyInfo &fetched()
    {
        QFETCH(const void *, property);
        return *static_cast<const PropertyInfo *>(property);
    }
};

TURNPIKE_TEST_MAIN(QCoreApplication, TestMetadata)
#include "tst_metadata.moc"
