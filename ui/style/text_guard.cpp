// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/style/text_guard.h"

#include "core/base/inert_text.h"

#include <QClipboard>
#include <QEvent>
#include <QGuiApplication>
#include <QLabel>
#include <QPainter>
#include <QStyle>

#include <algorithm>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

/// U+200B: a line may end here, and nobody sees it.
constexpr QChar kBreak(0x200B);
/// No word of a language is longer, and a line of a dialog is.
constexpr qsizetype kLongestWord = 32;
constexpr qsizetype kPiece = 16;
/// The text that a label was given here, in which breaks are ours.
constexpr auto kOwnText = "textGuardText";
/// Set on labels whose tool tip is the text that did not fit.
constexpr auto kOwnToolTip = "textGuardToolTip";

bool isToolTip(const QLabel &label)
{
    return label.inherits("QTipLabel");
}

/// As it is drawn: with a buddy, "&" underlines a letter and takes no room.
int widthOf(const QLabel &label)
{
    return label.fontMetrics().size(label.buddy() ? Qt::TextShowMnemonic : 0, label.text()).width();
}

} // namespace

TextGuard::TextGuard(QObject *parent)
    : QObject(parent)
{
    connect(QGuiApplication::clipboard(), &QClipboard::dataChanged, this, &TextGuard::cleanClipboard);
}

QString TextGuard::inert(const QString &text)
{
    // Most text is, and is asked for at every paint.
    const bool isSimple = std::all_of(text.begin(), text.end(), [](QChar letter) {
        return letter == u'\n' || (letter >= u' ' && letter < u'\u007f') ||
               (letter >= u'\u00c0' && letter < u'\u0300');
    });
    if (isSimple)
        return text;
    const std::string utf8 = text.toStdString(); // half a surrogate pair becomes `?`
    return text.isValidUtf16() && isPlainLine(utf8) ? text
                                                    : QString::fromStdString(escapedLinesForTerminal(utf8));
}

QString TextGuard::breakable(const QString &text)
{
    QString broken;
    qsizetype length = 0;
    for (qsizetype start = 0; start < text.size();) {
        qsizetype end = start;
        while (end < text.size() && !text.at(end).isSpace() && text.at(end) != kBreak)
            ++end;
        const QString word = text.sliced(start, end - start);
        if (word.size() <= kLongestWord) {
            broken += word;
        } else {
            for (length = 0; length < word.size(); ++length) {
                // Not between the halves of a character, and not before a mark on it.
                const QChar letter = word.at(length);
                if (length > 0 && length % kPiece == 0 && !letter.isLowSurrogate() && !letter.isMark())
                    broken += kBreak;
                broken += letter;
            }
        }
        if (end < text.size())
            broken += text.at(end++);
        start = end;
    }
    return broken;
}

QString TextGuard::inertPieces(const QString &text)
{
    QStringList pieces = text.split(kBreak);
    for (QString &piece : pieces)
        piece = inert(piece);
    return pieces.join(kBreak);
}

QString TextGuard::unbroken(QString text)
{
    return text.remove(kBreak);
}

QString TextGuard::caption(QString text)
{
    return text.replace(u'&', u"&&"_s);
}

void TextGuard::cleanClipboard()
{
    QClipboard *clipboard = QGuiApplication::clipboard();
    // What changes while this program is the active one was copied here; others' texts are not ours to
    // change.
    if (QGuiApplication::applicationState() == Qt::ApplicationActive && clipboard->text().contains(kBreak))
        clipboard->setText(unbroken(clipboard->text()));
}

bool TextGuard::drawElided(QLabel &label)
{
    const bool isLine = !label.wordWrap() && label.textFormat() == Qt::PlainText && !label.text().isEmpty();
    const int room = label.contentsRect().width() - 2 * label.margin();
    const bool isCut = isLine && !isToolTip(label) && !label.text().contains(u'\n') && widthOf(label) > room;
    if (isCut && (label.toolTip().isEmpty() || label.property(kOwnToolTip).toBool())) {
        label.setToolTip(label.text());
        label.setProperty(kOwnToolTip, true);
    } else if (!isCut && label.property(kOwnToolTip).toBool()) {
        label.setToolTip({});
        label.setProperty(kOwnToolTip, false);
    }
    if (!isCut)
        return false;
    QPainter painter(&label);
    const QRect area =
        label.contentsRect().adjusted(label.margin(), label.margin(), -label.margin(), -label.margin());
    const QString shown = label.fontMetrics().elidedText(label.text(), Qt::ElideRight, area.width());
    label.style()->drawItemText(&painter, area, static_cast<int>(label.alignment()), label.palette(),
                                label.isEnabled(), shown, label.foregroundRole());
    return true;
}

bool TextGuard::eventFilter(QObject *watched, QEvent *event)
{
    const QEvent::Type type = event->type();
    // A tool tip that is on the screen already is filled anew and told its new size.
    if (type != QEvent::Polish && type != QEvent::Paint && type != QEvent::Show && type != QEvent::Resize)
        return false;
    auto *label = qobject_cast<QLabel *>(watched);
    if (label == nullptr || (type == QEvent::Resize && !isToolTip(*label)))
        return false;
    if (type == QEvent::Polish) {
        if (label->textFormat() == Qt::AutoText)
            label->setTextFormat(Qt::PlainText);
        // A word of 900 letters must not make its window as wide as itself; a class of its own sees to that.
        if (label->metaObject() == &QLabel::staticMetaObject && label->wordWrap() &&
            label->minimumWidth() == 0)
            label->setMinimumWidth(1);
    } else if (label->textFormat() == Qt::PlainText) {
        const bool wraps = label->wordWrap() || isToolTip(*label);
        const bool isOurs = label->property(kOwnText).toString() == label->text();
        const QString plain = isOurs ? label->text() : inert(label->text());
        if (const QString broken = wraps ? breakable(plain) : plain; broken != label->text()) {
            label->setText(broken);
            label->setProperty(kOwnText, broken);
            if (isToolTip(*label)) {
                label->setWordWrap(true);
                label->resize(label->sizeHint());
            }
        }
        if (type == QEvent::Paint)
            return drawElided(*label);
    }
    return false;
}

} // namespace turnpike::ui
