// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/shell/window_fixture.h"
#include "ui/shell/info_bar.h"
#include "ui/workspace/conditions.h"

#include <QApplication>
#include <QLabel>
#include <QLayout>
#include <QPushButton>
#include <QToolButton>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using ui::InfoBar;

/// What lasts, and what is of the moment.
class TestInfoBar : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aMessageOfTheMomentGoesByItself()
    {
        // In no window that is shown, so that the pointer is not over it: there it would wait.
        QWidget window;
        InfoBar bar(&window);
        bar.setMoments(10ms, 10ms);
        bar.show({u"informed"_s, InfoBar::Kind::Information, u"Exported."_s});
        QCOMPARE(bar.text(u"informed"_s), u"Exported."_s);
        QTRY_VERIFY(bar.text(u"informed"_s).isEmpty());
        QVERIFY(bar.isHidden());
    }

    void aLastingOneStaysWhateverElseIsSaid()
    {
        InfoBar bar;
        bar.setMoments(10ms, 10ms);
        bar.show({u"journal"_s, InfoBar::Kind::Error, u"Not kept."_s, {}, {}, false});
        for (int number = 0; number < 20; ++number)
            bar.show({u"message%1"_s.arg(number), InfoBar::Kind::Error, u"Failed."_s});
        QTRY_VERIFY(bar.text(u"message19"_s).isEmpty());
        QCOMPARE(bar.text(u"journal"_s), u"Not kept."_s);
        QVERIFY(!bar.isHidden());
    }

    void ofManyLastingOnesTheGravestAreShownAndTheOthersCounted()
    {
        InfoBar bar;
        bar.show({u"condition0"_s, InfoBar::Kind::Information, u"It lasts."_s, {}, {}, false});
        for (int number = 1; number < 5; ++number)
            bar.show({u"condition%1"_s.arg(number), InfoBar::Kind::Warning, u"It lasts."_s, {}, {}, false});
        bar.show({u"condition5"_s, InfoBar::Kind::Error, u"It lasts."_s, {}, {}, false});
        bar.show({u"passing"_s, InfoBar::Kind::Good, u"Done."_s});
        QCOMPARE(shownOf(bar), (QStringList{u"info-condition1"_s, u"info-condition5"_s}));
        QTRY_VERIFY(bar.findChild<QWidget *>(u"info-passing"_s)->isVisibleTo(&bar));
        for (int number = 0; number < 6; ++number)
            QVERIFY(!bar.text(u"condition%1"_s.arg(number)).isEmpty());
        auto *more = bar.findChild<QPushButton *>(u"infoMore"_s);
        QVERIFY(!more->isHidden());
        QCOMPARE(more->text(), u"4 more message(s)"_s);

        more->click();
        QCOMPARE(shownOf(bar).size(), 6);
        // Its words change: it stays where it is.
        bar.show({u"condition1"_s, InfoBar::Kind::Warning, u"It lasts still."_s, {}, {}, false});
        QCOMPARE(shownOf(bar).at(1), u"info-condition1"_s);
        more->click();
        QCOMPARE(shownOf(bar), (QStringList{u"info-condition1"_s, u"info-condition5"_s}));

        bar.dismiss(u"condition5"_s);
        QCOMPARE(shownOf(bar), (QStringList{u"info-condition1"_s, u"info-condition2"_s}));
        for (int number = 1; number < 4; ++number)
            bar.dismiss(u"condition%1"_s.arg(number));
        QCOMPARE(shownOf(bar), (QStringList{u"info-condition0"_s, u"info-condition4"_s}));
        QVERIFY(more->isHidden());
    }

    void aWarningThatHasBeenReadIsPutAwayAndStaysCounted()
    {
        InfoBar bar;
        const auto raise = [&bar](const QString &text) {
            bar.show({u"keychain"_s, InfoBar::Kind::Warning, text, {}, {}, false});
        };
        const auto cross = [&bar](const QString &key) {
            return bar.findChild<QWidget *>(u"info-"_s + key)->findChild<QToolButton *>(u"noticeClose"_s);
        };
        raise(u"No keychain."_s);
        bar.show({u"journal"_s, InfoBar::Kind::Error, u"Not kept."_s, {}, {}, false});
        QVERIFY2(cross(u"journal"_s) == nullptr, "what loses work stays in sight");
        QVERIFY(cross(u"keychain"_s) != nullptr);
        cross(u"keychain"_s)->click();
        QCOMPARE(shownOf(bar), QStringList{u"info-journal"_s});
        QCOMPARE(bar.text(u"keychain"_s), u"No keychain."_s);
        auto *more = bar.findChild<QPushButton *>(u"infoMore"_s);
        QVERIFY(!more->isHidden());
        QCOMPARE(more->text(), u"1 more message(s)"_s);
        QVERIFY2(more->height() <= 24, "the page gets its room back");
        // The same again is no news.
        raise(u"No keychain."_s);
        QCOMPARE(shownOf(bar), QStringList{u"info-journal"_s});
        more->click();
        QCOMPARE(shownOf(bar).size(), 2);
        more->click();
        QCOMPARE(shownOf(bar), QStringList{u"info-journal"_s});
        raise(u"The keychain is locked."_s);
        QCOMPARE(shownOf(bar).size(), 2);
        QVERIFY(more->isHidden());

        cross(u"keychain"_s)->click();
        bar.dismiss(u"keychain"_s);
        QVERIFY(more->isHidden());
        raise(u"No keychain."_s);
        QCOMPARE(shownOf(bar).size(), 2);
    }

    void aLastingBarIsAsHighAsItsWords()
    {
        WindowFixture fixture;
        fixture.window().resize(1008, 556);
        const QString text = u"No keychain runs in this session. Keys are kept until the program ends; with "
                             "GNOME Keyring or KWallet they are kept for good."_s;
        fixture.workspace().conditions().raise(
            {u"keychain"_s, ui::Conditions::Severity::Warning, text, u"Try again"_s, [] {}});
        auto *bar = fixture.find<QWidget>(u"info-keychain"_s);
        const auto *words = bar->findChild<QLabel *>(u"noticeText"_s);
        QTRY_VERIFY2(words->width() > 300 &&
                         bar->height() <= std::max(38, words->heightForWidth(words->width()) + 12),
                     qPrintable(u"%1 for %2, %3 wide"_s.arg(bar->height())
                                    .arg(words->heightForWidth(words->width()))
                                    .arg(words->width())));
    }

    void theNextEditWipesNothingOut()
    {
        WindowFixture fixture;
        InfoBar &bar = fixture.window().infoBar();
        fixture.workspace().reportFailure({Error::Code::Io, "the chart could not be saved", {}, {}, {}});
        fixture.workspace().conditions().raise(
            {u"journal"_s, ui::Conditions::Severity::Error, u"Not kept on disk."_s});
        QVERIFY(fixture.set(u"pools[pool1].addressBook.daysToKeep=45"_s));
        QVERIFY(!bar.text(u"failure"_s).isEmpty());
        QCOMPARE(bar.text(u"journal"_s), u"Not kept on disk."_s);
        fixture.workspace().conditions().clear(u"journal"_s);
        QVERIFY(bar.text(u"journal"_s).isEmpty());
    }

    void aConditionOffersItsRemedy()
    {
        WindowFixture fixture;
        int tries = 0;
        fixture.workspace().conditions().raise({u"relay"_s, ui::Conditions::Severity::Error,
                                                u"The relay could not start."_s, u"Try again"_s,
                                                [&tries] { ++tries; }});
        fixture.find<QWidget>(u"info-relay"_s)->findChild<QPushButton *>(u"infoAction"_s)->click();
        QCOMPARE(tries, 1);
    }

    void aLostConnectionIsSaidUntilItIsBackAlsoWhileItIsTriedAgain()
    {
        WindowFixture fixture;
        const auto said = [&fixture] { return fixture.window().infoBar().text(u"connection"_s); };
        fixture.relay().loseConnection();
        QVERIFY(said().contains(u"is lost"_s));
        fixture.relay().enter(wire::RelayConnection::State::Connecting);
        QVERIFY(said().contains(u"is lost"_s));
        fixture.relay().enter(wire::RelayConnection::State::Connected);
        QVERIFY(said().isEmpty());
    }

    void aConditionFromBeforeTheWindowIsShownToo()
    {
        WorkspaceFixture fixture;
        fixture.workspace().conditions().raise({u"relay"_s, ui::Conditions::Severity::Error, u"No start."_s});
        ScriptedModalPort dialogs;
        ui::MainWindow window({fixture.workspace(), std::make_unique<FakePages>(), dialogs, {}, nullptr});
        QCOMPARE(window.infoBar().text(u"relay"_s), u"No start."_s);
    }

private:
    /// Of those that last, as they stand from top to bottom.
    static QStringList shownOf(const InfoBar &bar)
    {
        QStringList shown;
        const auto *lasting = bar.layout()->itemAt(0)->layout();
        for (int index = 0; index < lasting->count(); ++index) {
            const QWidget *row = lasting->itemAt(index)->widget();
            if (!row->isHidden())
                shown << row->objectName();
        }
        return shown;
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestInfoBar)
#include "tst_info_bar.moc"
