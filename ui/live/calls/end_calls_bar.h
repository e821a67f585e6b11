// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/live/snapshot.h"
#include "ui/workspace/live_picture.h"

#include <QWidget>

class QPushButton;

namespace turnpike::wire {
class RelayConnection;
}

namespace turnpike::ui {

class NoticeBar;
class Workspace;

/// Asks before calls are cut, naming them, and cuts them. It stands in the page instead of in a dialog, so
/// that the table can still be looked at.
class EndCallsBar : public QWidget {
    Q_OBJECT
public:
    explicit EndCallsBar(Workspace &workspace, QWidget *parent = nullptr);
    void askFor(std::vector<live::AllocationKey> calls);
    /// Every call of this person under whatever name, also those that the filter hides.
    void askForUser(std::string_view person);
    /// The calls that are asked about and still there; the bar goes when there are none.
    void refresh();
    void dismiss();
    /// Why calls cannot be ended now, as a sentence; empty: they can.
    [[nodiscard]] static QString whyNot(const Workspace &workspace);

private:
    void ask();
    void end();
    void endEach(wire::RelayConnection &connection);
    void say(const QString &text);
    [[nodiscard]] QString question(const LivePicture &picture) const;

    Workspace &m_workspace;
    NoticeBar *m_bar;
    QPushButton *m_confirm;
    QPushButton *m_cancel;
    std::vector<live::AllocationKey> m_calls;
    std::string m_user; ///< empty: single calls are meant
    bool m_isUser = false;
};

} // namespace turnpike::ui
