// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "ui/dialogs/relay_access.h"

#include <QDialog>

class QLabel;
class QListWidget;
class QPushButton;
class QStackedWidget;

namespace turnpike::ui {

class ModalPort;
class NoticeBar;
class PairingForm;
class Workspace;

/// Which relay this window shows: this computer, one that was paired before, or a new one.
class ConnectionDialog : public QDialog {
    Q_OBJECT
public:
    ConnectionDialog(Workspace &workspace, RelayAccess &relays, ModalPort &dialogs,
                     QWidget *parent = nullptr);
    void reject() override;

private:
    QWidget *makeDetail();
    void fill(const QString &selected);
    void showSelected();
    void connectTo();
    void forget();
    [[nodiscard]] std::optional<client::ConnectionProfile> selectedProfile() const;
    Workspace &m_workspace;
    RelayAccess &m_relays;
    ModalPort &m_dialogs;
    QListWidget *m_list;
    QStackedWidget *m_stack;
    PairingForm *m_pairing = nullptr;
    NoticeBar *m_unreadable;
    QLabel *m_title = nullptr;
    QLabel *m_text = nullptr;
    QLabel *m_address = nullptr;
    QLabel *m_role = nullptr;
    QLabel *m_fingerprint = nullptr;
    QLabel *m_expires = nullptr;
    QWidget *m_facts = nullptr;
    QPushButton *m_forget = nullptr;
    QPushButton *m_connect;
    QList<client::ConnectionProfile> m_profiles;
};

} // namespace turnpike::ui
