// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "tests/ui/shell/window_fixture.h"
#include "ui/shell/info_bar.h"
#include "ui/shell/workspace_notices.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QTreeView>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;

namespace {

} // namespace

class TestRecoveryDialog : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        failOnAnyWarning();
        m_folder = std::make_unique<QTemporaryDir>();
        m_options.dataFolder = m_folder->path();
    }

    void itCountsChangesAndNotKeystrokes()
    {
        leave({kDays + "=44"_L1, kDays + "=45"_L1, kOu + "=true"_L1, kDays + "=46"_L1, kDays + "=45"_L1});
        WindowFixture fixture(m_options);
        fixture.window().notices().decideRecovery();
        QVERIFY(fixture.inDialog<QLabel>(u"recoveryTitle"_s)->text().startsWith(u"2 change"_s));
        QVERIFY(fixture.window().infoBar().text(u"recovery"_s).startsWith(u"2 change"_s));
        fixture.inDialog<QPushButton>(u"recoveryRestore"_s)->click();
        QCOMPARE(fixture.window().commands().action(fixture.window().commands().undo)->text(),
                 u"Undo: Restore 2 change(s)"_s);
    }

    void itShowsTheChangesAndRestoresThem()
    {
        leave({kDays + "=45"_L1});
        WindowFixture fixture(m_options);
        open(fixture);
        fixture.inDialog<QPushButton>(u"recoveryShow"_s)->click();
        const auto *list = fixture.inDialog<QTreeView>(u"recoveryList"_s);
        QVERIFY(list->isVisible());
        QCOMPARE(list->model()->index(0, 2).data().toString(), u"45 days"_s);
        fixture.inDialog<QPushButton>(u"recoveryRestore"_s)->click();
        QCOMPARE(fixture.value(kDays), u"45"_s);
        QVERIFY(fixture.window().infoBar().text(u"recovery"_s).isEmpty());
    }

    void noKeyPressedByHabitLosesTheChanges_data()
    {
        QTest::addColumn<QList<int>>("keys");
        QTest::newRow("Enter") << QList<int>{Qt::Key_Return};
        QTest::newRow("Space") << QList<int>{Qt::Key_Space};
        QTest::newRow("Esc") << QList<int>{Qt::Key_Escape};
    }
    void noKeyPressedByHabitLosesTheChanges()
    {
        QFETCH(QList<int>, keys);
        for (const bool isShown : {false, true}) {
            leave({kDays + "=45"_L1});
            WindowFixture fixture(m_options);
            open(fixture);
            QDialog *dialog = fixture.dialogs().m_dialog;
            if (isShown) {
                auto *show = fixture.inDialog<QPushButton>(u"recoveryShow"_s);
                show->setFocus();
                QTest::keyClick(show, Qt::Key_Space);
                QVERIFY(fixture.inDialog<QTreeView>(u"recoveryList"_s)->isVisible());
            }
            for (const int key : keys)
                QTest::keyClick(dialog->focusWidget() ? dialog->focusWidget() : dialog,
                                static_cast<Qt::Key>(key));
            const bool isPending = fixture.value(kDays) == u"45"_s;
            QVERIFY2(isPending || fixture.workspace().recovered(), "the changes are gone");
        }
    }

    void theFocusNeverFallsOnDiscard()
    {
        leave({kDays + "=45"_L1});
        WindowFixture fixture(m_options);
        open(fixture);
        auto *discard = fixture.inDialog<QPushButton>(u"recoveryDiscard"_s);
        QVERIFY(!discard->isDefault() && !discard->autoDefault());
        QVERIFY(fixture.inDialog<QPushButton>(u"recoveryRestore"_s)->hasFocus());
        for (const QString &name : {u"recoveryRestore"_s, u"recoveryShow"_s}) {
            auto *button = fixture.inDialog<QPushButton>(name);
            button->setFocus();
            button->setEnabled(false);
            QVERIFY2(!discard->hasFocus(), qPrintable(name));
            button->setEnabled(true);
        }
    }

private:
    void leave(const QStringList &assignments)
    {
        WindowFixture fixture(m_options);
        if (fixture.workspace().recovered())
            fixture.workspace().discardRecovered();
        for (const QString &assignment : assignments)
            QVERIFY(fixture.set(assignment));
    }
    static void open(WindowFixture &fixture)
    {
        // The offer came before there was a window to make it.
        fixture.window().notices().decideRecovery();
        QDialog *dialog = fixture.dialogs().m_dialog;
        dialog->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(dialog));
    }

    std::unique_ptr<QTemporaryDir> m_folder;
    ui::Workspace::Options m_options;
};

TURNPIKE_TEST_MAIN(QApplication, TestRecoveryDialog)
#include "tst_recovery_dialog.moc"
