// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/written_number.h"

#include <QList>

namespace turnpike::ui {

namespace {

bool isSpace(QChar letter)
{
    return letter == u' ' || letter == QChar(0x00A0) || letter == QChar(0x202F) || letter == QChar(0x2009);
}

bool isApostrophe(QChar letter)
{
    return letter == u'\'' || letter == QChar(0x2019);
}

// What separates thousands on the keyboard is seldom what the locale prints.
bool isGroupMark(QChar letter, const QString &mark)
{
    if (mark.isEmpty())
        return false;
    const QChar usual = mark.front();
    return letter == usual || (isSpace(usual) && isSpace(letter)) ||
           (isApostrophe(usual) && isApostrophe(letter));
}

// 1.234.567 and, in India, 12,34,567: the last group has three figures, those before two or three.
bool areGroups(const QList<qsizetype> &sizes)
{
    if (sizes.size() < 2)
        return true;
    if (sizes.last() != 3 || sizes.first() < 1 || sizes.first() > 3)
        return false;
    for (const qsizetype size : sizes.sliced(1, sizes.size() - 2)) {
        if (size != sizes.at(1) || size < 2 || size > 3)
            return false;
    }
    return true;
}

} // namespace

QString withPlainNumber(const QString &text, const QLocale &locale)
{
    const QString group = locale.groupSeparator();
    const QString decimal = locale.decimalPoint();
    const QString minus = locale.negativeSign();
    QString plain;
    qsizetype at = 0;
    if (text.startsWith(u'-') || text.startsWith(u'+')) {
        plain = text.first(1);
        at = 1;
    } else if (!minus.isEmpty() && text.startsWith(minus)) {
        plain = QChar(u'-');
        at = minus.size();
    }
    const auto isDigitAt = [&text](qsizetype place) {
        return place < text.size() && text.at(place).isDigit();
    };
    if (!isDigitAt(at))
        return text;
    QList<qsizetype> groups{0};
    bool isFraction = false;
    for (; at < text.size(); ++at) {
        const QChar letter = text.at(at);
        const bool isInside = !isFraction && isDigitAt(at + 1);
        if (letter.isDigit()) {
            plain += QChar(u'0' + letter.digitValue());
            if (!isFraction)
                ++groups.last();
        } else if (isInside && !decimal.isEmpty() && letter == decimal.front()) {
            plain += u'.';
            isFraction = true;
        } else if (isInside && isGroupMark(letter, group)) {
            groups << 0;
        } else {
            break;
        }
    }
    // Else it is the plain way, or no number.
    return areGroups(groups) ? plain + text.sliced(at) : text;
}

QString withWrittenNumber(const QString &plain, const QLocale &locale)
{
    qsizetype end = 0;
    while (end < plain.size() &&
           (plain.at(end).isDigit() || plain.at(end) == u'.' || (end == 0 && plain.at(0) == u'-')))
        ++end;
    QString number = plain.first(end);
    return number.replace(u'.', locale.decimalPoint()) + plain.sliced(end);
}

} // namespace turnpike::ui
