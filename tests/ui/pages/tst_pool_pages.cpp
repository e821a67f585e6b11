// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/pages/page_fixture.h"
#include "ui/pages/link_card.h"
#include "ui/pages/number_trial.h"
#include "ui/workspace/change_text.h"

#include <QSignalSpy>
#include <QUndoStack>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using document::PropertyPath;

namespace {

const QString kFilter = u"pools[pool1].imFilter"_s;
const QString kTransfer = kFilter + u".fileTransfer."_s;
const QString kUrl = kFilter + u".url."_s;
const QString kBookPage = u"pools[pool1].addressBook"_s;
const QString kWeb = u"pools[pool2].webComponents"_s;

} // namespace

class TestPoolPages : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void whatNoRelayActsOnIsSaidAboveThePage()
    {
        QVERIFY(ui::sectionNote(PropertyPath::of(kBookPage)).contains(u"a relay does nothing with it"));
        QVERIFY(ui::sectionNote(PropertyPath::of(u"edgeSites[hq].avAuthentication"))
                    .contains(u"does not act on it"));
        QCOMPARE(ui::sectionNote(PropertyPath::of(u"edgeSites[hq].avEdge")), QString());
        PageFixture fixture(kFilter);
        QVERIFY2(fixture.page().summary().contains(u"a relay does nothing with it"),
                 qPrintable(fixture.page().summary()));
    }

    // --- instant-message filter ---

    void blockEveryFileSaysWhatItBreaksAndIsExchangedForTheListedTypes()
    {
        PageFixture fixture(kFilter);
        fixture.openTab(u"File transfer"_s);
        QCOMPARE(shownBy(*fixture.row(kTransfer + u"action"_s)), u"Block every file"_s);
        QVERIFY(fixture.says(u"Upload failed"_s));
        fixture.press(u"Block these types"_s);
        QCOMPARE(fixture.workspace().document().working()->pools.first().imFilter.fileTransfer.action,
                 model::FileFilterAction::blockList);
        QTRY_VERIFY(!fixture.says(u"Upload failed"_s));
        QCOMPARE(fixture.workspace().document().pendingChanges().size(), std::size_t(1));
        fixture.workspace().undo();
        QCOMPARE(shownBy(*fixture.row(kTransfer + u"action"_s)), u"Block every file"_s);
        QTRY_VERIFY(fixture.says(u"Upload failed"_s));
    }

    void whatHappensToFilesIsAskedOnlyWhileTheyAreFiltered()
    {
        PageFixture fixture(kFilter);
        fixture.openTab(u"File transfer"_s);
        QVERIFY(fixture.control(kTransfer + u"action"_s)->isEnabled());
        QTest::mouseClick(fixture.control(kTransfer + u"enabled"_s), Qt::LeftButton);
        QCOMPARE(fixture.text(kTransfer + u"enabled"_s), u"false"_s);
        QVERIFY(!fixture.control(kTransfer + u"action"_s)->isEnabled());
        QVERIFY(fixture.says(u"Applies while file transfers are filtered."_s));
    }

    void aNoticeBelongsToPlainTextAndAWarningToWarning()
    {
        PageFixture fixture(kFilter);
        QVERIFY(fixture.control(kUrl + u"allowMessage"_s)->isEnabled());
        QVERIFY(!fixture.control(kUrl + u"warnMessage"_s)->isEnabled());
        fixture.press(u"Deliver with a warning"_s);
        QCOMPARE(fixture.text(kUrl + u"action"_s), u"warn"_s);
        QVERIFY(!fixture.control(kUrl + u"allowMessage"_s)->isEnabled());
        QVERIFY(fixture.control(kUrl + u"warnMessage"_s)->isEnabled());
        typeOver(fixture.control(kUrl + u"warnMessage"_s), u"Careful."_s);
        QCOMPARE(fixture.text(kUrl + u"warnMessage"_s), u"Careful."_s);
    }

    // --- address book ---

    void partitioningByUnitIsSwitchedOnAndSaysWhomItHides()
    {
        PageFixture fixture(kBookPage);
        QVERIFY(fixture.says(u"users find only their own unit."_s));
        QVERIFY(!fixture.says(u"find nobody"_s));
        QTest::mouseClick(fixture.control(kBookPage + u".partitionOutputByOU"_s), Qt::LeftButton);
        QCOMPARE(fixture.workspace().document().working()->pools.first().addressBook.partitionOutputByOU,
                 true);
        const auto *notes =
            fixture.row(kBookPage + u".partitionOutputByOU"_s)->findChild<ui::ProblemNotes *>();
        QTRY_COMPARE(notes->count(), 1);
        QVERIFY(notes->isVisible());
        // Once, and where the switch is.
        QCOMPARE(fixture.timesSaid(u"users outside every unit find nobody."_s), 1);
        QCOMPARE(fixture.timesSaid(u"find nobody"_s), 1);
    }

    void aNumberIsTriedAgainstTheRulesOfThePage_data()
    {
        QTest::addColumn<QString>("number");
        QTest::addColumn<QString>("result");
        QTest::newRow("extension") << u"1234"_s << u"+14255551234 by rule extension"_s;
        QTest::newRow("local") << u"(425) 555-0100"_s << u"+14255550100 by rule seattle"_s;
        QTest::newRow("international") << u"00493012345"_s << u"+493012345 by rule international"_s;
        QTest::newRow("none") << u"12"_s << u"No rule of this pool matches: the built-in rules decide."_s;
        QTest::newRow("nothing") << u" "_s << u"Type a number as it stands in the directory."_s;
    }
    void aNumberIsTriedAgainstTheRulesOfThePage()
    {
        QFETCH(const QString, number);
        QFETCH(const QString, result);
        PageFixture fixture(kBookPage);
        auto *line = fixture.page().findChild<QLineEdit *>(u"tryNumber"_s);
        line->setFocus();
        QTest::keyClicks(line, number);
        QCOMPARE(fixture.page().findChild<QLabel *>(u"tryResult"_s)->text(), result);
        QVERIFY(fixture.workspace().document().pendingChanges().empty());
    }

    void aTriedNumberFollowsTheRules()
    {
        PageFixture fixture(kBookPage);
        auto *line = fixture.page().findChild<QLineEdit *>(u"tryNumber"_s);
        const auto *result = fixture.page().findChild<QLabel *>(u"tryResult"_s);
        line->setFocus();
        QTest::keyClicks(line, u"1234"_s);
        typeOver(fixture.control(kBookPage + u".normalizationRules[extension].translation"_s),
                 u"+49301234$1"_s);
        QCOMPARE(result->text(), u"+493012341234 by rule extension"_s);
        QVERIFY(fixture.set(kBookPage + u".normalizationRules[extension].pattern=^9$"_s));
        QCOMPARE(result->text(), u"No rule of this pool matches: the built-in rules decide."_s);
        QTest::mouseClick(fixture.control(kBookPage + u".ignoreGenericRules"_s), Qt::LeftButton);
        QCOMPARE(result->text(), u"No rule matches: the number stays as it is."_s);
        QTest::mouseClick(fixture.control(kBookPage + u".useNormalizationRules"_s), Qt::LeftButton);
        QCOMPARE(result->text(), u"Stays 1234: rules are not used."_s);
        QVERIFY(!fixture.control(kBookPage + u".ignoreGenericRules"_s)->isEnabled());
    }

    void theFirstRuleThatMatchesRewritesANumber_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("translation");
        QTest::addColumn<QString>("result");
        QTest::newRow("group") << u"^(\\d{3})(\\d)$"_s << u"+1$2$1"_s << u"+14123"_s;
        QTest::newRow("group 0") << u"^\\d{4}$"_s << u"+1$0"_s << u"+11234"_s;
        QTest::newRow("no such group") << u"^(\\d{4})$"_s << u"$1$2"_s << u"1234$2"_s;
        QTest::newRow("broken") << u"^(\\d{4}$"_s << u"$1"_s << u"fallback"_s;
        QTest::newRow("empty") << u""_s << u"+1"_s << u"fallback"_s;
        QTest::newRow("no match") << u"^\\d{5}$"_s << u"+1"_s << u"fallback"_s;
        QTest::newRow("ten groups") << u"^(1)(2)(3)(4)()()()()()()$"_s << u"$4$10$1"_s << u"41"_s;
    }
    void theFirstRuleThatMatchesRewritesANumber()
    {
        QFETCH(const QString, pattern);
        QFETCH(const QString, translation);
        QFETCH(const QString, result);
        const auto rule = [](const QString &name, const QString &from, const QString &to) {
            model::NormalizationRule made;
            made.name = name;
            made.pattern = from;
            made.translation = to;
            return made;
        };
        const auto made = ui::rewritten(
            {rule(u"first"_s, pattern, translation), rule(u"second"_s, u"."_s, u"fallback"_s)}, u"1234"_s);
        QCOMPARE(made.number, result);
        QCOMPARE(made.rule, result == u"fallback" ? u"second"_s : u"first"_s);
    }

    // --- web components ---

    void updatePoolUrlsDerivesEveryOutsideAddressFromOneName()
    {
        PageFixture fixture(kWeb);
        QVERIFY(!buttonIn(&fixture.page(), u"Update pool URLs"_s)->isEnabled());
        QVERIFY(fixture.says(u"Set the external FQDN"_s));
        typeOver(fixture.control(kWeb + u".externalFqdn"_s), u"web2.contoso.com"_s);
        fixture.leave(fixture.control(kWeb + u".externalFqdn"_s));
        QVERIFY(fixture.says(u"web2.contoso.com"_s));
        const int steps = fixture.workspace().undoStack().count();
        fixture.press(u"Update pool URLs"_s);
        const model::Pool &pool = fixture.workspace().document().working()->pools.at(1);
        QCOMPARE(pool.webComponents.externalMeetingContentUrl, u"https://web2.contoso.com/etc/place/null"_s);
        QCOMPARE(pool.webComponents.externalAddressBookUrl, u"https://web2.contoso.com/abs/ext"_s);
        QCOMPARE(pool.webComponents.externalGroupExpansionUrl,
                 u"https://web2.contoso.com/GroupExpansion/ext/service.asmx"_s);
        QCOMPARE(pool.webComponents.externalClientDownloadUrl, u"https://web2.contoso.com/conf/ext/client"_s);
        QCOMPARE(pool.addressBook.externalUrl, u"https://web2.contoso.com/abs/ext"_s);
        QCOMPARE(shownBy(*fixture.row(kWeb + u".externalAddressBookUrl"_s)),
                 u"https://web2.contoso.com/abs/ext"_s);
        QCOMPARE(pool.webComponents.internalAddressBookUrl, u"https://pool2.contoso.com/abs/int"_s);
        QCOMPARE(fixture.workspace().undoStack().count(), steps + 1);
        QVERIFY(!buttonIn(&fixture.page(), u"Update pool URLs"_s)->isEnabled());
        fixture.workspace().undo();
        QCOMPARE(shownBy(*fixture.row(kWeb + u".externalAddressBookUrl"_s)), QString());
    }

    void anAddressInsteadOfANameIsNoGroundToDeriveFrom()
    {
        PageFixture fixture(kWeb);
        typeOver(fixture.control(kWeb + u".externalFqdn"_s), u"203.0.113.80"_s);
        QVERIFY(fixture.says(u"The external FQDN is no host name."_s));
        QVERIFY(!buttonIn(&fixture.page(), u"Update pool URLs"_s)->isEnabled());
    }

    void aViewerCannotUpdatePoolUrls()
    {
        auto deployment = std::make_shared<model::Deployment>(*document::defaultDeployment());
        deployment->pools[1].webComponents.externalFqdn = u"web2.contoso.com"_s;
        PageFixture fixture(kWeb, wire::Role::Viewer);
        fixture.connectTo(deployment, wire::Role::Viewer);
        QVERIFY(fixture.says(u"from web2.contoso.com"_s));
        QVERIFY(!buttonIn(&fixture.page(), u"Update pool URLs"_s)->isEnabled());
    }

    // --- overview ---

    void theCardsOfAPoolSayHowItStandsAndLeadThere()
    {
        PageFixture fixture(u"pools[pool1]"_s);
        QSignalSpy navigation(&fixture.workspace(), &ui::Workspace::pageRequested);
        auto *card = qobject_cast<ui::LinkCard *>(buttonIn(&fixture.page(), u"Instant-message filter"_s));
        QVERIFY(card->accessibleDescription().contains(u"every file is blocked, meeting handouts too."_s));
        QVERIFY(!card->accessibleDescription().contains(u"Changed, not pushed"_s));
        QVERIFY(fixture.set(kTransfer + u"action=blockList"_s));
        QVERIFY(card->accessibleDescription().contains(u" are blocked."_s));
        QVERIFY(card->accessibleDescription().contains(u"Changed, not pushed"_s));
        QTest::mouseClick(card, Qt::LeftButton);
        QCOMPARE(navigation.size(), 1);
        QCOMPARE(ui::pageIdFor(PropertyPath::of(navigation.first().first().value<ui::PageLink>().argument)),
                 kFilter);
    }

    void everyCardLeadsToAnotherPageOfTheTree()
    {
        for (const auto &id : {u"forest"_s, u"pools[pool1]"_s, u"edgeSites[hq]"_s}) {
            PageFixture fixture(id);
            QSet<QString> ids;
            for (const auto &node : flattened(ui::configurationTree(*document::defaultDeployment())))
                ids << node.id;
            const auto cards = fixture.page().findChildren<ui::LinkCard *>();
            QVERIFY(cards.size() >= 4);
            for (ui::LinkCard *card : cards) {
                QSignalSpy navigation(&fixture.workspace(), &ui::Workspace::pageRequested);
                card->setFocus();
                QTest::keyClick(card, Qt::Key_Space);
                QCOMPARE(navigation.size(), 1);
                const QString target = ui::pageIdFor(
                    PropertyPath::of(navigation.first().first().value<ui::PageLink>().argument));
                QVERIFY2(ids.contains(target) && target != id, qPrintable(card->text()));
            }
        }
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestPoolPages)
#include "tst_pool_pages.moc"
