// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/forms/every_place.h"
#include "tests/ui/forms/field_fixture.h"
#include "ui/forms/form.h"
#include "ui/widgets/folded_section.h"

#include <QLabel>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using document::PropertyPath;
using ui::FieldRow;
using ui::FoldedSection;
using ui::Form;

namespace {

/// The rows of an object's own values, in the order in which they stand in the form.
QList<FieldRow *> rowsOf(const Form &form, const PropertyPath &object)
{
    QList<FieldRow *> rows;
    for (FieldRow *row : form.findChildren<FieldRow *>()) {
        if (row->path().parent() == object)
            rows << row;
    }
    return rows;
}

FoldedSection *foldedAround(const QWidget *widget)
{
    for (QWidget *above = widget->parentWidget(); above != nullptr; above = above->parentWidget()) {
        if (auto *folded = qobject_cast<FoldedSection *>(above))
            return folded;
    }
    return nullptr;
}

bool showsText(const FieldRow &row, const QString &text)
{
    const auto labels = row.findChildren<QLabel *>(QString(), Qt::FindDirectChildrenOnly);
    return std::any_of(labels.begin(), labels.end(), [&](const QLabel *label) {
        return label->isVisibleTo(&row) && label->text() == text;
    });
}

} // namespace

class TestFormGeneration : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase()
    {
        m_fixture = std::make_unique<FieldFixture>();
        m_fixture->connectTo(deploymentWithEveryClass());
    }
    void init() { failOnAnyWarning(); }
    void cleanupTestCase() { m_fixture.reset(); }

    void thereIsAnObjectOfEveryClassToMakeAFormOf()
    {
        const auto objects = oneOfEveryClass(*deploymentWithEveryClass());
        QCOMPARE(QSet<QString>(objects.keyBegin(), objects.keyEnd()), classNames());
        QVERIFY(objects.size() > 20);
    }

    void everyValueHasOneRowInTheOrderOfDeclarationWithAdvancedOnesLast_data() { addClasses(); }
    void everyValueHasOneRowInTheOrderOfDeclarationWithAdvancedOnesLast()
    {
        QFETCH(const PropertyPath, path);
        const auto form = showForm(path);
        QStringList plain;
        QStringList advanced;
        for (const model::PropertyInfo &property : propertiesOf(path)) {
            if (property.isValue())
                (property.isAdvanced() ? advanced : plain) << property.name();
        }
        QStringList shown;
        for (const FieldRow *row : rowsOf(*form, path)) {
            shown << row->path().steps().last().property;
            QCOMPARE(foldedAround(row) != nullptr, advanced.contains(shown.last()));
            QCOMPARE(row->isVisible(), !advanced.contains(shown.last()));
        }
        QCOMPARE(shown, plain + advanced);
    }

    void aRowSaysWhatTheDeclarationSays_data() { addClasses(); }
    void aRowSaysWhatTheDeclarationSays()
    {
        QFETCH(const PropertyPath, path);
        const auto form = showForm(path);
        for (FieldRow *row : rowsOf(*form, path)) {
            const model::PropertyInfo &property = row->editor()->property();
            QVERIFY2(!property.helpText().isEmpty(), qPrintable(row->path().toString()));
            QVERIFY2(showsText(*row, property.label().replace(u'&', u"&&"_s)),
                     qPrintable(row->path().toString()));
            QVERIFY2(showsText(*row, property.helpText()), qPrintable(row->path().toString()));
            QCOMPARE(row->editor()->control()->objectName(), row->path().toString());
        }
    }

    void nestedObjectsAndListsStandInTheSameForm_data() { addClasses(); }
    void nestedObjectsAndListsStandInTheSameForm()
    {
        QFETCH(const PropertyPath, path);
        const auto form = showForm(path);
        for (const PropertyPath &object : objectPaths(*deploymentWithEveryClass(), path)) {
            if (isInsideAnEntry(object, path))
                continue;
            for (const model::PropertyInfo &property : propertiesOf(object)) {
                const PropertyPath place = object.child(property.name());
                const auto views = viewsOf(*form, place);
                QVERIFY2(property.isObject() || views.size() == 1, qPrintable(place.toString()));
            }
        }
    }

    void everyControlThatTakesTheFocusHasANameForScreenReaders_data() { addClasses(); }
    void everyControlThatTakesTheFocusHasANameForScreenReaders()
    {
        QFETCH(const PropertyPath, path);
        const auto form = showForm(path);
        QVERIFY(form->findChild<FieldRow *>());
        QCOMPARE(namelessControls(form.get()).join(u", "), QString());
    }

    void advancedSettingsAreUnfoldedWithAClick()
    {
        const PropertyPath path = PropertyPath::of(u"pools[pool1].addressBook");
        const auto form = showForm(path);
        auto *folded = form->findChild<FoldedSection *>();
        const auto rows = folded->findChildren<FieldRow *>();
        QCOMPARE(rows.size(), 1);
        QVERIFY(!rows.first()->isVisible());
        QTest::mouseClick(buttonIn(folded, u"Advanced settings"_s), Qt::LeftButton);
        QVERIFY(folded->isOpen());
        QVERIFY(rows.first()->isVisible());
        QTest::keyClick(buttonIn(folded, u"Advanced settings"_s), Qt::Key_Space);
        QVERIFY(!rows.first()->isVisible());
    }

    void whatStandsElsewhereIsLeftOut()
    {
        const PropertyPath path = PropertyPath::of(u"pools[pool1].addressBook");
        const auto form = showForm(path, {u"daysToKeep"_s, u"normalizationRules"_s});
        QVERIFY(viewsOf(*form, path.child(u"daysToKeep"_s)).isEmpty());
        QVERIFY(viewsOf(*form, path.child(u"normalizationRules"_s)).isEmpty());
        QCOMPARE(viewsOf(*form, path.child(u"runTime"_s)).size(), 1);
    }

private:
    static void addClasses()
    {
        QTest::addColumn<PropertyPath>("path");
        const auto objects = oneOfEveryClass(*deploymentWithEveryClass());
        for (const auto &[name, path] : objects.toStdMap())
            QTest::newRow(qPrintable(name)) << path;
    }
    static std::span<const model::PropertyInfo> propertiesOf(const PropertyPath &object)
    {
        return document::resolve(*deploymentWithEveryClass(), object)->objectClass->properties();
    }
    std::unique_ptr<Form> showForm(const PropertyPath &path, const QStringList &except = {})
    {
        return std::unique_ptr<Form>(m_fixture->show(
            new Form(m_fixture->workspace(), path, u"Title"_s, u"Help."_s, except, &m_fixture->window())));
    }
    static bool isInsideAnEntry(const PropertyPath &object, const PropertyPath &root)
    {
        const auto steps = object.steps().sliced(root.steps().size());
        return std::any_of(steps.begin(), steps.end(),
                           [](const PropertyPath::Step &step) { return !step.key.isEmpty(); });
    }
    /// Rows and lists that show exactly this place.
    static QList<QWidget *> viewsOf(const Form &form, const PropertyPath &place)
    {
        QList<QWidget *> views;
        for (QWidget *widget : form.findChildren<QWidget *>()) {
            const auto *view = dynamic_cast<ui::PlaceView *>(widget);
            if (view != nullptr && view->place() == place && !qobject_cast<ui::ProblemNotes *>(widget))
                views << widget;
        }
        return views;
    }

    // Connected once, for the forms are only looked at.
    std::unique_ptr<FieldFixture> m_fixture;
};

TURNPIKE_TEST_MAIN(QApplication, TestFormGeneration)
#include "tst_form_generation.moc"
