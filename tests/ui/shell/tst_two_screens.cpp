// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/shell/window_fixture.h"
#include "ui/style/screen_fit.h"

#include <QApplication>
#include <QCursor>
#include <QDialog>
#include <QFile>
#include <QScreen>
#include <QSettings>
#include <QTemporaryDir>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;

namespace {

const QRect kSmall(0, 0, 1024, 600);
const QRect kLarge(1024, 0, 1920, 1200);

} // namespace

/// A small screen and a large one beside it. The small one is the first, which is Qt's answer when nobody
/// asks further.
class TestTwoScreens : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aFirstStartFitsTheScreenWithThePointer_data()
    {
        QTest::addColumn<QRect>("screen");
        QTest::newRow("small") << kSmall;
        QTest::newRow("large") << kLarge;
    }
    void aFirstStartFitsTheScreenWithThePointer()
    {
        QFETCH(const QRect, screen);
        QCursor::setPos(screen.center());
        WindowFixture fixture;
        QVERIFY(QTest::qWaitForWindowExposed(&fixture.window()));
        QVERIFY2(screen.contains(fixture.window().geometry()),
                 qPrintable(QDebug::toString(fixture.window().geometry())));
        // It uses what it has.
        QVERIFY(fixture.window().width() > screen.width() * 8 / 10);
    }

    void aWindowComesBackOnItsScreenAsLargeAsItWas()
    {
        QTemporaryDir folder;
        QSettings settings(folder.filePath(u"settings.ini"_s), QSettings::IniFormat);
        QCursor::setPos(kSmall.center());
        const QRect place(1200, 80, 1600, 1000);
        {
            WindowFixture fixture({}, wire::Role::Administrator, &settings);
            fixture.window().setGeometry(place);
            QTRY_COMPARE(fixture.window().geometry(), place);
            fixture.window().close();
        }
        WindowFixture fixture({}, wire::Role::Administrator, &settings);
        QCOMPARE(fixture.window().size(), place.size());
        QVERIFY(kLarge.contains(fixture.window().geometry()));
    }

    void aDialogFitsTheScreenOfItsWindow_data() { aFirstStartFitsTheScreenWithThePointer_data(); }
    void aDialogFitsTheScreenOfItsWindow()
    {
        QFETCH(const QRect, screen);
        QWidget window;
        window.setGeometry(QRect(screen.topLeft() + QPoint(20, 40), QSize(400, 300)));
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        QCOMPARE(ui::screenOf(window), screen);
        QDialog dialog(&window);
        dialog.resize(1500, 900);
        ui::fitScreen(dialog);
        QVERIFY(dialog.width() <= screen.width() && dialog.height() <= screen.height());
        QCOMPARE(dialog.width() == 1500, screen == kLarge);
    }
};

namespace {

int onTwoScreens(int argc, char **argv)
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"screens.json"_s));
    if (!file.open(QIODevice::WriteOnly))
        return 1;
    file.write(R"({"screens": [
        {"name": "small", "x": 0, "y": 0, "width": 1024, "height": 600, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1},
        {"name": "large", "x": 1024, "y": 0, "width": 1920, "height": 1200, "logicalDpi": 96, "logicalBaseDpi": 96, "dpr": 1}]})");
    file.close();
    qputenv("QT_QPA_PLATFORM", "offscreen:configfile=" + QFile::encodeName(file.fileName()));
    return run<QApplication, TestTwoScreens>(argc, argv);
}

} // namespace

TURNPIKE_TEST_FUNCTION(onTwoScreens)
#include "tst_two_screens.moc"
