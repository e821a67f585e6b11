// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/shell/live_window_fixture.h"
#include "ui/live/overview/attention_list.h"
#include "ui/workspace/check_text.h"

#include <QApplication>
#include <QLabel>
#include <QThread>
#include <QToolButton>

#include <atomic>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;

/// The window claims no check that was not made.
class TestClaims : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void withoutARelayNothingWasChecked()
    {
        WindowFixture fixture;
        ui::AttentionList list(fixture.workspace());
        fixture.workspace().setConnection(nullptr);
        QCOMPARE(fixture.find<QToolButton>(u"statusProblems"_s)->text(), u"Not checked"_s);
        QVERIFY(fixture.workspace().document().pendingChanges().empty());
        for (const QString &text : everyClaim(fixture, list)) {
            QVERIFY2(text.contains(u"No relay is connected"_s), qPrintable(text));
            QVERIFY2(text.contains(u"Nothing has been checked"_s), qPrintable(text));
        }
        QVERIFY(!fixture.window().commands().action(fixture.window().commands().check)->isEnabled());
        QVERIFY(!fixture.window()
                     .commands()
                     .action(fixture.window().commands().exportConfiguration)
                     ->isEnabled());
    }

    void beforeTheConfigurationArrivesNothingWasChecked()
    {
        WindowFixture fixture;
        ui::AttentionList list(fixture.workspace());
        fixture.workspace().setConnection(
            std::make_unique<FakeRelayConnection>(document::defaultDeployment()));
        for (const QString &text : everyClaim(fixture, list))
            QVERIFY2(text.contains(u"has not arrived yet"_s), qPrintable(text));
    }

    void aCheckThatWasMadeIsToldWithItsTime()
    {
        ui::Workspace::Options options;
        options.rules = [](const model::Deployment &) { return validation::Problems(); };
        WindowFixture fixture(options);
        ui::AttentionList list(fixture.workspace());
        QTRY_VERIFY(fixture.workspace().checkedAt() && !fixture.workspace().isValidating());
        QCOMPARE(fixture.find<QToolButton>(u"statusProblems"_s)->text(), u"No problems"_s);
        for (const QString &text : everyClaim(fixture, list))
            QVERIFY2(text.startsWith(u"No problems were found at "_s), qPrintable(text));
    }

    void whatRunsIsCheckedOffTheWindowsThread()
    {
        std::atomic<int> checksHere = 0;
        std::atomic<int> checksOfBase = 0;
        const QThread *window = QThread::currentThread();
        ui::Workspace::Options options;
        options.rules = [&](const model::Deployment &deployment) {
            if (QThread::currentThread() == window)
                ++checksHere;
            const bool isBase = deployment == *document::defaultDeployment();
            checksOfBase += isBase ? 1 : 0;
            validation::Problem problem;
            problem.severity = validation::Severity::Error;
            problem.path = document::PropertyPath::of(u"name"_s);
            return isBase ? validation::Problems{problem, problem} : validation::Problems{problem};
        };
        LiveWindowFixture fixture(options);
        QVERIFY(fixture.set(u"pools[pool1].addressBook.daysToKeep=45"_s));
        QTRY_COMPARE(fixture.workspace().problems().size(), size_t(1));
        const auto *sentence = fixture.find<QLabel>(u"healthSentence"_s);
        // Two in what runs, one in what is edited.
        QTRY_COMPARE(sentence->text(), u"The relay runs, but its configuration has 2 errors."_s);
        const int checks = checksOfBase;
        fixture.tick();
        QCOMPARE(checksOfBase, checks);
        QCOMPARE(checksHere, 0);
    }

    void theProblemsOfOneRelayAreNotThoseOfTheNext()
    {
        ui::Workspace::Options options;
        options.rules = [](const model::Deployment &) {
            validation::Problem problem;
            problem.ruleId = u"test"_s;
            problem.message = u"Wrong."_s;
            return validation::Problems{problem};
        };
        WindowFixture fixture(options);
        QTRY_COMPARE(fixture.workspace().problems().size(), size_t(1));
        fixture.workspace().setConnection(nullptr);
        QVERIFY(fixture.workspace().problems().empty());
    }

private:
    static QStringList everyClaim(WindowFixture &fixture, const ui::AttentionList &list)
    {
        QStringList claims{ui::checkText(fixture.workspace()),
                           fixture.find<QLabel>(u"problemsListEmpty"_s)->text(),
                           fixture.find<QToolButton>(u"statusProblems"_s)->toolTip()};
        const auto labels = list.findChildren<QLabel *>(u"nothingNeedsAttention"_s);
        for (const QLabel *label : labels) {
            if (!label->parentWidget()->isHidden())
                claims += label->text();
        }
        return claims;
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestClaims)
#include "tst_claims.moc"
