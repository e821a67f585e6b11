// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/forms/field_fixture.h"
#include "ui/forms/object_list_model.h"

#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QMenu>
#include <QSignalSpy>
#include <QTableView>
#include <QUndoStack>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using document::PropertyPath;
using ui::ObjectListEditor;
using ui::ObjectListModel;
using ui::ObjectListOptions;
using Mode = QAbstractItemModelTester::FailureReportingMode;

namespace {

const QString kRules = u"pools[pool1].addressBook.normalizationRules"_s;
const QString kServices = u"forest.avAuthenticationServices"_s;
const QString kServers = u"edgeSites[hq].servers"_s;
const QString kUser = u"pools[pool1].avConferencing.avAuthenticationService"_s;

QStringList names(const ObjectListEditor &list)
{
    QStringList texts;
    const QAbstractItemModel &model = *list.table()->model();
    for (int row = 0; row < model.rowCount(); ++row)
        texts << model.index(row, 0).data().toString();
    return texts;
}

class ListFixture : public FieldFixture {
public:
    explicit ListFixture(const QString &path, const ObjectListOptions &options = {},
                         wire::Role role = wire::Role::Administrator)
        : FieldFixture(role)
        , m_path(PropertyPath::of(path))
        , m_list(show(new ObjectListEditor(workspace(), m_path, options, &window())))
        , m_tester(m_list->table()->model(), Mode::Fatal)
    {
    }
    [[nodiscard]] ObjectListEditor &list() { return *m_list; }
    [[nodiscard]] QTableView &table() { return *m_list->table(); }
    /// Of the document.
    [[nodiscard]] QStringList entries()
    {
        return document::entryNames(*workspace().document().working(), m_path);
    }
    void press(const QString &button)
    {
        QVERIFY2(buttonIn(m_list, button) && buttonIn(m_list, button)->isEnabled(), qPrintable(button));
        QTest::mouseClick(buttonIn(m_list, button), Qt::LeftButton);
    }
    void choose(int row) { QTest::mouseClick(table().viewport(), Qt::LeftButton, {}, middleOf(row)); }
    [[nodiscard]] QPoint middleOf(int row)
    {
        return table().visualRect(table().model()->index(row, 0)).center();
    }
    /// Types into the name that is being edited in the table.
    void typeName(const QString &name)
    {
        auto *line = table().viewport()->findChild<QLineEdit *>();
        QVERIFY(line != nullptr && line->hasFocus());
        QTest::keyClick(line, Qt::Key_A, Qt::ControlModifier);
        QTest::keyClicks(line, name);
        QTest::keyClick(line, Qt::Key_Return);
        QTRY_VERIFY(table().viewport()->findChild<QLineEdit *>() == nullptr);
    }
    /// Why something was refused.
    [[nodiscard]] QString refusal() const
    {
        const auto notes = m_list->findChildren<ui::Note *>(QString(), Qt::FindDirectChildrenOnly);
        return notes.isEmpty() || !notes.last()->isVisible() ? QString() : notes.last()->text();
    }

private:
    PropertyPath m_path;
    ObjectListEditor *m_list;
    QAbstractItemModelTester m_tester;
};

ObjectListOptions ordered()
{
    ObjectListOptions options;
    options.isOrdered = true;
    return options;
}

} // namespace

class TestObjectList : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aListShowsWhatTellsItsEntriesApart()
    {
        ListFixture fixture(kServices);
        const QAbstractItemModel &model = *fixture.table().model();
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.headerData(1, Qt::Horizontal).toString(), u"FQDN"_s);
        QCOMPARE(model.index(0, 0).data().toString(), u"avauth-hq"_s);
        QCOMPARE(model.index(0, 1).data().toString(), u"avauth.contoso.com"_s);
        QCOMPARE(model.index(0, 2).data().toString(), u"5062"_s);
        QVERIFY(fixture.set(kServices + u"[avauth-hq].port=5063"_s));
        QCOMPARE(model.index(0, 2).data().toString(), u"5063"_s);
    }

    void aListOfSecretsDoesNotTellThem()
    {
        ListFixture fixture(u"edgeSites[hq].avEdge.credentials.sharedSecrets"_s);
        QCOMPARE(fixture.table().model()->columnCount(), 2);
        QCOMPARE(fixture.table().model()->headerData(1, Qt::Horizontal).toString(), u"Secret file"_s);
    }

    void anEntryIsAddedAndAskedForItsName()
    {
        ListFixture fixture(kRules, ordered());
        fixture.press(u"Add"_s);
        QCOMPARE(fixture.entries().last(), u"rule1"_s);
        fixture.typeName(u"short"_s);
        QCOMPARE(fixture.entries(),
                 (QStringList{u"extension"_s, u"seattle"_s, u"international"_s, u"short"_s}));
        QCOMPARE(fixture.list().currentName(), u"short"_s);
        fixture.workspace().undo();
        QCOMPARE(names(fixture.list()).last(), u"rule1"_s);
        QCOMPARE(fixture.workspace().undoStack().undoText(), u"Add rule rule1"_s);
        fixture.workspace().undo();
        QCOMPARE(names(fixture.list()).size(), 3);
    }

    void aCellShowsAChoiceWithoutItsExplanation()
    {
        ListFixture fixture(u"edgeSites"_s);
        const QAbstractItemModel &model = *fixture.table().model();
        for (int column = 0; column < model.columnCount(); ++column) {
            if (model.headerData(column, Qt::Horizontal) != u"Topology"_s)
                continue;
            const QModelIndex cell = model.index(0, column);
            QCOMPARE(cell.data().toString(), u"Scaled single site"_s);
            QCOMPARE(cell.data(Qt::ToolTipRole).toString(),
                     u"Scaled single site: several machines behind a balancer"_s);
            return;
        }
        QFAIL("no such column");
    }

    void theSelectedEntryIsRemoved_data()
    {
        QTest::addColumn<bool>("byKeyboard");
        QTest::newRow("button") << false;
        QTest::newRow("Delete") << true;
    }
    void theSelectedEntryIsRemoved()
    {
        QFETCH(const bool, byKeyboard);
        ListFixture fixture(kRules, ordered());
        fixture.choose(1);
        if (byKeyboard)
            QTest::keyClick(&fixture.table(), Qt::Key_Delete);
        else
            fixture.press(u"Remove"_s);
        QCOMPARE(fixture.entries(), (QStringList{u"extension"_s, u"international"_s}));
        QCOMPARE(names(fixture.list()), fixture.entries());
        QCOMPARE(fixture.workspace().undoStack().undoText(), u"Remove rule seattle"_s);
        fixture.workspace().undo();
        QCOMPARE(names(fixture.list()), (QStringList{u"extension"_s, u"seattle"_s, u"international"_s}));
    }

    void anEntryInUseIsNotRemovedAndTheWayToItsUserIsShown()
    {
        ListFixture fixture(kServices);
        QSignalSpy navigation(&fixture.workspace(), &ui::Workspace::pageRequested);
        fixture.choose(0);
        fixture.press(u"Remove"_s);
        QCOMPARE(fixture.entries().size(), 2);
        QCOMPARE(fixture.workspace().undoStack().count(), 0);
        QTRY_VERIFY(fixture.refusal().startsWith(u"avauth-hq cannot be removed while it is in use: pool1"_s));
        fixture.press(u"Show pool1"_s);
        QCOMPARE(navigation.size(), 1);
        QCOMPARE(navigation.first().first().value<ui::PageLink>().argument, kUser);
        fixture.choose(1);
        QCOMPARE(fixture.refusal(), QString());
    }

    void theNewestRefusalOfANameIsShown()
    {
        ListFixture fixture(kServices);
        const PropertyPath list = PropertyPath::of(kServices);
        const Error why{Error::Code::InvalidValue, "it holds a space", {}, {}, {}};
        const QStringList entries = fixture.entries();
        for (const QString &name : {entries.at(0), entries.at(1), entries.at(0)}) {
            fixture.workspace().keepUnfinished(list.entry(name).child(u"name"_s), u"a b"_s, why);
            QTRY_VERIFY2(fixture.refusal().startsWith(name), qPrintable(fixture.refusal()));
        }
    }

    void buttonsOfANoteGoBelowItsSentenceWhereItIsNarrow()
    {
        ui::Note note(u"warning"_s, ui::Theme::Tone::Warning,
                      u"Clients may reach the relay itself through this network, and everything on it."_s);
        const QPushButton *button = note.addButton(u"Remove 127.0.0.0/8 from the networks"_s);
        note.resize(1200, 60);
        note.show();
        QTRY_VERIFY(button->geometry().top() < 10);
        const auto *text = note.findChild<ui::ToneLabel *>();
        note.resize(button->sizeHint().width() + 60, 200);
        QTRY_VERIFY(button->geometry().top() >= text->geometry().bottom());
        QVERIFY(note.minimumSizeHint().width() < button->sizeHint().width() + 60);
        note.resize(1200, 60);
        QTRY_VERIFY(button->geometry().top() < text->geometry().bottom());
    }

    void aListCanNameWhoUsesAnEntry()
    {
        ObjectListOptions options;
        options.showsUsers = true;
        ListFixture fixture(kServices, options);
        const QAbstractItemModel &model = *fixture.table().model();
        const int last = model.columnCount() - 1;
        QCOMPARE(model.headerData(last, Qt::Horizontal).toString(), u"Used by"_s);
        QCOMPARE(model.index(0, last).data().toString(), u"pool1"_s);
        QVERIFY(fixture.set(kUser + u"=avauth-branch"_s));
        QCOMPARE(model.index(0, last).data().toString(), u"nobody"_s);
        QCOMPARE(model.index(1, last).data().toString(), u"pool1, pool2"_s);
    }

    void aRenamedEntryTakesItsReferencesAlong()
    {
        ListFixture fixture(kServices);
        fixture.choose(0);
        QTest::keyClick(&fixture.table(), Qt::Key_F2);
        fixture.typeName(u"main"_s);
        QCOMPARE(fixture.entries().first(), u"main"_s);
        QCOMPARE(fixture.text(kUser), u"main"_s);
        QCOMPARE(fixture.list().currentName(), u"main"_s);
        fixture.workspace().undo();
        QCOMPARE(fixture.text(kUser), u"avauth-hq"_s);
    }

    void aNameThatDoesNotFitIsRefusedBesideTheTable_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("message");
        QTest::newRow("taken") << u"avauth-branch"_s << u"The name \"avauth-branch\" is taken."_s;
        QTest::newRow("bad letters") << u"a b"_s << u"Allowed: letters, digits"_s;
        QTest::newRow("empty") << u" "_s << u"An entry needs a name."_s;
    }
    void aNameThatDoesNotFitIsRefusedBesideTheTable()
    {
        QFETCH(const QString, name);
        QFETCH(const QString, message);
        ListFixture fixture(kServices);
        fixture.choose(0);
        fixture.press(u"Rename"_s);
        fixture.typeName(name);
        QTRY_VERIFY2(fixture.refusal().contains(message), qPrintable(fixture.refusal()));
        QCOMPARE(names(fixture.list()).first(), u"avauth-hq"_s);
        QCOMPARE(fixture.workspace().undoStack().count(), 0);
    }

    void entriesAreMovedWhereTheOrderMatters()
    {
        ListFixture fixture(kRules, ordered());
        fixture.choose(0);
        QVERIFY(!buttonIn(&fixture.list(), u"Move up"_s)->isEnabled());
        fixture.press(u"Move down"_s);
        QCOMPARE(fixture.entries(), (QStringList{u"seattle"_s, u"extension"_s, u"international"_s}));
        QCOMPARE(fixture.list().currentName(), u"extension"_s);
        fixture.press(u"Move down"_s);
        QVERIFY(!buttonIn(&fixture.list(), u"Move down"_s)->isEnabled());
        fixture.press(u"Move up"_s);
        QCOMPARE(names(fixture.list()), (QStringList{u"seattle"_s, u"extension"_s, u"international"_s}));
    }

    void aListWhoseOrderMeansNothingOffersNoMoving()
    {
        ListFixture fixture(kServices);
        QVERIFY(buttonIn(&fixture.list(), u"Rename"_s));
        QVERIFY(!buttonIn(&fixture.list(), u"Move up"_s));
        QVERIFY(!buttonIn(&fixture.list(), u"Move down"_s));
    }

    void belowTheTableStandTheFieldsOfTheSelectedEntry()
    {
        ListFixture fixture(kRules, ordered());
        const auto detail = [&fixture]() -> QString {
            for (const auto *row : fixture.list().findChildren<ui::FieldRow *>()) {
                if (row->isVisible() && row->path().steps().last().property == u"translation")
                    return row->path().toString() + u'=' + shownBy(*row);
            }
            return {};
        };
        QTRY_COMPARE(detail(), kRules + u"[extension].translation=+1425555$1"_s);
        fixture.choose(2);
        QTRY_COMPARE(detail(), kRules + u"[international].translation=+$1"_s);
        QVERIFY(fixture.set(kRules + u"[international].name=abroad"_s));
        QTRY_COMPARE(detail(), kRules + u"[abroad].translation=+$1"_s);
        for (int i = 0; i < 3; ++i)
            fixture.press(u"Remove"_s);
        QCOMPARE(detail(), QString());
        QVERIFY(!buttonIn(&fixture.list(), u"Remove"_s)->isEnabled());
    }

    void entriesWithPagesOfTheirOwnAreOpened()
    {
        ObjectListOptions options;
        options.opensPages = true;
        ListFixture fixture(kServers, options);
        QSignalSpy navigation(&fixture.workspace(), &ui::Workspace::pageRequested);
        QVERIFY(fixture.list().findChildren<ui::FieldRow *>().isEmpty());
        fixture.choose(1);
        fixture.press(u"Open"_s);
        QTest::keyClick(&fixture.table(), Qt::Key_Return);
        QTest::mouseDClick(fixture.table().viewport(), Qt::LeftButton, {}, fixture.middleOf(1));
        QCOMPARE(navigation.size(), 3);
        for (const auto &arguments : navigation)
            QCOMPARE(arguments.first().value<ui::PageLink>().argument, kServers + u"[edge2]"_s);
    }

    void aViewerLooksAndChangesNothing()
    {
        ListFixture fixture(kRules, ordered(), wire::Role::Viewer);
        QSignalSpy failed(&fixture.workspace(), &ui::Workspace::failed);
        fixture.choose(1);
        QCOMPARE(changeableParts(&fixture.window()).join(u", "), QString());
        QTest::keyClick(&fixture.table(), Qt::Key_Delete);
        QTest::keyClick(&fixture.table(), Qt::Key_F2);
        QTest::mouseDClick(fixture.table().viewport(), Qt::LeftButton, {}, fixture.middleOf(1));
        QVERIFY(fixture.table().viewport()->findChild<QLineEdit *>() == nullptr);
        QCOMPARE(fixture.entries().size(), 3);
        QVERIFY(failed.isEmpty());
    }

    void anEntryThatIsNotPushedIsBoldAndOneWithAProblemHasItsIcon()
    {
        ListFixture fixture(kServices);
        const QAbstractItemModel &model = *fixture.table().model();
        QVERIFY(!model.index(1, 0).data(Qt::FontRole).isValid());
        QVERIFY(!model.index(1, 0).data(Qt::DecorationRole).isValid());
        QVERIFY(fixture.set(kServices + u"[avauth-branch].fqdn="_s));
        QVERIFY(model.index(1, 0).data(Qt::FontRole).value<QFont>().bold());
        QTRY_VERIFY(model.index(1, 0).data(Qt::DecorationRole).isValid());
        QVERIFY(model.index(1, 0).data(Qt::ToolTipRole).toString().startsWith(u"Error: "_s));
        QVERIFY(!model.index(0, 0).data(Qt::FontRole).isValid());
    }

    void theTableIsCopiedWithItsHeader()
    {
        ListFixture fixture(kServers);
        fixture.choose(0);
        QTest::keyClick(&fixture.table(), Qt::Key_C, Qt::ControlModifier);
        const QStringList lines = QGuiApplication::clipboard()->text().split(u'\n', Qt::SkipEmptyParts);
        QCOMPARE(lines.size(), 3);
        QVERIFY(lines.at(0).startsWith(u"Name\tFQDN\t"_s));
        QVERIFY(lines.at(2).startsWith(u"edge2\tedge2.contoso.com\t"_s));
    }

    // --- the model, in whatever order things happen ---

    void theModelFollowsTheDocumentThroughManyChanges()
    {
        FieldFixture fixture;
        ObjectListModel model(fixture.workspace(), PropertyPath::of(kRules), false, nullptr);
        const QAbstractItemModelTester tester(&model, Mode::Fatal);
        const PropertyPath list = PropertyPath::of(kRules);
        const auto entry = [&list](const QString &name) { return list.entry(name); };
        const auto added = [&list](const QString &name, int index) {
            return document::Edit::insert(list, {{u"name"_s, name}}, index);
        };
        const std::vector<document::EditSet> steps{
            {u"Add in front"_s, {added(u"a"_s, 0)}},
            {u"Add behind"_s, {added(u"z"_s, -1)}},
            {u"Add two apart"_s, {added(u"b"_s, 1), added(u"y"_s, 5)}},
            {u"Rename"_s, {document::Edit::rename(entry(u"b"_s), u"c"_s)}},
            {u"Move"_s, {document::Edit::move(entry(u"z"_s), 0)}},
            {u"Remove and add"_s, {document::Edit::remove(entry(u"a"_s)), added(u"new"_s, 3)}},
            {u"Remove two apart"_s,
             {document::Edit::remove(entry(u"z"_s)), document::Edit::remove(entry(u"y"_s))}},
            {u"Change"_s, {document::Edit::set(entry(u"c"_s).child(u"translation"_s), u"+$1"_s)}}};
        const auto inDocument = [&] {
            return document::entryNames(*fixture.workspace().document().working(), list);
        };
        const auto inModel = [&] {
            QStringList texts;
            for (int row = 0; row < model.rowCount(); ++row)
                texts << model.nameAt(row);
            return texts;
        };
        for (const document::EditSet &step : steps) {
            QVERIFY2(fixture.workspace().apply(step), qPrintable(step.description));
            QCOMPARE(inModel(), inDocument());
        }
        QCOMPARE(model.index(model.rowOf(u"c"_s), 2).data().toString(), u"+$1"_s);
        for (std::size_t i = 0; i < steps.size(); ++i) {
            fixture.workspace().undo();
            QCOMPARE(inModel(), inDocument());
        }
        QCOMPARE(inModel(), (QStringList{u"extension"_s, u"seattle"_s, u"international"_s}));
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestObjectList)
#include "tst_object_list.moc"
