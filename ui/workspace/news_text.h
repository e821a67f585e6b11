// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/client/running_base.h"

#include <QStringList>

namespace turnpike::ui {

/// Who changed what runs, in words: the same in the info bar, the merge page and the log.

/// "sam pushed revision 18: Days to keep 30 days → 60 days, and 2 more."
[[nodiscard]] QString newsSentence(const client::RunningBase::News &news);
/// "sam pushed revision 18, which changed settings that you had changed, too."
[[nodiscard]] QString overlapSentence(const wire::Revision &theirs);
/// What changed, one line a place, all of it.
[[nodiscard]] QStringList newsLines(const client::RunningBase::News &news);
/// "revision 18 by sam"; "revision 18" for one's own.
[[nodiscard]] QString revisionText(const wire::Revision &revision, bool isOwn);

} // namespace turnpike::ui
