// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/error_text.h"

#include <QCoreApplication>
#include <QStringList>

#include <algorithm>
#include <utility>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

struct ErrorTextWords {
    Q_DECLARE_TR_FUNCTIONS(ErrorText)
};

/// A path, a file or a setting is written as it is, also in front.
bool beginsWithName(const QString &text)
{
    const QString word = text.section(u' ', 0, 0);
    return std::any_of(word.begin() + 1, word.end(),
                       [](QChar letter) { return letter.isUpper() || u"[]./_="_s.contains(letter); }) &&
           !word.endsWith(u'.');
}

QString sentence(QString text)
{
    if (text.isEmpty())
        return text;
    text = capitalized(std::move(text));
    if (!text.endsWith(u'.') && !text.endsWith(u'?') && !text.endsWith(u'!'))
        text += u'.';
    return text;
}

} // namespace

QString capitalized(QString line)
{
    if (!line.isEmpty() && !beginsWithName(line))
        line[0] = line.at(0).toUpper();
    return line;
}

QString errorText(const Error &error)
{
    QString message = QString::fromStdString(error.message);
    if (!error.where.empty() && !message.contains(QString::fromStdString(error.where)))
        message = ErrorTextWords::tr("%1 (%2)").arg(message, QString::fromStdString(error.where));
    QStringList sentences{sentence(message)};
    if (!error.allowed.empty())
        sentences += sentence(ErrorTextWords::tr("Allowed: %1").arg(QString::fromStdString(error.allowed)));
    if (!error.remedy.empty())
        sentences += sentence(QString::fromStdString(error.remedy));
    return sentences.join(u' ');
}

QString errorSentence(Error error)
{
    error.where.clear();
    return errorText(error);
}

} // namespace turnpike::ui
