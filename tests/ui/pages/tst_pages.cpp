// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/validation/served.h"
#include "tests/support/main.h"
#include "tests/ui/forms/every_place.h"
#include "tests/ui/pages/page_fixture.h"
#include "ui/style/theme.h"
#include "ui/widgets/folded_section.h"

#include <QTableView>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using document::PropertyPath;
using ui::FieldRow;
using ui::PageNode;
using ui::Theme;

namespace {

std::vector<PageNode> nodesOf(const model::Deployment &deployment)
{
    return flattened(ui::configurationTree(deployment));
}

/// Much is missing and much is wrong here.
model::SharedDeployment troubledDeployment()
{
    auto deployment = std::make_shared<model::Deployment>(*deploymentWithEveryClass());
    model::EdgeSite &site = deployment->edgeSites.last();
    site.avEdge.credentials = {};
    site.avEdge.credentials.avTokens = false;
    site.avEdge.tlsPort = site.avEdge.tcpPort;
    site.avEdge.transports.tls = true;
    site.avEdge.relayPorts = {Port{50000}, Port{50009}};
    site.avEdge.peers.allowPrivate = true;
    deployment->edgeSites.first().servers.first().externalAddress = IpAddress::v4(0x0a000001);
    deployment->pools.last().webComponents = {};
    deployment->pools.last().avConferencing.avAuthenticationService = QStringLiteral("gone");
    deployment->pools.last().addressBook = {};
    deployment->pools.last().fqdn.clear();
    deployment->forest.defaultSipDomain = QStringLiteral("elsewhere.org");
    return deployment;
}

/// What a person sees after reveal(): part of the widget is on screen.
bool isOnScreen(const QWidget *widget)
{
    return widget->isVisible() && !widget->visibleRegion().isEmpty();
}

} // namespace

class TestPages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }
    void cleanup() { Theme::install(*qApp, Theme::Choice::Light); }
    void cleanupTestCase()
    {
        m_administrator.reset();
        m_viewer.reset();
        m_trouble.reset();
    }

    void everyNodeHasAnIdAndATextOfItsOwn()
    {
        QSet<QString> ids;
        const auto nodes = nodesOf(*deploymentWithEveryClass());
        for (const PageNode &node : nodes) {
            QVERIFY2(!node.text.isEmpty() && !Theme::current().icon(node.icon).isNull(), qPrintable(node.id));
            ids << node.id;
        }
        QCOMPARE(ids.size(), qsizetype(nodes.size()));
        QVERIFY(ids.size() > 30);
    }

    void everyPropertyIsOnAPageOfTheTree()
    {
        QSet<QString> ids;
        for (const PageNode &node : nodesOf(*deploymentWithEveryClass()))
            ids << node.id;
        for (const PropertyPath &path : document::valuePaths(*deploymentWithEveryClass()))
            QVERIFY2(ids.contains(ui::pageIdFor(path)), qPrintable(path.toString()));
    }

    void aPageOpensWithoutAWarning_data()
    {
        QTest::addColumn<QString>("id");
        QTest::addColumn<bool>("isDark");
        for (const PageNode &node : nodesOf(*deploymentWithEveryClass())) {
            for (const bool isDark : {false, true})
                QTest::addRow("%s, %s", qPrintable(node.id), isDark ? "dark" : "light") << node.id << isDark;
        }
    }
    void aPageOpensWithoutAWarning()
    {
        QFETCH(const QString, id);
        QFETCH(const bool, isDark);
        Theme::install(*qApp, isDark ? Theme::Choice::Dark : Theme::Choice::Light);
        OpenPage page(administrator(), id);
        QVERIFY(!page.page().title().isEmpty());
        QVERIFY(page.page().summary().endsWith(u'.'));
        for (auto *folded : page.page().findChildren<ui::FoldedSection *>())
            folded->setOpen(true);
        const auto *tabs = page.page().findChild<QTabWidget *>();
        for (int i = 0; i < (tabs != nullptr ? tabs->count() : 1); ++i) {
            if (tabs != nullptr)
                page.openTab(tabs->tabText(i));
            const QImage picture = page.page().grab().toImage();
            QVERIFY(!picture.isNull());
            const QColor corner = picture.pixelColor(picture.width() - 1, picture.height() - 1);
            QCOMPARE(corner.lightness() < 128, isDark);
            if (const QString to = qEnvironmentVariable("TURNPIKE_SCREENSHOTS"); !to.isEmpty())
                QVERIFY(picture.save(
                    u"%1/%2-%3.png"_s.arg(to, QString::fromLatin1(QTest::currentDataTag())).arg(i)));
        }
    }

    void aPageFollowsAChangeOfTheTheme_data() { addNodes(*deploymentWithEveryClass()); }
    void aPageFollowsAChangeOfTheTheme()
    {
        QFETCH(const QString, id);
        Theme::install(*qApp, Theme::Choice::Light);
        OpenPage page(administrator(), id);
        // The layout of a page that was just opened has come to rest with the first change.
        Theme::current().choose(Theme::Choice::Dark);
        QCoreApplication::processEvents();
        const QImage dark = page.page().grab().toImage();
        Theme::current().choose(Theme::Choice::Light);
        QCoreApplication::processEvents();
        QVERIFY(page.page().grab().toImage() != dark);
        Theme::current().choose(Theme::Choice::Dark);
        QTRY_COMPARE(page.page().grab().toImage(), dark);
    }

    void aPageRevealsEveryPropertyThatItIsNamedFor_data() { addNodes(*deploymentWithEveryClass()); }
    void aPageRevealsEveryPropertyThatItIsNamedFor()
    {
        QFETCH(const QString, id);
        OpenPage page(administrator(), id);
        for (const PropertyPath &path : document::valuePaths(*deploymentWithEveryClass())) {
            if (ui::pageIdFor(path) != id)
                continue;
            QVERIFY2(page.page().reveal(path), qPrintable(path.toString()));
            if (const FieldRow *row = page.row(path.toString())) {
                QTRY_VERIFY2(isOnScreen(row->editor()->control()), qPrintable(path.toString()));
                if (row->editor()->isEnabled())
                    QVERIFY2(row->editor()->control()->hasFocus(), qPrintable(path.toString()));
            } else {
                // The name of an entry stands in its list.
                QCOMPARE(path.steps().last().property, u"name"_s);
                auto *list = page.list(path.parent().parent().toString());
                QVERIFY2(list, qPrintable(path.toString()));
                QTRY_VERIFY2(isOnScreen(list->table()->viewport()), qPrintable(path.toString()));
                QCOMPARE(list->currentName(), path.parent().steps().last().key);
            }
        }
    }

    void aPageRevealsEveryProblemThatItIsNamedFor_data() { addNodes(*troubledDeployment()); }
    void aPageRevealsEveryProblemThatItIsNamedFor()
    {
        QFETCH(const QString, id);
        OpenPage page(trouble(), id);
        QVERIFY(!trouble().workspace().problems().empty());
        for (const validation::Problem &problem : trouble().workspace().problems()) {
            if (ui::pageIdFor(problem.path) != id)
                continue;
            const QString what = problem.path.toString() + u": " + problem.message;
            QVERIFY2(page.page().reveal(problem.path), qPrintable(what));
            // What nothing acts on is said by the help of its field.
            const QString words = problem.ruleId == QLatin1StringView(validation::kNotServedRule)
                                      ? u"this version of the relay does not act on it."_s
                                      : problem.message;
            const auto says = [&page, &words] {
                const auto labels = page.page().findChildren<QLabel *>();
                return std::any_of(labels.begin(), labels.end(), [&words](const QLabel *label) {
                    return isOnScreen(label) && label->text().contains(words);
                });
            };
            QTRY_VERIFY2(says(), qPrintable(what));
        }
    }

    void aPageDoesNotClaimWhatIsElsewhere_data() { addNodes(*deploymentWithEveryClass()); }
    void aPageDoesNotClaimWhatIsElsewhere()
    {
        QFETCH(const QString, id);
        OpenPage page(administrator(), id);
        const QString elsewhere = id == u"management" ? u"pools[pool1].fqdn"_s : u"management.port"_s;
        QVERIFY(!page.page().reveal(PropertyPath::of(elsewhere)));
    }

    void aViewerCanChangeNothing_data() { addNodes(*deploymentWithEveryClass()); }
    void aViewerCanChangeNothing()
    {
        QFETCH(const QString, id);
        OpenPage page(viewer(), id);
        QCOMPARE(changeableParts(&page.page()).join(u", "), QString());
        // What an administrator does elsewhere comes in by itself; it must not open anything either.
        auto theirs = std::make_shared<model::Deployment>(*deploymentWithEveryClass());
        theirs->name = u"After looking at "_s + id;
        viewer().relay().somebodyPushes(theirs);
        QTRY_COMPARE(viewer().text(u"name"_s), theirs->name);
        QCOMPARE(changeableParts(&page.page()).join(u", "), QString());
    }

    void anAdministratorCanChangeEveryPageOfSettings_data() { addNodes(*deploymentWithEveryClass()); }
    void anAdministratorCanChangeEveryPageOfSettings()
    {
        QFETCH(const QString, id);
        OpenPage page(administrator(), id);
        const bool hasSettings = !page.page().findChildren<FieldRow *>().isEmpty() ||
                                 !page.page().findChildren<ui::ObjectListEditor *>().isEmpty();
        QCOMPARE(!changeableParts(&page.page()).isEmpty(), hasSettings);
    }

    void everyControlHasANameForScreenReaders_data() { addNodes(*deploymentWithEveryClass()); }
    void everyControlHasANameForScreenReaders()
    {
        QFETCH(const QString, id);
        OpenPage page(administrator(), id);
        QCOMPARE(namelessControls(&page.page()).join(u", "), QString());
    }

    void aPageOfWhatIsGoneIsNotMade()
    {
        FieldFixture fixture;
        const auto nodes = nodesOf(*deploymentWithEveryClass());
        QVERIFY(fixture.workspace().apply(
            {u"Remove"_s, {document::Edit::remove(PropertyPath::of(u"pools[pool2]"))}}));
        for (const PageNode &node : nodes) {
            const bool isGone = node.path.startsWith(PropertyPath::of(u"pools[pool2]"));
            const auto page = ui::makePage(node, fixture.workspace(), &fixture.window());
            QCOMPARE(page == nullptr, isGone);
        }
    }

    void aPageOutlivesWhatItIsAbout_data() { addNodes(*deploymentWithEveryClass()); }
    void aPageOutlivesWhatItIsAbout()
    {
        QFETCH(const QString, id);
        OpenPage page(administrator(), id);
        auto empty = std::make_shared<model::Deployment>(*deploymentWithEveryClass());
        empty->pools.clear();
        empty->edgeSites.clear();
        empty->directories.clear();
        QVERIFY(administrator().workspace().replace(empty, u"Remove everything"_s));
        QCoreApplication::processEvents();
        QVERIFY(!page.page().grab().isNull());
        administrator().workspace().undo();
        QVERIFY(!page.page().grab().isNull());
        QCOMPARE(*administrator().workspace().document().working(), *deploymentWithEveryClass());
    }

private:
    static void addNodes(const model::Deployment &deployment)
    {
        QTest::addColumn<QString>("id");
        for (const PageNode &node : nodesOf(deployment))
            QTest::newRow(qPrintable(node.id)) << node.id;
    }
    // Each is connected once: the tests leave the configuration as it was, and to connect takes longer than
    // to look at a page.
    FieldFixture &administrator() { return made(m_administrator, deploymentWithEveryClass()); }
    FieldFixture &viewer() { return made(m_viewer, deploymentWithEveryClass(), wire::Role::Viewer); }
    FieldFixture &trouble() { return made(m_trouble, troubledDeployment()); }
    static FieldFixture &made(std::unique_ptr<FieldFixture> &fixture,
                              const model::SharedDeployment &deployment,
                              wire::Role role = wire::Role::Administrator)
    {
        if (!fixture) {
            fixture = std::make_unique<FieldFixture>(role);
            fixture->connectTo(deployment, role);
        }
        fixture->activate();
        return *fixture;
    }

    std::unique_ptr<FieldFixture> m_administrator;
    std::unique_ptr<FieldFixture> m_viewer;
    std::unique_ptr<FieldFixture> m_trouble;
};

TURNPIKE_TEST_MAIN(QApplication, TestPages)
#include "tst_pages.moc"
