// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/workspace/news_text.h"

#include "core/model/inert_text.h"
#include "ui/workspace/change_text.h"

#include <QCoreApplication>

namespace turnpike::ui {

using namespace Qt::StringLiterals;

namespace {

struct NewsWords {
    Q_DECLARE_TR_FUNCTIONS(News)
};

/// As many as are read at a glance.
constexpr qsizetype kMostNamed = 3;

QString changeLine(const document::Change &change, const client::RunningBase::News &news)
{
    const QString place = placeText(change.path, *news.after, *news.before);
    switch (change.kind) {
    case document::Change::Kind::Modified:
        return NewsWords::tr("%1: %2 → %3")
            .arg(place, beforeText(change, *news.before), afterText(change, *news.after));
    case document::Change::Kind::Added:
        return NewsWords::tr("%1 added").arg(place);
    case document::Change::Kind::Removed:
        return NewsWords::tr("%1 removed").arg(place);
    case document::Change::Kind::Moved:
        return NewsWords::tr("%1 moved").arg(place);
    case document::Change::Kind::Renamed:
        return NewsWords::tr("%1: %2").arg(place, afterText(change, *news.after));
    }
    return place;
}

QString summary(const client::RunningBase::News &news)
{
    QStringList named = newsLines(news);
    const qsizetype left = named.size() - kMostNamed;
    if (left > 0) {
        named.resize(kMostNamed);
        named += NewsWords::tr("and %n more", nullptr, static_cast<int>(left));
    }
    return named.join(u"; "_s);
}

} // namespace

QStringList newsLines(const client::RunningBase::News &news)
{
    QStringList lines;
    for (const document::Change &change : news.changes)
        lines += changeLine(change, news);
    return lines;
}

QString revisionText(const wire::Revision &revision, bool isOwn)
{
    return isOwn
               ? NewsWords::tr("revision %1").arg(revision.number)
               : NewsWords::tr("revision %1 by %2").arg(revision.number).arg(escapedForLog(revision.author));
}

QString overlapSentence(const wire::Revision &theirs)
{
    return NewsWords::tr("%1 pushed revision %2, which changed settings that you had changed, too.")
        .arg(escapedForLog(theirs.author), QString::number(theirs.number));
}

QString newsSentence(const client::RunningBase::News &news)
{
    const QString author = escapedForLog(news.revision.author);
    const auto number = news.revision.number;
    switch (news.kind) {
    case client::RunningBase::News::Kind::Pushed:
        return (news.revision.state == wire::Revision::State::AwaitingConfirmation
                    ? NewsWords::tr("%1 pushed revision %2, which runs on trial: %3.")
                    : NewsWords::tr("%1 pushed revision %2: %3."))
            .arg(author, QString::number(number), summary(news));
    case client::RunningBase::News::Kind::Kept:
        return news.changes.empty()
                   ? NewsWords::tr("Revision %1 by %2 is kept.").arg(number).arg(author)
                   : NewsWords::tr("Revision %1 by %2 is kept: %3.").arg(number).arg(author, summary(news));
    case client::RunningBase::News::Kind::Reverted:
        return NewsWords::tr("Revision %1 by %2 was reverted; the one before runs again.")
            .arg(number)
            .arg(author);
    case client::RunningBase::News::Kind::Replaced:
        return NewsWords::tr("The relay's history is another one than before: it runs revision %1 by %2.")
            .arg(number)
            .arg(author);
    }
    return {};
}

} // namespace turnpike::ui
