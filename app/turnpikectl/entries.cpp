// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

using document::Edit;
using document::PropertyPath;

int applyOne(Session &session, const QString &description, Edit edit)
{
    const auto kept = session.apply({description, {std::move(edit)}});
    return kept ? kOk : session.failed(kept.error());
}

/// The entry is made first, so that its properties can be set like any other.
int runAdd(Session &session)
{
    const auto document = session.document();
    if (!document)
        return session.failed(document.error());
    const auto list = PropertyPath::parse(session.arguments().at(0));
    if (!list)
        return session.failed(list.error());
    const auto name = session.arguments().at(1);
    document::EditSet edits{u"Add %1 to %2"_s.arg(name, list->toString()),
                            {Edit::insert(*list, {{u"name"_s, name}})}};
    QStringList assignments;
    for (qsizetype i = 2; i < session.arguments().size(); ++i)
        assignments << list->entry(name).toString() + u'.' + session.arguments().at(i);
    auto working = document::applied(*(*document)->working(), edits);
    if (working)
        working = withAssignments(*working, assignments);
    if (!working)
        return session.failed(working.error());
    const auto kept = session.replace(*working, edits.description);
    return kept ? kOk : session.failed(kept.error());
}

int runRemove(Session &session)
{
    const auto entry = PropertyPath::parse(session.arguments().at(0));
    if (!entry)
        return session.failed(entry.error());
    return applyOne(session, u"Remove "_s + entry->toString(), Edit::remove(*entry));
}

int runRename(Session &session)
{
    const auto entry = PropertyPath::parse(session.arguments().at(0));
    if (!entry)
        return session.failed(entry.error());
    const auto name = session.arguments().at(1);
    return applyOne(session, u"Rename %1 to %2"_s.arg(entry->toString(), name), Edit::rename(*entry, name));
}

} // namespace

const Command kAdd{"add",
                   "LIST NAME [PROPERTY=VALUE...]",
                   2,
                   -1,
                   "Add an entry to a list",
                   {},
                   runAdd,
                   "Like: turnpikectl add edgeSites[hq].avEdge.credentials.users bob key=0123…"};
const Command kRemove{"remove", "ENTRY", 1, 1, "Remove an entry that nothing refers to", {}, runRemove};
const Command kRename{"rename", "ENTRY NEW-NAME", 2, 2, "Rename an entry; what refers to it follows",
                      {},       runRename};

} // namespace turnpike::ctl
