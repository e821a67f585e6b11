// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/main.h"
#include "ui/widgets/note.h"

#include <QApplication>
#include <QLabel>
#include <QPushButton>

using namespace turnpike;
using namespace turnpike::testing;
using namespace Qt::StringLiterals;
using ui::Note;
using ui::Theme;

namespace {

const QString kSentence =
    u"Pool pool2 lacks external web addresses (External FQDN; Meeting content, external; Address book, "
    "external; Group expansion, external; Client download, external): people outside cannot join meetings."_s;

/// As high as its width needs.
void lay(Note &note, int width)
{
    note.resize(width, 10);
    note.show();
    QCoreApplication::processEvents();
    note.resize(width, note.heightForWidth(width));
    QCoreApplication::processEvents();
}

QRect placeOf(const Note &note, const QWidget &widget)
{
    return {widget.mapTo(&note, QPoint()), widget.size()};
}

} // namespace

/// A sentence with a sign before it and buttons that do something about it.
class TestNote : public QObject {
    Q_OBJECT

private Q_SLOTS:
    void init() { failOnAnyWarning(); }

    void aLongSentenceIsNoColumnBesideItsButton()
    {
        Note note(u"warning"_s, Theme::Tone::Warning, kSentence);
        const QPushButton *button = note.addButton(u"Update pool URLs for pool2.contoso.com"_s);
        const auto *text = note.findChild<ui::ToneLabel *>();
        // Room for some words beside the button, which would make many lines of them.
        const int narrow = button->sizeHint().width() + note.fontMetrics().averageCharWidth() * 38;
        lay(note, narrow);
        QVERIFY(placeOf(note, *button).top() >= placeOf(note, *text).bottom());
        QVERIFY(text->width() > button->width());
        // With room for both in few lines, it stands beside.
        lay(note, 1200);
        QVERIFY(placeOf(note, *button).left() >= placeOf(note, *text).right());
    }

    void aNewSentenceFindsItsPlaceToo()
    {
        Note note(u"warning"_s, Theme::Tone::Warning, u"Short."_s);
        const QPushButton *button = note.addButton(u"Update pool URLs for pool2.contoso.com"_s);
        const auto *text = note.findChild<ui::ToneLabel *>();
        const int width = button->sizeHint().width() + note.fontMetrics().averageCharWidth() * 38;
        lay(note, width);
        QVERIFY(placeOf(note, *button).left() >= placeOf(note, *text).right());
        note.setText(kSentence);
        lay(note, width);
        QVERIFY(placeOf(note, *button).top() >= placeOf(note, *text).bottom());
    }

    void theSignStandsInTheLineOfTheText()
    {
        Note note(u"information"_s, Theme::Tone::Second, u"The services are listed there."_s);
        note.addButton(u"Global properties"_s);
        lay(note, 700);
        const auto *text = note.findChild<ui::ToneLabel *>();
        for (const auto *label : note.findChildren<QLabel *>()) {
            if (label != text)
                QVERIFY(std::abs(placeOf(note, *label).center().y() - placeOf(note, *text).center().y()) <=
                        1);
        }
    }
};

TURNPIKE_TEST_MAIN(QApplication, TestNote)
#include "tst_note.moc"
