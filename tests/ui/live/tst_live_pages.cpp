// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/core/client/fake_relay_connection.h"
#include "tests/support/main.h"
#include "tests/ui/live/synthetic_relay.h"
#include "tests/ui/readable.h"
#include "tests/ui/workspace/workspace_fixture.h"
#include "ui/live/live_pages.h"
#include "ui/style/theme.h"
#include "ui/workspace/workspace.h"

#include <QApplication>
#include <QLabel>
#include <QTableView>
#include <QTemporaryDir>

using namespace Qt::StringLiterals;
using namespace turnpike;
using ui::Theme;

namespace {

/// A live page as somebody sees it who has watched for a while; without a relay when there are less than no
/// calls.
class PageOnScreen {
public:
    PageOnScreen(const QString &id, int calls, bool dark)
        : m_workspace(optionsIn(m_folder))
    {
        Theme::install(*qApp, dark ? Theme::Choice::Dark : Theme::Choice::Light);
        auto owned = std::make_unique<testing::FakeRelayConnection>(wire::RelayConnection::State::Connected);
        testing::FakeRelayConnection &connection = *owned;
        if (calls >= 0)
            m_workspace.setConnection(std::move(owned));
        // The offscreen platform warns about windows with a smallest size, so the page stands in one without.
        m_window.resize(1040, 720);
        m_page = ui::makeLivePage(id, m_workspace, &m_window);
        QVERIFY(m_page);
        m_page->resize(m_window.size());
        m_window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&m_window));
        if (calls >= 0)
            watch(connection, calls);
        QCoreApplication::processEvents();
    }
    [[nodiscard]] QImage picture() { return m_window.grab().toImage(); }
    [[nodiscard]] const QWidget &page() const { return *m_page; }

private:
    static ui::Workspace::Options optionsIn(const QTemporaryDir &folder)
    {
        ui::Workspace::Options options;
        options.dataFolder = folder.path();
        return options;
    }
    void watch(testing::FakeRelayConnection &connection, int calls)
    {
        testing::SyntheticRelay relay(7);
        relay.add(calls);
        for (int second = 0; second < 90; ++second) {
            if (calls > 10 && second % 5 == 0) {
                relay.removeAny(1);
                relay.add(1);
            }
            connection.sendSnapshot(relay.tick());
        }
        if (auto *table = m_page->findChild<QTableView *>(u"callsTable"_s); table && calls > 0)
            table->selectRow(std::min(2, calls - 1));
    }

    QTemporaryDir m_folder;
    ui::Workspace m_workspace;
    QWidget m_window;
    std::unique_ptr<QWidget> m_page; ///< goes before its window and the workspace
};

} // namespace

/// Every live page in both themes, without a relay, idle, and with few and many calls.
class TestLivePages : public QObject {
    Q_OBJECT
private Q_SLOTS:
    void init() { turnpike::testing::failOnAnyWarning(); }
    void pictures_data();
    void pictures();
    void whatIsThereIsSeen_data();
    void whatIsThereIsSeen();
    void theOverviewSaysWhichCertificateIsNotServed();
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
    PageOnScreen screen(id, calls, dark);
    const QImage picture = screen.picture();
    const QString to = qEnvironmentVariable("TURNPIKE_SCREENSHOTS");
    if (!to.isEmpty())
        QVERIFY(picture.save(u"%1/%2.png"_s.arg(to, QString::fromLatin1(QTest::currentDataTag()))));
    const QStringList faults = testing::faultsOf(screen.page()) + testing::overlapsOf(screen.page()) +
                               testing::needlesslyElidedIn(screen.page());
    QVERIFY2(faults.isEmpty(), qPrintable(faults.join(u'\n')));
    const testing::Ink ink = testing::inkOf(picture);
    QVERIFY2(ink.share > (calls < 0 ? 0.003 : 0.02), qPrintable(QString::number(ink.share)));
    QVERIFY2(ink.colors > 20, qPrintable(QString::number(ink.colors)));
    QVERIFY2(dark ? ink.ground < 80 : ink.ground > 200, qPrintable(QString::number(ink.ground)));
}

void TestLivePages::whatIsThereIsSeen_data()
{
    QTest::addColumn<QString>("id");
    for (const ui::PageNode &node : ui::livePages())
        QTest::newRow(qPrintable(node.id)) << node.id;
}

void TestLivePages::whatIsThereIsSeen()
{
    QFETCH(const QString, id);
    QList<QImage> pictures;
    for (const int calls : {-1, 0, 3, 40})
        pictures << PageOnScreen(id, calls, false).picture();
    for (qsizetype i = 1; i < pictures.size(); ++i)
        QVERIFY2(pictures.at(i) != pictures.at(i - 1),
                 qPrintable(u"picture %1 is as the one before"_s.arg(i)));
}

void TestLivePages::theOverviewSaysWhichCertificateIsNotServed()
{
    testing::WorkspaceFixture fixture;
    wire::CertificateStatus missing;
    missing.entry = u"own"_s;
    missing.error = u"/etc/y.pem: the certificate cannot be read"_s;
    fixture.relay().m_certificates = {missing};
    const std::unique_ptr<QWidget> page = ui::makeLivePage(u"live.overview"_s, fixture.workspace(), nullptr);
    page->resize(1040, 720);
    page->show();
    testing::SyntheticRelay relay(7);
    fixture.relay().sendSnapshot(relay.tick());
    const auto *sentence = page->findChild<QLabel *>(u"healthSentence"_s);
    QTRY_COMPARE(sentence->text(), u"The certificate own is not served."_s);
    const auto rows = page->findChildren<QLabel *>(u"problem0"_s);
    QVERIFY(std::ranges::any_of(rows, [&](const QLabel *row) {
        return row->text().contains(u"/etc/y.pem: the certificate cannot be read"_s);
    }));
    // It is better again without anybody asking.
    fixture.relay().m_certificates = {};
    Q_EMIT fixture.workspace().connectionChanged();
    QTRY_COMPARE(sentence->text(), u"This relay is healthy."_s);
}

TURNPIKE_TEST_MAIN(QApplication, TestLivePages)
#include "tst_live_pages.moc"
