// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "ui/style/theme.h"
#include "ui/widgets/destructive_button.h"

#include <QApplication>
#include <QDialog>
#include <QLineEdit>
#include <QSignalSpy>
#include <QVBoxLayout>

using namespace turnpike;
using namespace Qt::StringLiterals;

/// A button that destroys, between two that do not.
class TestDestructiveButton : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        testing::failOnAnyWarning();
        m_dialog = std::make_unique<QDialog>();
        m_first = new QPushButton(u"Show"_s, m_dialog.get());
        m_destroy = new ui::DestructiveButton(u"Discard"_s, m_dialog.get());
        m_last = new QPushButton(u"Restore"_s, m_dialog.get());
        auto *layout = new QVBoxLayout(m_dialog.get());
        for (QWidget *button : {static_cast<QWidget *>(m_first), static_cast<QWidget *>(m_destroy),
                                static_cast<QWidget *>(m_last)})
            layout->addWidget(button);
    }
    void cleanup() { m_dialog.reset(); }

    void focusThatFallsOnItGoesOnToTheDefaultButton_data()
    {
        QTest::addColumn<QString>("how");
        for (const char *how : {"disabled", "hidden", "deleted", "set by the program"})
            QTest::newRow(how) << QString::fromLatin1(how);
    }
    void focusThatFallsOnItGoesOnToTheDefaultButton()
    {
        QFETCH(QString, how);
        m_last->setDefault(true);
        open();
        m_first->setFocus();
        QSignalSpy destroyed(m_destroy, &QPushButton::clicked);
        if (how == u"disabled")
            m_first->setEnabled(false);
        else if (how == u"hidden")
            m_first->hide();
        else if (how == u"deleted")
            delete m_first;
        else
            m_destroy->setFocus();
        QVERIFY(!m_destroy->hasFocus());
        QWidget *focus = QApplication::focusWidget();
        QTest::keyClick(focus != nullptr ? focus : m_dialog.get(), Qt::Key_Return);
        QCOMPARE(destroyed.size(), 0);
    }

    void itIsNeverPressedByEnterElsewhere()
    {
        auto *line = new QLineEdit(m_dialog.get());
        m_dialog->layout()->addWidget(line);
        m_first->setAutoDefault(false);
        m_last->setAutoDefault(false);
        open();
        QSignalSpy destroyed(m_destroy, &QPushButton::clicked);
        line->setFocus();
        QTest::keyClick(line, Qt::Key_Return);
        QCOMPARE(destroyed.size(), 0);
    }

    void aWindowDoesNotOpenWithTheFocusOnIt()
    {
        m_first->setEnabled(false);
        m_last->setFocusPolicy(Qt::NoFocus);
        open();
        QVERIFY(!m_destroy->hasFocus());
    }

    void aPersonReachesItWithTabAndPressesItWithEnter()
    {
        m_last->setDefault(true);
        open();
        m_first->setFocus();
        QTest::keyClick(m_first, Qt::Key_Tab);
        QVERIFY(m_destroy->hasFocus());
        QSignalSpy destroyed(m_destroy, &QPushButton::clicked);
        QSignalSpy restored(m_last, &QPushButton::clicked);
        QTest::keyClick(m_destroy, Qt::Key_Return);
        QCOMPARE(destroyed.size(), 1);
        QCOMPARE(restored.size(), 0);
    }

private:
    void open()
    {
        m_dialog->show();
        m_dialog->activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(m_dialog.get()));
    }

    std::unique_ptr<QDialog> m_dialog;
    QPushButton *m_first = nullptr;
    ui::DestructiveButton *m_destroy = nullptr;
    QPushButton *m_last = nullptr;
};

TURNPIKE_TEST_MAIN(QApplication, TestDestructiveButton)
#include "tst_destructive_button.moc"
