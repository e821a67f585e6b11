// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/wire/types.h"

#include <QFrame>
#include <QPointer>

class QGridLayout;
class QLabel;
class QVBoxLayout;

namespace turnpike::wire {
class RelayConnection;
}

namespace turnpike::ui {

class Workspace;

/// The last configurations that the relay ran: who pushed them, when, and why.
class RevisionList : public QFrame {
    Q_OBJECT
public:
    explicit RevisionList(Workspace &workspace, QWidget *parent = nullptr);
    /// Asks the relay.
    void reload();

private:
    void show(const std::vector<wire::Revision> &revisions);
    void say(const QString &text);
    Workspace &m_workspace;
    QPointer<wire::RelayConnection> m_connection;
    QVBoxLayout *m_layout;
    QWidget *m_content = nullptr;
};

/// "runs", "runs on trial", "replaced".
/// `isOnTrial` tells that a later one is tried, so that a confirmed one stands by.
[[nodiscard]] QString revisionStateText(const wire::Revision &revision, bool isOnTrial);

} // namespace turnpike::ui
