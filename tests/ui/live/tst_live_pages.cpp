// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/client/fake_relay_connection.h"
#include "tests/support/main.h"
#include "tests/ui/live/synthetic_relay.h"
#include "ui/live/live_pages.h"
#include "ui/style/theme.h"
#include "ui/workspace/workspace.h"

#include <QApplication>
#include <QClipboard>
#include <QLabel>
#include <QLineEdit>
#include <QTableView>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace turnpike;
using ui::Theme;

class TestLivePages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }
    void pictures_data();
    void pictures();
};

void TestLivePages::pictures_data()
{
    QTest::addColumn<QString>("id");
    QTest::addColumn<int>("calls");
    QTest::addColumn<bool>("dark");
    for (const ui::PageNode &node : ui::livePages())
        for (const int calls : {-1, 0, 3, 40, 10'000})
            for (const bool dark : {false, true})
                QTest::addRow("%s-%d-%s", qPrintable(node.id), calls, dark ? "dark" : "light")
                    << node.id << calls << dark;
}

void TestLivePages::pictures()
{
    QFETCH(const QString, id);
    QFETCH(const int, calls);
    QFETCH(const bool, dark);
    Theme::install(*qApp, dark ? Theme::Choice::Dark : Theme::Choice::Light);
    QTemporaryDir folder;
    ui::Workspace::Options options;
    options.dataFolder = folder.path();
    ui::Workspace workspace(options);
    testing::SyntheticRelay relay(7);
    auto owned = std::make_unique<testing::FakeRelayConnection>(wire::RelayConnection::State::Connected);
    testing::FakeRelayConnection &connection = *owned;
    if (calls >= 0)
        workspace.setConnection(std::move(owned));
    // The offscreen platform warns about windows with a smallest size, so the page stands in one without.
    QWidget window;
    window.resize(1040, 720);
    const auto page = ui::makeLivePage(id, workspace, &window);
    QVERIFY(page);
    page->resize(window.size());
    window.show();
    QVERIFY(QTest::qWaitForWindowExposed(&window));
    if (calls >= 0) {
        relay.add(calls);
        for (int second = 0; second < 90; ++second) {
            if (calls > 10 && second % 5 == 0) {
                relay.removeAny(1);
                relay.add(1);
            }
            connection.sendSnapshot(relay.tick());
        }
        if (auto *table = page->findChild<QTableView *>(u"callsTable"_s); table && calls > 0)
            table->selectRow(std::min(2, calls - 1));
    }
    QCoreApplication::processEvents();
    const QPixmap picture = window.grab();
    QVERIFY(!picture.isNull());
    const QString to = qEnvironmentVariable("TURNPIKE_SCREENSHOTS");
    if (!to.isEmpty())
        QVERIFY(picture.save(u"%1/%2.png"_s.arg(to, QString::fromLatin1(QTest::currentDataTag()))));
}

TURNPIKE_TEST_MAIN(QApplication, TestLivePages)
#include "tst_live_pages.moc"
