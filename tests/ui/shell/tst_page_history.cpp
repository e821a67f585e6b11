// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "ui/shell/page_history.h"

#include <QApplication>

using namespace turnpike;
using namespace Qt::StringLiterals;

class TestPageHistory : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { testing::failOnAnyWarning(); }

    void backLeadsToThePageBeforeAndForwardToTheOneThatWasLeft()
    {
        ui::PageHistory history;
        QVERIFY(!history.canGoBack() && !history.canGoForward());
        for (const QString &id : {u"calls"_s, u"ports"_s, u"ports"_s, u"traffic"_s})
            history.visit(id);
        QString shown;
        const auto open = [&](const QString &id) {
            shown = id;
            history.visit(id); // as the window does for every page that it opens
            return true;
        };
        history.goBack(open);
        QCOMPARE(shown, u"ports"_s);
        history.goBack(open);
        QCOMPARE(shown, u"calls"_s);
        QVERIFY(!history.canGoBack());
        history.goForward(open);
        QCOMPARE(shown, u"ports"_s);
        history.visit(u"pool1"_s);
        QVERIFY(!history.canGoForward());
    }

    void aPageThatIsGoneIsPassedOver()
    {
        ui::PageHistory history;
        for (const QString &id : {u"calls"_s, u"pool1"_s, u"ports"_s})
            history.visit(id);
        QStringList tried;
        history.goBack([&tried](const QString &id) {
            tried << id;
            return id != u"pool1";
        });
        QCOMPARE(tried, (QStringList{u"pool1"_s, u"calls"_s}));
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestPageHistory)
#include "tst_page_history.moc"
