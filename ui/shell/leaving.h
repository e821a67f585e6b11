// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/modal_port.h"

#include <optional>

namespace turnpike::ui {

class Workspace;

/// What the end of this window takes with it, and the one question about all of it.
struct Leaving {
    int calls = 0;               ///< through the relay in this process
    bool isAwaitingKeep = false; ///< a pushed revision that reverts when nobody keeps it
    int unkeptChanges = 0;       ///< neither pushed nor on disk
    int keptChanges = 0;         ///< not pushed, there again at the next start
    QString relay;               ///< that the changes belong to

    [[nodiscard]] static Leaving of(Workspace &workspace, int callsThatEnd);
    /// Nothing: nothing is lost, so nobody is asked.
    [[nodiscard]] std::optional<ModalPort::Question> question() const;
    /// What a question that stands says when there is nothing left to ask about.
    [[nodiscard]] static ModalPort::Question nothingLost();
};

} // namespace turnpike::ui
