// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/turnpikectl/session.h"

namespace turnpike::ctl {

namespace {

int run(Session &session)
{
    if (session.isOffline())
        return session.misused({Error::Code::InvalidValue,
                                "a file has no edits that are not pushed",
                                "--deployment",
                                {},
                                "name a relay with --relay instead"});
    const auto discarded = session.discard();
    return discarded ? kOk : session.failed(discarded.error());
}

} // namespace

const Command kDiscard{"discard", "", 0, 0, "Forget the edits that are not pushed yet", {}, run};

} // namespace turnpike::ctl
