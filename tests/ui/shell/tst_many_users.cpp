// SPDX-License-Identifier: GPL-3.0-or-later
// With 5,000 users an edit must cost what it changes. Nothing here looks at a clock, which says other things
// on other machines: what is counted are names that are read, rows that are touched, entries that are
// described.
// `./dev bench console` has the milliseconds.
#include "core/document/place_walk.h"
#include "tests/support/main.h"
#include "tests/ui/shell/window_fixture.h"
#include "ui/forms/field_editor.h"
#include "ui/forms/field_row.h"
#include "ui/shell/lower_panel.h"
#include "ui/shell/page_source.h"
#include "ui/shell/panel_list.h"

#include <QLineEdit>
#include <QSignalSpy>
#include <QTableView>
#include <QTreeView>

using namespace turnpike;
using namespace Qt::StringLiterals;
using document::Edit;
using document::PropertyPath;

namespace {

constexpr int kUsers = 5000;

const PropertyPath &users()
{
    static const PropertyPath path = PropertyPath::of(u"edgeSites[hq].avEdge.credentials.users");
    return path;
}

PropertyPath user(int number)
{
    return users().entry(u"user%1"_s.arg(number));
}

model::SharedDeployment withUsers()
{
    document::EditSet edits;
    for (int n = 0; n < kUsers; ++n)
        edits.edits.push_back(
            Edit::insert(users(), {{u"name"_s, u"user%1"_s.arg(n)}, {u"key"_s, QString(32, u'a')}}));
    return document::applied(*document::defaultDeployment(), edits).value();
}

/// What a model tells its views.
struct Told {
    explicit Told(QAbstractItemModel *model)
        : resets(model, &QAbstractItemModel::modelReset)
        , layouts(model, &QAbstractItemModel::layoutChanged)
        , inserted(model, &QAbstractItemModel::rowsInserted)
        , removed(model, &QAbstractItemModel::rowsRemoved)
    {
    }
    static int rows(const QSignalSpy &spy)
    {
        int count = 0;
        for (const QList<QVariant> &arguments : spy)
            count += arguments.at(2).toInt() - arguments.at(1).toInt() + 1;
        return count;
    }
    QSignalSpy resets;
    QSignalSpy layouts;
    QSignalSpy inserted;
    QSignalSpy removed;
};

} // namespace

class TestManyUsers : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { m_deployment = withUsers(); }
    void init()
    {
        testing::failOnAnyWarning();
        m_console = std::make_unique<testing::WindowFixture>(
            ui::Workspace::Options(), wire::Role::Administrator, nullptr, ui::standardPages());
    }
    void cleanup() { m_console.reset(); }

    void aLetterReadsNoListOfUsers_data() { pushedOrNot(); }
    void aLetterReadsNoListOfUsers()
    {
        begin();
        const QString fqdn = u"pools[pool1].fqdn"_s;
        space().openPage(PropertyPath::of(fqdn));
        const Told pending(changes().model());
        const qsizetype before = document::namesRead();
        type(fqdn);
        QVERIFY2(document::namesRead() - before < 2000,
                 qPrintable(QString::number(document::namesRead() - before)));
        QCOMPARE(Told::rows(pending.inserted), 1);
        QCOMPARE(Told::rows(pending.removed), 0);
        QCOMPARE(pending.resets.size(), 0);
    }

    void aLetterBesideTheTableLeavesItsRows_data() { pushedOrNot(); }
    void aLetterBesideTheTableLeavesItsRows()
    {
        begin();
        space().openPage(users());
        const Told table(usersTable()->model());
        const qsizetype before = document::namesRead();
        type(u"edgeSites[hq].avEdge.realm"_s);
        QVERIFY2(document::namesRead() - before < 2000,
                 qPrintable(QString::number(document::namesRead() - before)));
        QCOMPARE(table.resets.size() + table.layouts.size(), 0);
        QCOMPARE(table.inserted.size() + table.removed.size(), 0);
    }

    void aUsersKeyLooksAtEachUserAFewTimes_data() { pushedOrNot(); }
    void aUsersKeyLooksAtEachUserAFewTimes()
    {
        begin();
        space().openPage(user(17).child(u"name"_s));
        const Told table(usersTable()->model());
        const Told pending(changes().model());
        for (int round = 0; round < 3; ++round) {
            const qsizetype before = document::namesRead();
            if (round == 0)
                QVERIFY(space().apply(
                    {u"Set key"_s, {Edit::set(user(2500).child(u"key"_s), QString(32, u'b'))}}));
            else if (round == 1)
                space().undo();
            else
                space().redo();
            QVERIFY2(document::namesRead() - before < 20 * kUsers,
                     qPrintable(QString::number(document::namesRead() - before)));
        }
        QCOMPARE(table.resets.size() + table.layouts.size() + pending.resets.size() + pending.layouts.size(),
                 0);
        QCOMPARE(table.inserted.size() + table.removed.size(), 0);
        QVERIFY(Told::rows(pending.inserted) <= 2);
    }

    void aUserThatGoesTakesOneRowAlong_data() { pushedOrNot(); }
    void aUserThatGoesTakesOneRowAlong()
    {
        begin();
        space().openPage(user(17).child(u"name"_s));
        const Told table(usersTable()->model());
        QVERIFY(space().apply({u"Remove"_s, {Edit::remove(user(2500))}}));
        QCOMPARE(Told::rows(table.removed), 1);
        space().undo();
        QCOMPARE(Told::rows(table.inserted), 1);
        QCOMPARE(table.resets.size() + table.layouts.size(), 0);
    }

    void thousandsThatGoReadEachNameAFewTimes_data() { pushedOrNot(); }
    void thousandsThatGoReadEachNameAFewTimes()
    {
        begin();
        space().openPage(user(4000).child(u"name"_s));
        std::vector<Edit> removals;
        for (int n = 0; n < kUsers / 2; ++n)
            removals.push_back(Edit::remove(user(n)));
        const Told table(usersTable()->model());
        const Told pending(changes().model());
        const qsizetype before = document::namesRead();
        QVERIFY(space().apply({u"Remove"_s, removals}));
        space().undo();
        space().redo();
        QVERIFY2(document::namesRead() - before < 60 * kUsers,
                 qPrintable(QString::number(document::namesRead() - before)));
        // Runs of rows, not each row by itself.
        QVERIFY(table.removed.size() + table.inserted.size() <= 6);
        QVERIFY(pending.removed.size() + pending.inserted.size() <= 12);
        QCOMPARE(table.resets.size() + pending.resets.size(), 0);
    }

private:
    static void pushedOrNot()
    {
        QTest::addColumn<bool>("arePushed");
        QTest::newRow("pushed") << true;
        QTest::newRow("not pushed") << false;
    }
    void begin()
    {
        QFETCH(bool, arePushed);
        if (arePushed)
            m_console->connectTo(m_deployment);
        else
            QVERIFY(space().replace(m_deployment, u"Import"_s));
        QTRY_VERIFY_WITH_TIMEOUT(!space().isValidating(), 60'000);
    }
    [[nodiscard]] ui::Workspace &space() { return m_console->workspace(); }
    [[nodiscard]] QTableView *usersTable() { return m_console->find<QTableView>(users().toString()); }
    [[nodiscard]] QTreeView &changes() { return *m_console->find<QTreeView>(u"changesList"_s); }
    void type(const QString &path)
    {
        auto *row = m_console->find<ui::FieldRow>(u"row:" + path);
        QVERIFY(row);
        auto *line = qobject_cast<QLineEdit *>(row->editor()->control());
        QVERIFY(line);
        line->setFocus();
        line->end(false);
        QTest::keyClick(line, Qt::Key_X);
    }

    model::SharedDeployment m_deployment;
    std::unique_ptr<testing::WindowFixture> m_console;
};

TURNPIKE_TEST_MAIN(QApplication, TestManyUsers)
#include "tst_many_users.moc"
