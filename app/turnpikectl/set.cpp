// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"

using namespace Qt::StringLiterals;

namespace turnpike::ctl {

namespace {

int run(Session &session)
{
    const auto document = session.document();
    if (!document)
        return session.failed(document.error());
    const auto working = withAssignments((*document)->working(), session.arguments());
    if (!working)
        return session.failed(working.error());
    const auto kept = session.replace(*working, session.arguments().join(u", "_s));
    return kept ? kOk : session.failed(kept.error());
}

} // namespace

const Command kSet{"set",
                   "PATH=VALUE...",
                   1,
                   -1,
                   "Change settings, all or none",
                   {},
                   run,
                   "With a relay, edits are kept in a working file until `turnpikectl push`;\n"
                   "`turnpikectl diff` shows them. With --deployment, the file is written at once."};

} // namespace turnpike::ctl
