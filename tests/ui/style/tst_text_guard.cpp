// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "ui/style/text_guard.h"
#include "ui/style/theme.h"
#include "ui/widgets/wrapping_delegate.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QLabel>
#include <QListWidget>
#include <QMessageBox>
#include <QPushButton>
#include <QToolTip>
#include <QTreeWidget>
#include <QVBoxLayout>

using namespace turnpike;
using namespace Qt::StringLiterals;
using ui::TextGuard;

namespace {

const QString kMarkup = u"<b>eve</b> <img src=x> & co"_s;

QLabel *shownToolTip()
{
    for (QWidget *widget : QApplication::topLevelWidgets()) {
        if (widget->inherits("QTipLabel") && widget->isVisible())
            return qobject_cast<QLabel *>(widget);
    }
    return nullptr;
}

} // namespace

class TestTextGuard : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { ui::Theme::install(*qApp, ui::Theme::Choice::Light); }
    void init() { testing::failOnAnyWarning(); }

    void aLabelThatNobodyChoseAFormatForIsPlain()
    {
        QLabel label(kMarkup);
        label.show();
        QCOMPARE(label.textFormat(), Qt::PlainText);
        QCOMPARE(label.text(), kMarkup);
    }

    void whatTurnsItsNeighboursRoundIsWrittenOut_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("shown");
        QTest::newRow("override") << u"eve\u202egpj.exe"_s << u"eve\\u202egpj.exe"_s;
        QTest::newRow("isolate") << u"a\u2067b"_s << u"a\\u2067b"_s;
        QTest::newRow("invisible") << u"ali\u200bce"_s << u"ali\\u200bce"_s;
        QTest::newRow("a letter of another script") << u"\u05d0\u05d1 – ünï"_s << u"\u05d0\u05d1 – ünï"_s;
        QTest::newRow("two lines of ours") << u"one\ntwo"_s << u"one\ntwo"_s;
    }
    void whatTurnsItsNeighboursRoundIsWrittenOut()
    {
        QFETCH(const QString, text);
        QFETCH(const QString, shown);
        QWidget window;
        auto *layout = new QVBoxLayout(&window);
        auto *line = new QLabel(text);
        auto *paragraph = new QLabel(text);
        paragraph->setWordWrap(true);
        layout->addWidget(line);
        layout->addWidget(paragraph);
        window.resize(300, 200);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QTRY_COMPARE(line->text(), shown);
        QTRY_COMPARE(paragraph->text(), shown);
        // Not twice, however often it is painted.
        window.grab();
        QCOMPARE(line->text(), shown);
        QToolTip::showText(window.mapToGlobal(QPoint(5, 5)), text, &window);
        QLabel *tip = shownToolTip();
        QVERIFY(tip);
        QTRY_COMPARE(tip->text(), shown);
        QToolTip::hideText();
    }

    void allThatTheStyleDrawsIsInert()
    {
        // The same picture as what is written out by hand.
        const QString active = u"eve\u202egpj"_s;
        const QString written = TextGuard::inert(active);
        QCOMPARE(written, u"eve\\u202egpj"_s);
        const auto pictures = [](const QString &text) {
            QList<QImage> images;
            QPushButton button(text);
            button.resize(200, 30);
            QCheckBox box(text);
            box.resize(200, 30);
            QListWidget list;
            list.addItem(text);
            list.resize(200, 60);
            QComboBox choice;
            choice.addItem(text);
            choice.resize(200, 30);
            for (QWidget *widget : std::initializer_list<QWidget *>{&button, &box, &list, &choice})
                images << widget->grab().toImage();
            return images;
        };
        const auto first = pictures(active);
        const auto second = pictures(written);
        for (qsizetype i = 0; i < first.size(); ++i)
            QVERIFY2(first[i] == second[i], qPrintable(QString::number(i)));
    }

    void aQuestionIsPlain()
    {
        QMessageBox box(QMessageBox::Question, u"Title"_s, kMarkup);
        box.setInformativeText(kMarkup);
        box.show();
        for (const QLabel *label : box.findChildren<QLabel *>()) {
            if (label->text().contains(u"eve"))
                QCOMPARE(label->textFormat(), Qt::PlainText);
        }
    }

    void aToolTipIsPlainAndNotWiderThanAParagraph()
    {
        QWidget window;
        window.resize(200, 200);
        window.show();
        QToolTip::showText(window.mapToGlobal(QPoint(5, 5)), kMarkup, &window);
        QLabel *tip = shownToolTip();
        QVERIFY(tip);
        QCOMPARE(tip->textFormat(), Qt::PlainText);
        QToolTip::hideText();
        QToolTip::showText(window.mapToGlobal(QPoint(5, 5)), QString(900, u'N'), &window);
        tip = shownToolTip();
        QVERIFY(tip);
        QVERIFY2(tip->width() < 1000, qPrintable(QString::number(tip->width())));
        QToolTip::hideText();
    }

    void aWordOfNineHundredLettersIsBrokenAndCopiedWhole()
    {
        QWidget window;
        auto *layout = new QVBoxLayout(&window);
        auto *label = new QLabel(QString(900, u'N'));
        label->setWordWrap(true);
        layout->addWidget(label);
        window.resize(400, 300);
        window.show();
        QVERIFY(QTest::qWaitForWindowActive(&window));
        QCOMPARE(window.width(), 400);
        QTRY_VERIFY(label->text() != TextGuard::unbroken(label->text()));
        QCOMPARE(TextGuard::unbroken(label->text()), QString(900, u'N'));
        QTRY_VERIFY2(label->height() >= 5 * label->fontMetrics().height(),
                     "several lines are needed, and there");
        QApplication::clipboard()->setText(label->text());
        QCOMPARE(QApplication::clipboard()->text(), QString(900, u'N'));
    }

    void aLineThatDoesNotFitHasAllOfItAsToolTip()
    {
        QLabel label(u"A caption that is longer than its place"_s);
        label.resize(80, 20);
        label.show();
        QVERIFY(QTest::qWaitForWindowExposed(&label));
        label.repaint();
        QCOMPARE(label.toolTip(), label.text());
        label.resize(600, 20);
        label.repaint();
        QCOMPARE(label.toolTip(), QString());
    }

    void aLetterThatIsUnderlinedTakesNoRoomOfItsOwn()
    {
        QWidget window;
        QLabel label(u"Reached &as"_s, &window);
        QPushButton buddy(&window);
        label.setBuddy(&buddy);
        label.resize(label.sizeHint());
        window.show();
        QVERIFY(QTest::qWaitForWindowExposed(&window));
        label.repaint();
        QCOMPARE(label.toolTip(), QString());
    }

    void whereALongWordMayBreakNothingIsDrawn()
    {
        const QString word(60, u'N');
        QTreeWidget list;
        list.setHeaderHidden(true);
        list.setRootIsDecorated(false);
        new ui::WrappingDelegate(list);
        new QTreeWidgetItem(&list, {word});
        list.resize(3 * list.fontMetrics().horizontalAdvance(word), 100);
        const QRect cell = list.visualItemRect(list.topLevelItem(0));
        const QImage image = list.viewport()->grab(cell).toImage();
        int last = 0;
        for (int x = 0; x < image.width(); ++x) {
            for (int y = 0; y < image.height(); ++y) {
                if (image.pixel(x, y) != image.pixel(image.width() - 1, y))
                    last = x;
            }
        }
        const int text = list.fontMetrics().horizontalAdvance(word);
        QVERIFY2(last > text / 2 && last < text + 40, qPrintable(u"%1 of %2"_s.arg(last).arg(text)));
        // What comes from outside is written out there, too.
        QCOMPARE(TextGuard::inertPieces(TextGuard::breakable(TextGuard::inert(u"a\u200bb"_s))),
                 u"a\\u200bb"_s);
    }

    void aNameIsNoAccessKey() { QCOMPARE(TextGuard::caption(u"R&D && co"_s), u"R&&D &&&& co"_s); }
};

TURNPIKE_TEST_MAIN(QApplication, TestTextGuard)
#include "tst_text_guard.moc"
