// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/shell/live_window_fixture.h"
#include "ui/shell/navigator.h"
#include "ui/style/theme.h"
#include "ui/widgets/chart.h"
#include "ui/widgets/sparkline.h"

#include <QApplication>
#include <QLabel>
#include <QPainter>
#include <QRegularExpression>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;

namespace {

const QStringList kLivePages{u"live.overview"_s, u"live.calls"_s, u"live.ports"_s, u"live.traffic"_s};

/// Numbers that are not of the moment: what was pushed, what is wrong, what a setting is.
bool isOfTheMoment(const QLabel &label)
{
    static const QRegularExpression others(
        u"^(revision|problem|health|nothing|page|notice|liveState|status(Revision|Dot))"_s);
    for (const QWidget *widget = &label; widget != nullptr; widget = widget->parentWidget()) {
        if (others.match(widget->objectName()).hasMatch() || widget->objectName() == u"attentionList" ||
            widget->objectName() == u"infoBar")
            return false;
    }
    return true;
}

/// What shows a number of the live view and does not look it.
QStringList brightNumbers(QWidget &window)
{
    QStringList bright;
    const auto labels = window.findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        static const QRegularExpression digit(u"\\d"_s);
        if (label->isVisible() && digit.match(label->text()).hasMatch() && isOfTheMoment(*label) &&
            !ui::Theme::isDimmed(label))
            bright << label->objectName() + u": "_s + label->text();
    }
    for (const QString &name : {u"callsTable"_s, u"bitRateChart"_s, u"packetChart"_s}) {
        auto *widget = window.findChild<QWidget *>(name);
        if (auto *chart = widget != nullptr ? widget->findChild<ui::Chart *>() : nullptr)
            widget = chart;
        if (widget != nullptr && widget->isVisible() && !ui::Theme::isDimmed(widget))
            bright << name;
    }
    const auto lines = window.findChildren<ui::Sparkline *>();
    for (const ui::Sparkline *line : lines) {
        if (line->isVisible() && !ui::Theme::isDimmed(line))
            bright << u"a sparkline"_s;
    }
    return bright;
}

QString countInTree(LiveWindowFixture &fixture)
{
    ui::NavigatorModel &model = fixture.window().navigator().model();
    return model.indexOf(u"live.calls"_s).data(ui::NavigatorModel::CountRole).toString();
}

} // namespace

class TestFreshness : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void whatIsNotLiveIsDimmedEverywhereAtOnce_data()
    {
        QTest::addColumn<QString>("page");
        for (const QString &page : kLivePages)
            QTest::newRow(qPrintable(page)) << page;
    }
    void whatIsNotLiveIsDimmedEverywhereAtOnce()
    {
        QFETCH(const QString, page);
        LiveWindowFixture fixture;
        QVERIFY(fixture.window().openPage(page));
        if (page == u"live.calls")
            fixture.select(u"bob"_s);
        fixture.tick();
        QVERIFY2(brightNumbers(fixture.window()).size() >= 4, "live numbers are not dimmed");
        QCOMPARE(countInTree(fixture), u"3"_s);
        fixture.relay().loseConnection();
        QCOMPARE(brightNumbers(fixture.window()), QStringList());
        QCOMPARE(countInTree(fixture), QString());
        // Also on a page that is opened only now.
        QVERIFY(fixture.window().openPage(page == u"live.calls" ? u"live.traffic"_s : u"live.calls"_s));
        QCOMPARE(brightNumbers(fixture.window()), QStringList());

        fixture.relay().open();
        QTRY_COMPARE(fixture.relay().state(), wire::RelayConnection::State::Connected);
        fixture.tick();
        QVERIFY(fixture.window().openPage(page));
        QVERIFY(brightNumbers(fixture.window()).size() >= 4);
        QCOMPARE(countInTree(fixture), u"3"_s);
    }

    void anotherRelayIsAnotherPicture()
    {
        LiveWindowFixture fixture;
        QVERIFY(fixture.window().openPage(u"live.calls"_s));
        fixture.select(u"bob"_s);
        QCOMPARE(fixture.find<QLabel>(u"callDetailUser"_s)->text(), u"bob"_s);
        QVERIFY(fixture.find<QLabel>(u"callDetailUser"_s)->isVisible());
        fixture.connectTo(document::defaultDeployment());
        QVERIFY(!fixture.find<QLabel>(u"callDetailUser"_s)->isVisible());
        QCOMPARE(fixture.table()->model()->rowCount(), 0);
        QVERIFY(fixture.table()->selectionModel()->selectedRows().isEmpty());
        QCOMPARE(fixture.find<QLabel>(u"statusCalls"_s)->text(), QString());
        QCOMPARE(countInTree(fixture), QString());

        // The other one has a call of the same key; it is not the one that was selected.
        SyntheticRelay other;
        other.state().epoch = 0xBEEF;
        other.add().username = "zoe";
        other.add().username = "yves";
        fixture.relay().sendSnapshot(other.tick());
        QCOMPARE(fixture.table()->model()->rowCount(), 2);
        QVERIFY(fixture.selectedUser().isEmpty());
    }

    void aRestartOfTheRelayIsAnotherPictureAlsoForAPageThatIsHidden()
    {
        LiveWindowFixture fixture;
        QVERIFY(fixture.window().openPage(u"live.calls"_s));
        fixture.select(u"bob"_s);
        QVERIFY(fixture.window().openPage(u"live.ports"_s));
        fixture.synthetic().restart();
        fixture.synthetic().add().username = "dora";
        fixture.tick();
        QVERIFY(fixture.window().openPage(u"live.calls"_s));
        QVERIFY(fixture.selectedUser().isEmpty());
        QVERIFY(!fixture.find<QLabel>(u"callDetailUser"_s)->isVisible());
        QVERIFY(fixture.workspace().live().history().empty());
    }

    void noLineOfAChartLeadsAcrossAGap()
    {
        LiveWindowFixture fixture;
        QVERIFY(fixture.window().openPage(u"live.traffic"_s));
        for (int i = 0; i < 5; ++i)
            fixture.tick();
        fixture.synthetic().talk(std::chrono::seconds(30));
        for (int i = 0; i < 5; ++i)
            fixture.tick();
        const auto charts = fixture.window().pageArea().page()->findChildren<ui::Chart *>();
        QCOMPARE(charts.size(), 2);
        for (const ui::Chart *chart : charts) {
            for (const ui::Chart::Series &series : chart->series()) {
                QCOMPARE(series.runs.size(), std::size_t(2));
                const double from = series.runs[0].back().x();
                QVERIFY(series.runs[1].front().x() - from > 30'000);
                QVERIFY2(!series.at(static_cast<qint64>(from) + 15'000), "nothing is read out in a gap");
                QVERIFY(series.at(static_cast<qint64>(from)));
            }
        }
    }

    void aSparklineHasAHoleWhereNothingIsKnown()
    {
        const float none = std::numeric_limits<float>::quiet_NaN();
        QImage picture(101, 20, QImage::Format_RGB32);
        picture.fill(Qt::white);
        QPainter painter(&picture);
        const std::vector<float> values{5, 5, 5, none, none, none, none, none, 5, 5, 5};
        ui::paintSparkline(painter, QRectF(0, 0, 100, 19), values, values.size(), Qt::black);
        painter.end();
        const auto isInked = [&picture](int x) {
            for (int y = 0; y < picture.height(); ++y) {
                if (picture.pixelColor(x, y).lightness() < 250)
                    return true;
            }
            return false;
        };
        QVERIFY(isInked(10) && isInked(90));
        for (int x = 25; x <= 75; ++x)
            QVERIFY2(!isInked(x), qPrintable(QString::number(x)));
    }

    void theAxisSaysNowOnlyWhileItIs()
    {
        LiveWindowFixture fixture;
        QVERIFY(fixture.window().openPage(u"live.traffic"_s));
        fixture.tick();
        const auto *span = fixture.find<QLabel>(u"trafficSpan"_s);
        QVERIFY(span->text().startsWith(u"The last five minutes"));
        fixture.relay().loseConnection();
        QVERIFY2(span->text().startsWith(u"Five minutes until "), qPrintable(span->text()));
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestFreshness)
#include "tst_freshness.moc"
