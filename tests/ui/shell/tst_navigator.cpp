// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/document/default_deployment.h"
#include "tests/support/main.h"
#include "tests/ui/shell/fake_pages.h"
#include "ui/shell/navigator.h"

#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLineEdit>
#include <QSignalSpy>
#include <QTreeView>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using ui::NavigatorModel;
using Mode = QAbstractItemModelTester::FailureReportingMode;

namespace {

QStringList visibleTexts(const QAbstractItemModel &model, const QModelIndex &parent = {})
{
    QStringList texts;
    for (int row = 0; row < model.rowCount(parent); ++row) {
        const QModelIndex child = model.index(row, 0, parent);
        texts += child.data().toString();
        texts += visibleTexts(model, child);
    }
    return texts;
}

} // namespace

class TestNavigator : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        m_navigator = std::make_unique<ui::Navigator>();
        m_navigator->model().setPageOf(
            [this](const document::PropertyPath &path) { return m_pages.pageIdFor(path); });
        m_tester = std::make_unique<QAbstractItemModelTester>(&m_navigator->model(), Mode::Fatal);
        m_filterTester = std::make_unique<QAbstractItemModelTester>(m_navigator->view().model(), Mode::Fatal);
        m_navigator->model().setTree(
            m_pages.tree(*document::defaultDeployment()), [](const ui::PageNode &node) {
                return node.text == u"Address book"_s ? u"Partition output by OU"_s : QString();
            });
    }
    void cleanup()
    {
        m_tester.reset();
        m_filterTester.reset();
        m_navigator.reset();
    }

    void filterKeepsAncestorsOfWhatFits()
    {
        filter(u"address"_s);
        QCOMPARE(texts(),
                 (QStringList{u"Pools"_s, u"pool1"_s, u"Address book"_s, u"pool2"_s, u"Address book"_s}));
    }

    void filterKeepsWhatIsBelowANodeThatFits()
    {
        filter(u"pool2"_s);
        QCOMPARE(texts(), (QStringList{u"Pools"_s, u"pool2"_s, u"Address book"_s}));
    }

    void filterFindsPagesByTheirSettings()
    {
        filter(u"partition ou"_s);
        QVERIFY(texts().contains(u"Address book"_s));
        QVERIFY(!texts().contains(u"Calls"_s));
    }

    void anEmptyResultSaysSo()
    {
        m_navigator->show();
        filter(u"no such page"_s);
        auto *nothing = m_navigator->findChild<QWidget *>(u"navigatorNothing"_s);
        QVERIFY(nothing->isVisible());
        filter({});
        QVERIFY(!nothing->isVisible());
        QVERIFY(texts().contains(u"Calls"_s));
    }

    void clearingTheFilterRestoresWhatWasExpandedAndSelected()
    {
        QTreeView &view = m_navigator->view();
        view.collapseAll();
        m_navigator->setExpanded({u"pools"_s});
        m_navigator->select(u"pools[pool1]"_s);
        QSignalSpy chosen(m_navigator.get(), &ui::Navigator::pageChosen);
        filter(u"calls"_s);
        filter({});
        QCOMPARE(m_navigator->currentId(), u"pools[pool1]"_s);
        QCOMPARE(m_navigator->expanded(), QStringList{u"pools"_s});
        QVERIFY2(chosen.isEmpty(), "filtering must not open another page");
    }

    void badgesAreShownOnThePageAndAboveIt()
    {
        validation::Problem problem;
        problem.severity = validation::Severity::Error;
        problem.path = document::PropertyPath::of(u"pools[pool1].addressBook.daysToKeep");
        m_navigator->model().setProblems({problem});
        document::Change change;
        change.path = document::PropertyPath::of(u"pools[pool1].fqdn");
        m_navigator->model().setPending({change});

        QCOMPARE(badge(u"pools[pool1].addressBook"_s, NavigatorModel::ProblemsRole), 1);
        QCOMPARE(badge(u"pools[pool1]"_s, NavigatorModel::ProblemsRole), 1);
        QCOMPARE(badge(u"pools"_s, NavigatorModel::SeverityRole), int(validation::Severity::Error));
        QCOMPARE(badge(u"pools[pool2]"_s, NavigatorModel::ProblemsRole), 0);
        QCOMPARE(badge(u"pools[pool1]"_s, NavigatorModel::PendingRole), 1);
        QCOMPARE(badge(u"pools[pool1].addressBook"_s, NavigatorModel::PendingRole), 0);
        const QString spoken =
            m_navigator->model().indexOf(u"pools[pool1]"_s).data(Qt::AccessibleTextRole).toString();
        QVERIFY2(spoken.contains(u"problem"_s) && spoken.contains(u"not pushed"_s), qPrintable(spoken));
    }

    void aNewTreeKeepsSelectionAndExpansion()
    {
        m_navigator->setExpanded({u"pools"_s, u"pools[pool2]"_s});
        m_navigator->select(u"pools[pool2].addressBook"_s);
        model::Deployment changed = *document::defaultDeployment();
        changed.pools.removeFirst();
        changed.pools.append(model::Pool());
        changed.pools.last().name = u"pool9"_s;
        m_navigator->model().setTree(m_pages.tree(changed));
        QCOMPARE(m_navigator->currentId(), u"pools[pool2].addressBook"_s);
        QVERIFY(m_navigator->expanded().contains(u"pools[pool2]"_s));
        QVERIFY(!m_navigator->model().node(u"pools[pool1]"_s));
        QVERIFY(texts().contains(u"pool9"_s));
    }

    void reorderedNodesAreFound()
    {
        model::Deployment changed = *document::defaultDeployment();
        changed.pools.move(0, 1);
        m_navigator->model().setTree(m_pages.tree(changed));
        QCOMPARE(m_navigator->model().indexOf(u"pools[pool1]"_s).row(), 1);
        QCOMPARE(m_navigator->model().trail(m_navigator->model().indexOf(u"pools[pool1].addressBook"_s)),
                 u"Pools › pool1 › Address book"_s);
    }

    void enterInTheFilterOpensTheFirstPageThatFits()
    {
        QSignalSpy chosen(m_navigator.get(), &ui::Navigator::pageChosen);
        filter(u"address"_s);
        QTest::keyClick(box(), Qt::Key_Return);
        QCOMPARE(chosen.size(), 1);
        QCOMPARE(chosen.front().front().toString(), u"pools[pool1].addressBook"_s);
    }

private:
    QLineEdit *box() { return m_navigator->findChild<QLineEdit *>(u"navigatorFilter"_s); }
    void filter(const QString &text) { box()->setText(text); }
    QStringList texts() { return visibleTexts(*m_navigator->view().model()); }
    int badge(const QString &id, int role) { return m_navigator->model().indexOf(id).data(role).toInt(); }

    FakePages m_pages;
    std::unique_ptr<ui::Navigator> m_navigator;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    std::unique_ptr<QAbstractItemModelTester> m_filterTester;
};

TURNPIKE_TEST_MAIN(QApplication, TestNavigator)
#include "tst_navigator.moc"
