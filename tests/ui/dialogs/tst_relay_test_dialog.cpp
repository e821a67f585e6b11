// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/workspace/workspace_fixture.h"
#include "ui/dialogs/relay_test_dialog.h"

#include <QApplication>
#include <QLabel>
#include <QLineEdit>
#include <QMutex>
#include <QPushButton>
#include <QTreeWidget>

#include <atomic>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using diagnosis::TestStep;

namespace {

const QString kUdp = u"turn:edge.example.org:3478?transport=udp"_s;
const QString kTls = u"turns:edge.example.org:443?transport=tcp"_s;

/// Calls that go as the test says.
struct Calls {
    QMutex mutex;
    QStringList urls;
    std::atomic<bool> isStopped = false;

    [[nodiscard]] diagnosis::RelayTester tester()
    {
        return [this](const std::string &url, const diagnosis::TestCredential &credential,
                      const std::stop_token &) -> diagnosis::TransportTest {
            {
                const QMutexLocker lock(&mutex);
                urls << QString::fromStdString(url) + u' ' + QString::fromStdString(credential.username);
            }
            diagnosis::TransportTest test{url, {}};
            test.steps.push_back(
                {TestStep::Kind::Name, "203.0.113.5:3478", {}, std::chrono::milliseconds(3)});
            if (url.starts_with("turns:"))
                test.steps.push_back({TestStep::Kind::Connection,
                                      {},
                                      Error{Error::Code::Unavailable, "no answer", {}, {}, "open the port"},
                                      std::chrono::milliseconds(5000)});
            return test;
        };
    }
};

} // namespace

/// A real call from this computer, and what is shown of it.
class TestRelayTestDialog : public QObject {
    Q_OBJECT

private:
    template <class Widget>
    static Widget *find(const QDialog &dialog, const QString &name)
    {
        return dialog.findChild<Widget *>(name);
    }

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void eachTransportIsShownWithTheStepThatFails()
    {
        WorkspaceFixture fixture;
        fixture.relay().m_urls = {kUdp, kTls};
        Calls calls;
        ui::RelayTestDialog dialog(fixture.workspace(), calls.tester());
        const auto *summary = find<QLabel>(dialog, u"relayTestSummary"_s);
        QTRY_COMPARE(summary->text(), u"1 of 2 transport(s) work."_s);
        const auto *list = find<QTreeWidget>(dialog, u"relayTestList"_s);
        QCOMPARE(list->topLevelItemCount(), 2);
        QCOMPARE(list->topLevelItem(0)->text(0), kUdp);
        QCOMPARE(list->topLevelItem(0)->text(2), u"works"_s);
        const auto *failing = list->topLevelItem(1);
        QCOMPARE(failing->text(2), u"does not work"_s);
        QCOMPARE(failing->childCount(), 2);
        QCOMPARE(failing->child(1)->text(0), u"Connection"_s);
        QVERIFY(failing->child(1)->text(2).contains(u"pen the port"_s));
        calls.urls.sort();
        QCOMPARE(calls.urls, (QStringList{kUdp + u" test-relay"_s, kTls + u" test-relay"_s}));
    }

    void itIsTestedUnderTheNameThatClientsUse()
    {
        WorkspaceFixture fixture;
        fixture.relay().m_urls = {kUdp};
        Calls calls;
        ui::RelayTestDialog dialog(fixture.workspace(), calls.tester());
        auto *again = find<QPushButton>(dialog, u"relayTestAgain"_s);
        QTRY_VERIFY(again->isEnabled());
        find<QLineEdit>(dialog, u"relayTestHost"_s)->setText(u"2001:db8::5"_s);
        dialog.show();
        QVERIFY(QTest::qWaitForWindowActive(&dialog));
        QTest::keyClick(find<QLineEdit>(dialog, u"relayTestHost"_s), Qt::Key_Return);
        QVERIFY2(dialog.isVisible(), "Enter tests what was typed, and closes nothing");
        QVERIFY(!again->isEnabled());
        QTRY_COMPARE(find<QLabel>(dialog, u"relayTestSummary"_s)->text(), u"All 1 transport(s) work."_s);
        QCOMPARE(calls.urls.last(), u"turn:[2001:db8::5]:3478?transport=udp test-relay"_s);
        QCOMPARE(find<QTreeWidget>(dialog, u"relayTestList"_s)->topLevelItemCount(), 1);
    }

    void whatIsUnderWayEndsWithTheDialog()
    {
        WorkspaceFixture fixture;
        fixture.relay().m_urls = {kUdp};
        std::atomic<bool> hasBegun = false;
        std::atomic<bool> hasStopped = false;
        {
            ui::RelayTestDialog dialog(
                fixture.workspace(),
                [&](const std::string &url, const diagnosis::TestCredential &, const std::stop_token &stop) {
                    hasBegun = true;
                    while (!stop.stop_requested())
                        std::this_thread::yield();
                    hasStopped = true;
                    return diagnosis::TransportTest{url, {}};
                });
            QTRY_VERIFY(hasBegun);
        }
        QVERIFY(hasStopped);
    }

    void aRelayThatMakesNoCredentialIsSaid()
    {
        WorkspaceFixture fixture;
        fixture.relay().m_failure =
            Error{Error::Code::NotFound, "no shared secret is there", {}, {}, "add one"};
        Calls calls;
        ui::RelayTestDialog dialog(fixture.workspace(), calls.tester());
        const auto *summary = find<QLabel>(dialog, u"relayTestSummary"_s);
        QTRY_VERIFY(summary->text().contains(u"shared secret is there"_s));
        QVERIFY(find<QPushButton>(dialog, u"relayTestAgain"_s)->isEnabled());
        QVERIFY(calls.urls.isEmpty());
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestRelayTestDialog)
#include "tst_relay_test_dialog.moc"
